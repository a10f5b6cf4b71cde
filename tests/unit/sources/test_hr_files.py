"""A file of staffing in the stage's bucket: read as an import reads it, in pages, until it is another one."""

import json
from datetime import UTC
from typing import Any

import pytest

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.sources.account import owner_of_team
from lambdas.domain.sources.hr_file import hr_file_key
from lambdas.domain.sources.kinds import SourceKind
from lambdas.errors import Refused, Retryable
from lambdas.records.import_file import import_records
from lambdas.sources.hr_files import PAGE_ROWS
from tests.fakes.documents import FakeDocuments
from tests.fakes.sources.hr_files import HrFilesFake
from tests.fakes.stores import FakeRecords
from tests.unit.sources.harness import NOW, Trial, made_of, trying

KEY = "sources/ada/hr_files/staffing.csv"


@pytest.fixture
def files() -> FakeDocuments:
    return FakeDocuments()


def with_file(files: FakeDocuments, content: bytes | str) -> Any:
    files.put(KEY, content.encode() if isinstance(content, str) else content, "text/csv")
    return trying(SourceKind.HR_FILES, HrFilesFake(), files=lambda: files)


def records_in(trial: Trial) -> dict[str, dict[str, Any]]:
    rows, refused, is_whole = trial.read_all()
    records, wrong = made_of(trial.account, rows, NOW)
    assert (refused, wrong, is_whole) == ([], (), True)
    return {one.external_id: one.values for one in records}


def test_the_same_file_comes_to_the_same_by_import_and_as_a_source(files: FakeDocuments) -> None:
    store = FakeRecords()
    report = import_records(store, "ada", RecordKind.STAFFING, HrFilesFake().csv, UTC, NOW)
    assert report.refused == ()
    imported = {one.record_id: one.model_dump(mode="json") for one in store.of_kind("ada", RecordKind.STAFFING)}
    with with_file(files, HrFilesFake().csv) as trial:
        read = records_in(trial)
    assert len(read) == 6
    assert {name: one | {"record_id": name} for name, one in read.items()} == imported


def test_the_place_of_a_file_is_one_key_for_each_source(files: FakeDocuments) -> None:
    with with_file(files, HrFilesFake().csv) as trial:
        assert hr_file_key(trial.account) == KEY
        team = trial.account.model_copy(update={"owner": owner_of_team("platform"), "source_id": "team-hr_files"})
        assert hr_file_key(team) == "sources/team.platform/team-hr_files/staffing.csv"
        assert trial.reader.check(trial.account, {}, NOW) == f"The file at {KEY}, of 2026-11-30T08:00:00Z"


def test_a_file_that_is_not_there_is_waited_for_and_its_place_is_told(files: FakeDocuments) -> None:
    with trying(SourceKind.HR_FILES, HrFilesFake(), files=lambda: files) as trial:
        assert trial.reader.check(trial.account, {}, NOW) == (
            f"No file is there yet; it is expected at {KEY} in the stage's bucket."
        )
        with pytest.raises(Retryable, match=f"expected at {KEY}") as missing:
            trial.read_all()
    assert missing.value.after is None


def test_figures_without_a_time_are_of_when_the_file_was_written(files: FakeDocuments) -> None:
    with with_file(files, "team,role,open\nPlatform,Data Engineer,2\n") as trial:
        assert records_in(trial)["platform-data-engineer"]["as_of"] == "2026-11-30T08:00:00Z"


def test_a_file_may_be_json(files: FakeDocuments) -> None:
    with with_file(files, json.dumps([{"Team": "Platform", "Job": "Data Engineer", "open_reqs": 2}])) as trial:
        assert records_in(trial)["platform-data-engineer"]["open_requisitions"] == 2


def test_ten_thousand_rows_come_in_pages_that_restart_anywhere(files: FakeDocuments) -> None:
    with with_file(files, HrFilesFake(rows=10_000).csv) as trial:
        rows, refused, _ = trial.read_all()
        assert (len({row.external_id for row in rows}), refused) == (10_000, [])
        third = trial.reader.page(trial.account, {}, f"{files.get_stamped(KEY, 0).stamp}:{2 * PAGE_ROWS}", NOW)
        assert third.rows == tuple(rows[2 * PAGE_ROWS : 3 * PAGE_ROWS])


def test_a_file_that_is_replaced_meanwhile_is_begun_anew(files: FakeDocuments) -> None:
    with with_file(files, HrFilesFake(rows=PAGE_ROWS + 1).csv) as trial:
        cursor = trial.reader.page(trial.account, {}, "", NOW).cursor
        assert cursor is not None
        files.put(KEY, HrFilesFake().csv, "text/csv")
        page = trial.reader.page(trial.account, {}, cursor, NOW)
    assert ([row.external_id for row in page.rows], page.cursor) == ([f"hr-{n}" for n in range(1, 7)], None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "The file is empty"),
        ("team,role\n", "has a header, but no rows"),
        ("team,open\nPlatform,2\n", "Column “role” missing"),
        ("team,role,open_requisitons\nPlatform,Data Engineer,2\n", "did you mean “open_requisitions”"),
        ("<html>", "a web page"),
        ("PK\x03\x04", "a spreadsheet workbook"),
        (b"x" * (10 * 1024 * 1024 + 5), "larger than 10 MB"),
        ("team,role\n" + "a,b\n" * 10_001, "more than 10,000 rows"),
        ('{"a": 1, "b": 2}', "must be a list of objects"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_as_an_import_does(
    files: FakeDocuments, content: bytes | str, said: str
) -> None:
    with with_file(files, content) as trial, pytest.raises(Refused, match=said):
        trial.read_all()


def test_rows_that_cannot_be_used_are_told_and_the_others_are_kept(files: FakeDocuments) -> None:
    content = (
        "id,team,role,open,stage\n"
        "1,Platform,Data Engineer,2,offer\n"
        "1,Platform,Analyst,1,offer\n"
        "2,Platform,,1,\n"
        "3,Platform,Designer,many,\n"
        "4,Platform,Writer,1,nowhere\n"
        "5,Platform,Tester,1,offer,too,long\n"
    )
    with with_file(files, content) as trial:
        rows, refused, _ = trial.read_all()
        records, wrong = made_of(trial.account, rows, NOW)
    assert [one.external_id for one in records] == ["1"]
    assert refused == [
        "row 3: the same as in row 2",
        "row 7: has 7 cells, the header 5: put text that contains “,” in quotes",
    ]
    assert [line.split(" ", 2)[:2] for line in wrong] == [["2:", "role"], ["3:", "open_requisitions"], ["4:", "stage"]]


@pytest.mark.parametrize("cell", ["=cmd|'/c calc'!A0", "\u202egnp.exe", "<b>x</b>", "x" * 300, "null", "[]", "x\r\ny"])
def test_hostile_cells_never_end_a_page(files: FakeDocuments, cell: str) -> None:
    lines = [["team", "role", "note"], [cell, cell, cell], ["Platform", "Data Engineer", ""]]
    text = "\n".join(",".join(f'"{one}"' for one in line) for line in lines)
    with with_file(files, text) as trial:
        rows, refused, _ = trial.read_all()
        records, wrong = made_of(trial.account, rows, NOW)
    assert len(records) + len(wrong) + len(refused) == (1 if cell == "null" else 2)
