"""Importing files as people have them: nothing lost, nothing doubled, every bad row told."""

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.context.kinds.budget import BudgetLine
from lambdas.domain.context.kinds.incidents import Incident
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.errors import Refused
from lambdas.record_tables.columns import columns_of
from lambdas.records.import_file import import_records
from lambdas.records.report import ImportReport
from tests.fakes.stores import FakeRecords

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
BUDGET = "line,period,planned,actual,currency\nCompute,2026-11,40000,45200.50,USD\n"


def imported(store: FakeRecords, kind: RecordKind, content: str | bytes) -> ImportReport:
    data = content.encode() if isinstance(content, str) else content
    return import_records(store, "u1", kind, data, BERLIN, NOW)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.refused_rows


@pytest.mark.parametrize(
    "content",
    [
        BUDGET.encode(),
        b"\xef\xbb\xbf" + BUDGET.encode(),
        BUDGET.encode("utf-16"),
        BUDGET.replace("\n", "\r\n").encode(),
        BUDGET.replace(",", ";").encode(),
        BUDGET.replace(",", "\t").encode(),
        b"sep=;\r\n" + BUDGET.replace(",", ";").encode(),
        b'Budget Line ,MONTH,"Planned (USD)", Actual spend,ccy\nCompute,Nov 2026,"$40,000","45,200.50",usd\n',
        b'[{"Line":"Compute","period":"2026-11","planned":40000,"actual":45200.5,"currency":"USD","note":null}]',
        b'{"records":[{"line":"Compute","period":"2026-11","planned":"40.000,00 USD","actual":"45.200,50"}]}',
    ],
    ids=["plain", "bom", "utf-16", "crlf", "semicolons", "tabs", "excel-sep", "other-names", "json", "json-wrapped"],
)
def test_one_budget_line_is_the_same_however_the_file_is_made(store: FakeRecords, content: bytes) -> None:
    assert counts(imported(store, RecordKind.BUDGET, content)) == (1, 0, 0, 0)
    (line,) = store.of_kind("u1", RecordKind.BUDGET)
    assert isinstance(line, BudgetLine)
    assert (line.record_id, line.line, line.period) == ("compute-2026-11", "Compute", "2026-11")
    assert (line.planned, line.actual, line.currency) == (Decimal(40000), Decimal("45200.50"), "USD")
    assert line.as_of == NOW


def test_importing_the_same_file_again_changes_nothing_but_its_time(store: FakeRecords) -> None:
    imported(store, RecordKind.BUDGET, BUDGET)
    assert counts(imported(store, RecordKind.BUDGET, BUDGET)) == (0, 0, 1, 0)
    assert counts(imported(store, RecordKind.BUDGET, BUDGET.replace("45200", "46000"))) == (0, 1, 0, 0)
    assert len(store.stored) == 1


def test_good_rows_are_kept_and_every_bad_one_is_told_with_column_and_reason(store: FakeRecords) -> None:
    content = (
        BUDGET
        + "Storage,2026-11,lots,1.200,USD\n\nPeople,,5,5,USD\nTravel,2026-11,5,5,USD,what\nOther,2026-11,7,8,USD\n"
    )
    report = imported(store, RecordKind.BUDGET, content)
    assert counts(report) == (2, 0, 0, 3)
    assert [(p.row, p.column) for p in report.refused] == [(3, "planned"), (3, "actual"), (5, "period"), (6, "")]
    assert report.refused[0].reason == "“lots” is not an amount: write 45200.50, 45,200.50 or 45.200,50"
    assert report.refused[1].reason == "“1.200” can be read two ways: write 1200 or 1.20"
    assert report.refused[2].reason == "is empty"
    assert "6 cells, the header 5" in report.refused[3].reason


def test_two_rows_with_the_same_key_never_overwrite_each_other_in_silence(store: FakeRecords) -> None:
    report = imported(store, RecordKind.BUDGET, BUDGET + "compute ,2026-11,1,1,USD\n")
    assert counts(report) == (1, 0, 0, 1)
    assert (report.refused[0].row, report.refused[0].reason) == (3, "the same as in row 2")


