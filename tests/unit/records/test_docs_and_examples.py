"""What docs/records.md and examples/records promise, held against the code."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lambdas.context.gather import summarised
from lambdas.context.phrases import Viewpoint
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.record_tables.columns import aliases_of, columns_of, required_columns
from lambdas.records.import_file import import_records
from tests.fakes.stores import FakeRecords

ROOT = Path(__file__).parents[3]
DOCS = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def section(kind: RecordKind) -> str:
    return DOCS.split(f"\n## {kind}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("kind", RecordKind)
def test_the_docs_name_every_column_and_which_are_required(kind: RecordKind) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (required)?", section(kind), re.MULTILINE)
    assert [name for name, _ in rows] == list(columns_of(kind))
    assert {name for name, required in rows if required} == set(required_columns(kind))


@pytest.mark.parametrize("kind", RecordKind)
def test_the_example_in_the_docs_imports_without_a_complaint(kind: RecordKind) -> None:
    (example,) = re.findall(r"```\n(.*?)```", section(kind), re.DOTALL)
    report = import_records(FakeRecords(), "u1", kind, example.encode(), BERLIN, NOW)
    assert (report.created, report.refused, report.ignored_columns) == (1, (), ())


@pytest.mark.parametrize("kind", RecordKind)
@pytest.mark.parametrize("days", [0, 11, 41, 100, 1500])
def test_the_example_files_import_whole_on_any_day_and_give_something_to_say(kind: RecordKind, days: int) -> None:
    store, now = FakeRecords(), NOW + timedelta(days=days)
    content = (ROOT / "examples" / "records" / f"{kind}.csv").read_bytes()
    report = import_records(store, "u1", kind, content, BERLIN, now)
    note = summarised(kind, store.of_kind("u1", kind), Viewpoint(now, BERLIN))
    assert (report.refused, report.ignored_columns) == ((), ())
    assert report.created >= 4
    assert len(note.facts) >= 4
    assert note.facts[0].weight == 3
    assert not note.gap


@pytest.mark.parametrize("kind", RecordKind)
def test_every_example_row_says_that_it_is_one(kind: RecordKind) -> None:
    lines = (ROOT / "examples" / "records" / f"{kind}.csv").read_text(encoding="utf-8").splitlines()
    assert all("EXAMPLE" in line for line in lines[1:])


@pytest.mark.parametrize("kind", RecordKind)
def test_every_other_name_leads_to_a_column_and_hides_none(kind: RecordKind) -> None:
    known = set(columns_of(kind))
    assert set(aliases_of(kind).values()) <= known
    assert not set(aliases_of(kind)) & known
