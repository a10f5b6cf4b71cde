"""What every store of records does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from lambdas.aws.table import Table
from lambdas.domain.context.kinds.big_rocks import BigRock
from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.records import Record
from lambdas.errors import NotFound
from lambdas.store.records import KEPT, Records

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def records(table: Callable[[str], Table]) -> Records:
    return Records(table("records"))


def rock(name: str, progress: int = 10) -> Record:
    return record_of(RecordKind.BIG_ROCKS, {"name": name, "progress": progress, "blockers": "Zugang fehlt"}, UTC, NOW)


def incident() -> Record:
    values = {
        "record_id": "INC-1",
        "severity": "sev1",
        "title": "Checkout errors",
        "opened_at": "2026-11-18T09:12:00Z",
        "follow_ups": [{"what": "Add an alert", "owner": "Dana", "due": "2026-11-19"}],
    }
    return record_of(RecordKind.INCIDENTS, values, UTC, NOW)


def test_a_record_comes_back_as_it_was_stored(records: Records) -> None:
    line = {"line": "Compute", "period": "2026-11", "planned": "40,000", "actual": "45,200.50", "currency": "usd"}
    for record in (rock("Search"), incident(), record_of(RecordKind.BUDGET, line, UTC, NOW)):
        records.put_all("u1", [record])
        assert records.get("u1", record.kind, record.record_id) == record
        assert records.of_kind("u1", record.kind) == [record]


def test_storing_the_same_id_again_replaces(records: Records) -> None:
    records.put_all("u1", [rock("Search", 10)])
    records.put_all("u1", [rock("Search", 40)])
    (kept,) = records.of_kind("u1", RecordKind.BIG_ROCKS)
    assert isinstance(kept, BigRock)
    assert kept.progress == 40


def test_two_hundred_records_are_all_kept_in_the_order_of_their_ids(records: Records) -> None:
    rocks = [rock(f"Rock {number:03d}") for number in range(200)]
    records.put_all("u1", rocks)
    assert records.of_kind("u1", RecordKind.BIG_ROCKS) == rocks


def test_kinds_and_users_are_kept_apart(records: Records) -> None:
    records.put_all("u1", [rock("Search")])
    assert records.of_kind("u1", RecordKind.BUDGET) == []
    assert records.of_kind("u2", RecordKind.BIG_ROCKS) == []
    with pytest.raises(NotFound):
        records.get("u2", RecordKind.BIG_ROCKS, "search")


def test_a_deleted_record_is_gone_and_deleting_it_again_says_so(records: Records) -> None:
    records.put_all("u1", [rock("Search")])
    records.delete("u1", RecordKind.BIG_ROCKS, "search")
    assert records.of_kind("u1", RecordKind.BIG_ROCKS) == []
    with pytest.raises(NotFound):
        records.delete("u1", RecordKind.BIG_ROCKS, "search")


def test_a_discarded_record_can_be_restored_for_a_while(records: Records) -> None:
    for record in (rock("Search"), incident()):
        records.put_all("u1", [record])
        records.discard("u1", record.kind, record.record_id, NOW)
        assert records.of_kind("u1", record.kind) == []
        for _ in range(2):
            records.restore("u1", record.kind, record.record_id, NOW + KEPT - timedelta(seconds=1))
            assert records.of_kind("u1", record.kind) == [record]


def test_a_record_discarded_too_long_ago_is_gone(records: Records) -> None:
    records.put_all("u1", [rock("Search")])
    records.discard("u1", RecordKind.BIG_ROCKS, "search", NOW)
    with pytest.raises(NotFound):
        records.restore("u1", RecordKind.BIG_ROCKS, "search", NOW + KEPT)
    with pytest.raises(NotFound):
        records.discard("u1", RecordKind.BIG_ROCKS, "search", NOW)


def test_restoring_does_not_replace_what_was_added_since(records: Records) -> None:
    records.put_all("u1", [rock("Search", 10)])
    records.discard("u1", RecordKind.BIG_ROCKS, "search", NOW)
    records.put_all("u1", [rock("Search", 40)])
    records.restore("u1", RecordKind.BIG_ROCKS, "search", NOW)
    assert records.of_kind("u1", RecordKind.BIG_ROCKS) == [rock("Search", 40)]