def test_names_that_differ_in_signs_only_are_different_records(store: FakeRecords) -> None:
    imported(store, RecordKind.BIG_ROCKS, "name,progress\nC,1\nC++,2\nC#,3\n東京,4\n!!!,5\n")
    assert len(store.stored) == 5


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"line,period,planned,actual\n", "no rows"),
        (b"<!doctype html><title>Sign in</title>", "web page"),
        (b"PK\x03\x04rest", "save the sheet as CSV"),
        (b"a\x00b", "not text"),
        (b"[{]", "not valid JSON"),
        (b'[{"planned": NaN}]', "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b'"just text"', "missing"),
        (
            b"line,period,planned\nCompute,2026-11,4\n",
            "Column “actual” missing. Expected: line, period, planned, actual",
        ),
        (b"line,period,plannd,actual\nCompute,2026-11,4,4\n", "Column “planned” missing. “plannd” is not known."),
        (b"line,period,planned,actual,forcast\nA,2026-11,4,4,5\n", "did you mean “forecast”"),  # codespell:ignore
        (b"line,period,planned,actual,Actual\nA,2026-11,4,4,5\n", "Two columns are called “actual”"),
        (b"line,period,planned,actual\n" + b"A,2026-11,1,1\n" * 10_001, "more than 10,000 rows"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (b"x" * 200_000 + b",period\n", "the header, has a cell of more than 20,000 characters"),
        (b'"' + b"x" * 200_000, "the header, its quotes do not match"),
        (b"sep=;\r\n", "names no column"),
        (b" , ,\n", "names no column"),
    ],
)
def test_a_file_that_cannot_be_used_gets_one_line_and_stores_nothing(
    store: FakeRecords, content: bytes, line: str
) -> None:
    with pytest.raises(Refused) as refused:
        imported(store, RecordKind.BUDGET, content)
    assert line in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not store.stored


def test_a_column_amo_has_no_use_for_is_named_and_the_rest_imported() -> None:
    report = imported(FakeRecords(), RecordKind.BUDGET, BUDGET.replace("currency", "Region"))
    assert (report.created, report.ignored_columns) == (1, ("Region",))


def test_a_cell_that_is_too_long_costs_its_row_alone() -> None:
    report = imported(
        FakeRecords(), RecordKind.BUDGET, BUDGET + "x" * 200_000 + ",2026-11,1,1,USD\nOther,2026-11,1,1,USD\n"
    )
    assert counts(report) == (2, 0, 0, 1)
    assert report.refused[0].reason == "has a cell of more than 20,000 characters"


cells = st.one_of(
    st.text(max_size=12),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
    st.sampled_from(["1e999999", "-0", "٣", "9" * 400]),
)


@given(st.sampled_from(RecordKind), st.lists(cells, min_size=12, max_size=12), st.binary(max_size=60))
def test_whatever_a_file_holds_it_is_a_report_or_one_line(kind: RecordKind, row: list[str], tail: bytes) -> None:
    columns = columns_of(kind)
    text = io.StringIO()
    csv.writer(text).writerows([columns, row[: len(columns)]])
    for content in (text.getvalue().encode(errors="replace") + tail, tail):
        try:
            report = imported(FakeRecords(), kind, content)
        except Refused as error:
            report, line = None, str(error)
        assert report is not None or (line and "\n" not in line)


def test_a_broken_quote_ends_the_reading_and_says_from_where() -> None:
    report = imported(FakeRecords(), RecordKind.BUDGET, BUDGET + 'Storage,2026-11,1,1,"USD\nOther,2026-11,1,1,USD\n')
    assert counts(report) == (1, 0, 0, 1)
    assert "quotes do not match" in report.refused[0].reason
    assert report.refused[0].row == 3


INCIDENTS = """id,severity,title,opened_at,resolved_at,follow_up,follow_up_owner,follow_up_due,follow_up_status
INC-7,sev 1,Checkout errors,2026-11-18 10:12,2026-11-18 10:59,Add an alert,Dana,2026-11-19,open
INC-7,,,,,Fix the retry,Lee,2026-11-25,done
INC-8,2,Slow search,2026-11-19T08:00:00Z,,,,,
"""


