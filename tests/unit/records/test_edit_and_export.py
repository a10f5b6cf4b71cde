"""Records changed one by one, and taken out again as a file."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.domain.context.kinds.budget import BudgetLine
from lambdas.domain.context.kinds.decisions import DecisionRecord
from lambdas.domain.context.kinds.incidents import Incident
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.records import Record
from lambdas.errors import Refused
from lambdas.records.edit import save_record
from lambdas.records.export import export_csv
from lambdas.records.import_file import import_records
from tests.fakes.stores import FakeRecords
from tests.unit.context.some_records import NOW, SOME_RECORDS

BERLIN = ZoneInfo("Europe/Berlin")


def saved(store: FakeRecords, kind: RecordKind, **values: object) -> Record:
    return save_record(store, "u1", kind, values, BERLIN, NOW)


def test_a_record_entered_by_hand_is_as_good_as_an_imported_one(store: FakeRecords) -> None:
    saved(store, RecordKind.BUDGET, line="Compute", period="2026-11", planned="€ 1.200,00", actual="5", owner="")
    (line,) = store.of_kind("u1", RecordKind.BUDGET)
    assert isinstance(line, BudgetLine)
    assert (line.record_id, line.currency, line.as_of) == ("compute-2026-11", "EUR", NOW)


def test_renaming_a_record_moves_it_so_that_the_next_import_finds_it(store: FakeRecords) -> None:
    saved(store, RecordKind.BIG_ROCKS, name="Search", progress=10)
    saved(store, RecordKind.BIG_ROCKS, record_id="search", name="Search migration", progress=20)
    assert [record.record_id for record in store.of_kind("u1", RecordKind.BIG_ROCKS)] == ["search-migration"]


def test_a_record_with_an_id_of_its_own_keeps_it_whatever_its_title(store: FakeRecords) -> None:
    saved(store, RecordKind.DECISIONS, record_id="17", title="A", raised_on="2026-11-01")
    saved(store, RecordKind.DECISIONS, record_id="17", title="B", raised_on="2026-11-01")
    (kept,) = store.of_kind("u1", RecordKind.DECISIONS)
    assert isinstance(kept, DecisionRecord)
    assert (kept.record_id, kept.title) == ("17", "B")


def test_wrong_fields_are_named_in_one_line_and_nothing_is_stored(store: FakeRecords) -> None:
    with pytest.raises(Refused, match="title is empty; raised on “01/02/26” can be read day first"):
        saved(store, RecordKind.DECISIONS, title="", raised_on="01/02/26")
    assert not store.stored


def test_text_that_a_spreadsheet_would_run_is_exported_as_text(store: FakeRecords) -> None:
    rock = saved(store, RecordKind.BIG_ROCKS, name="=HYPERLINK('x')", progress=1, owner="@all", note="'=1+1")
    (row,) = csv.DictReader(io.StringIO(export_csv(RecordKind.BIG_ROCKS, [rock])))
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())
    assert row["name"] == "'=HYPERLINK('x')"


def test_negative_money_is_exported_as_a_number() -> None:
    line = saved(FakeRecords(), RecordKind.BUDGET, line="Refund", period="2026", planned=0, actual=-12)
    (row,) = csv.DictReader(io.StringIO(export_csv(RecordKind.BUDGET, [line])))
    assert row["actual"] == "-12.00"


def test_an_empty_export_still_has_its_header() -> None:
    assert export_csv(RecordKind.BUDGET, []).startswith("id,as_of,line,period,planned,actual")


def without_marks(record: Record) -> bool:
    """Text that stands for an empty cell, or holds the mark between options, does not come back as it was."""
    texts = [*record.model_dump_json().split('"')]
    return not {"-", "–", "—", "n/a", "null"} & {text.strip().casefold() for text in texts}


@pytest.mark.parametrize("kind", RecordKind)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_is_exported_imports_as_it_was(kind: RecordKind, data: st.DataObject) -> None:
    records = data.draw(st.lists(SOME_RECORDS[kind].filter(without_marks), min_size=1, max_size=4, unique_by=_identity))
    store = FakeRecords()
    report = import_records(store, "u1", kind, export_csv(kind, records).encode(), UTC, NOW)
    assert report.refused == ()
    assert sorted(store.of_kind("u1", kind), key=_identity) == sorted(records, key=_identity)


def _identity(record: Record) -> str:
    return record.record_id


def test_follow_ups_keep_their_incident_through_an_export() -> None:
    incident = saved(
        FakeRecords(),
        RecordKind.INCIDENTS,
        record_id="7",
        severity=1,
        title="Down",
        opened_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
        follow_ups=[{"what": "One", "due": "2026-11-30"}, {"what": "Two", "status": "done"}],
    )
    store = FakeRecords()
    content = export_csv(RecordKind.INCIDENTS, [incident]).encode()
    import_records(store, "u1", RecordKind.INCIDENTS, content, UTC, NOW)
    assert isinstance(incident, Incident)
    assert store.of_kind("u1", RecordKind.INCIDENTS) == [incident]
