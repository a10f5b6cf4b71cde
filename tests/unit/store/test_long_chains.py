"""A team's log is long, an action's part of it short: what is read of it for one action does not grow with the team."""

from typing import Any

import pytest

from lambdas.domain.actions.audit import AuditEntry, AuditEvent, AuditRow, row_hash, verify
from lambdas.store.audit_log import BY_ACTION, RECENT, AuditLog
from tests.fakes.samples import NOW
from tests.fakes.stores import FakeAuditLog

TEAM = "sales"


@pytest.fixture
def log() -> FakeAuditLog:
    return FakeAuditLog()


def add(log: AuditLog, action_id: str = "", times: int = 1, **values: Any) -> list[AuditRow]:
    entry = {"team_id": TEAM, "at": NOW, "event": AuditEvent.REMARKED, "actor": "user:u2", **values}
    return [log.add(AuditEntry(action_id=action_id, **entry)) for _ in range(times)]


def others(log: AuditLog, times: int) -> None:
    for number in range(times):
        add(log, f"b{number % 7}")


def test_the_rows_of_an_action_are_found_however_far_apart_they_are(log: FakeAuditLog) -> None:
    told = add(log, "a1")
    for gap in (RECENT - 1, RECENT, 3 * RECENT, 5):
        others(log, gap)
        told += add(log, "a1")
    assert log.of_action(TEAM, "a1") == log.of_action_in_chain(TEAM, "a1") == told
    for number, row in enumerate(told, start=1):
        assert log.of_action(TEAM, "a1", row.sequence) == told[number:]
        assert log.of_action_in_chain(TEAM, "a1", row.sequence) == told[number:]
    assert log.of_action(TEAM, "unknown") == []


@pytest.mark.parametrize("length", [10, RECENT, 500, 5000])
def test_the_rows_read_for_an_action_do_not_grow_with_the_chain(log: FakeAuditLog, length: int) -> None:
    (first,) = add(log, "a1")
    others(log, length - 1)
    (last,) = add(log, "a1")
    log.table.reads.clear()
    assert log.of_action(TEAM, "a1", first.sequence) == [last]
    assert log.table.reads == ([length] if length < RECENT else [RECENT, 0])
    log.table.reads.clear()
    assert log.of_action(TEAM, "a1") == [first, last]
    assert (len(log.table.reads), sum(log.table.reads)) <= (2, RECENT + 1)


def test_what_is_recent_is_read_from_the_chain_whatever_the_index_has(log: FakeAuditLog) -> None:
    told = add(log, "a1")
    others(log, 3 * RECENT)
    log.table.unindexed.update(log.table.rows)  # of the index nothing has come since
    lately = add(log, "a1")
    others(log, RECENT - 1)
    log.table.unindexed.update(log.table.key_of({"team_id": TEAM, "sequence": row.sequence}) for row in lately)
    assert log.of_action(TEAM, "a1", told[0].sequence) == lately
    assert log.of_action_in_chain(TEAM, "a1") == told + lately


def test_a_row_of_another_team_about_the_same_action_does_not_count(log: FakeAuditLog) -> None:
    told = add(log, "a1")
    add(log, "a1", team_id="support")
    others(log, 2 * RECENT)
    add(log, "a1", 2 * RECENT, team_id="support")
    assert log.of_action(TEAM, "a1") == told


@pytest.mark.parametrize("place", [0, -1])
@pytest.mark.parametrize("change", [{"note": "never said"}, {"event": "nothing"}])
def test_a_row_that_is_no_more_as_it_was_written_is_noticed_old_or_new(
    log: FakeAuditLog, place: int, change: dict[str, str]
) -> None:
    add(log, "a1")
    others(log, 2 * RECENT)
    add(log, "a1")
    log.chain(TEAM)[place] |= change
    assert log.of_action(TEAM, "a1") is log.of_action_in_chain(TEAM, "a1") is None
    if "event" in change:
        log.chain(TEAM)[place]["hash"] = row_hash(log.chain(TEAM)[place])
        assert log.of_action(TEAM, "a1") is log.of_action_in_chain(TEAM, "a1") is None


@pytest.mark.parametrize("sequence", ["a row of theirs", "000000000001 and more", "!", "00000000000²", "9" * 13])
def test_what_has_no_place_in_the_chain_tells_of_no_action(log: FakeAuditLog, sequence: str) -> None:
    (told,) = add(log, "a1")
    forged = log.chain(TEAM)[0] | {"sequence": sequence, "event": "executed"}
    log.table.put(forged | {"hash": row_hash(forged)}, "forging")
    assert log.row(TEAM, sequence) is None
    assert log.of_action(TEAM, "a1") == log.of_action_in_chain(TEAM, "a1") == [told]
    others(log, 2 * RECENT)
    assert log.of_action(TEAM, "a1") == [told]


def test_many_rows_out_of_the_chain_hide_none_of_it(log: FakeAuditLog) -> None:
    add(log, "a1")
    others(log, RECENT)
    log.table.unindexed.update(log.table.rows)
    (last,) = add(log, "a1")
    log.table.unindexed.add((TEAM, last.sequence))
    for number in range(2 * RECENT):
        log.table.put({"team_id": TEAM, "sequence": f"z{number}", "hash": "0" * 64}, "forging")
    assert log.of_action(TEAM, "a1") == [last]


def test_what_is_about_no_action_is_on_the_log_and_in_no_index(log: FakeAuditLog) -> None:
    (given,) = add(log, event=AuditEvent.ROLE_GIVEN)
    told = add(log, "a1")
    assert ("action_id" in log.chain(TEAM)[0], log.chain(TEAM)[0]["hash"]) == (False, given.hash)
    assert [row.action_id for row in log.latest(TEAM, 9)] == ["a1", ""]
    assert log.row(TEAM, given.sequence) == given
    assert log.of_action(TEAM, "a1") == told
    assert verify(TEAM, list(log.rows(TEAM))).whole


def test_a_row_of_an_older_amo_that_is_about_no_action_stays_good(log: FakeAuditLog) -> None:
    """Stored before there was an index, with an empty ``action_id`` and the hash of that."""
    add(log)
    (old,) = log.chain(TEAM)
    old["action_id"] = ""
    old["hash"] = row_hash(old)
    log.remembered.clear()
    told = add(log, "a1")
    assert log.row(TEAM, old["sequence"])
    assert verify(TEAM, list(log.rows(TEAM))).whole
    assert log.of_action(TEAM, "a1") == told
    by_action = next(index for index in log.table.spec.indexes if index.name == BY_ACTION)
    assert (by_action.partition, by_action.sort) == ("action_id", "sequence")