def test_an_incidents_repeated_rows_are_its_follow_ups(store: FakeRecords) -> None:
    assert counts(imported(store, RecordKind.INCIDENTS, INCIDENTS)) == (2, 0, 0, 0)
    first, second = store.of_kind("u1", RecordKind.INCIDENTS)
    assert isinstance(first, Incident)
    assert isinstance(second, Incident)
    assert [(f.what, f.owner, f.status) for f in first.follow_ups] == [
        ("Add an alert", "Dana", "open"),
        ("Fix the retry", "Lee", "closed"),
    ]
    assert first.opened_at == datetime(2026, 11, 18, 9, 12, tzinfo=UTC)
    assert (second.severity, second.resolved_at, second.follow_ups) == ("SEV2", None, ())


def test_a_bad_follow_up_row_never_costs_the_follow_up_stored_before(store: FakeRecords) -> None:
    imported(store, RecordKind.INCIDENTS, INCIDENTS)
    report = imported(store, RecordKind.INCIDENTS, INCIDENTS.replace("2026-11-25", "25/11/26"))
    assert [(p.row, p.column) for p in report.refused] == [(3, "follow_up_due")]
    kept = store.get("u1", RecordKind.INCIDENTS, "INC-7")
    assert isinstance(kept, Incident)
    assert len(kept.follow_ups) == 2


def test_a_follow_up_taken_out_of_the_file_goes(store: FakeRecords) -> None:
    imported(store, RecordKind.INCIDENTS, INCIDENTS)
    imported(store, RecordKind.INCIDENTS, "".join(INCIDENTS.splitlines(keepends=True)[:2]))
    kept = store.get("u1", RecordKind.INCIDENTS, "INC-7")
    assert isinstance(kept, Incident)
    assert len(kept.follow_ups) == 1


def test_rows_that_contradict_their_incident_and_rows_of_a_refused_one_are_told() -> None:
    content = (
        INCIDENTS.replace("INC-7,,,", "INC-7,,Other title,") + "INC-9,SEV9,X,2026-11-18 10:12,,,,,\nINC-9,,,,,Y,,,\n"
    )
    report = imported(FakeRecords(), RecordKind.INCIDENTS, content)
    assert [(p.row, p.column) for p in report.refused] == [(3, "title"), (5, "severity"), (6, "")]


def test_an_incident_over_before_it_began_is_refused() -> None:
    report = imported(FakeRecords(), RecordKind.INCIDENTS, INCIDENTS.replace("10:59", "09:59"))
    assert (report.refused[0].column, report.refused[0].reason) == ("resolved_at", "is before opened_at")


def test_json_incidents_bring_their_follow_ups_inside(store: FakeRecords) -> None:
    entry: dict[str, Any] = {
        "id": 17,
        "severity": "SEV0",
        "title": "Down",
        "opened_at": "2026-11-18T09:00Z",
        "follow_ups": [{"what": "Add an alert"}, {"what": "Second", "due": "soon"}],
    }
    report = imported(store, RecordKind.INCIDENTS, json.dumps([entry, 5]))
    assert [(p.row, p.column) for p in report.refused] == [(1, "follow_up 2 due"), (2, "")]
    entry["follow_ups"] = entry["follow_ups"][:1]
    assert counts(imported(store, RecordKind.INCIDENTS, json.dumps([entry]))) == (1, 0, 0, 0)


def test_no_more_than_ten_thousand_records_of_a_kind_are_kept(store: FakeRecords) -> None:
    rows = "".join(f"Line {n},2026-11,1,1,USD\n" for n in range(9_999))
    assert counts(imported(store, RecordKind.BUDGET, BUDGET + rows)) == (10_000, 0, 0, 0)
    with pytest.raises(Refused, match="limit is 10,000"):
        imported(store, RecordKind.BUDGET, BUDGET.replace("Compute", "One more"))
    assert len(store.stored) == 10_000


def test_ten_thousand_bad_rows_make_a_short_report() -> None:
    report = imported(FakeRecords(), RecordKind.BUDGET, BUDGET + "A,x,y,z,USD\n" * 9_999)
    assert report.refused_rows == 9_999
    assert len(report.model_dump_json()) < 100_000
