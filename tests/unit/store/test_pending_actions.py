"""What every store of pending actions and their audit log does; run against the tables (moto) and against the fakes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lambdas.aws.table import Table, Update
from lambdas.domain.actions.audit import AuditEntry, AuditEvent, row_hash, verify
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionState, ExecutionStatus, PendingAction
from lambdas.errors import Conflict, NotFound
from lambdas.store.audit_log import AuditLog
from lambdas.store.pending_actions import PendingActions
from tests.fakes.actions import a_pending, an_entry
from tests.fakes.samples import NOW


class Kept:
    def __init__(self, actions: PendingActions, log: AuditLog) -> None:
        self.actions: Any = actions
        self.log: Any = log

    def add(self, **changes: Any) -> PendingAction:
        action = a_pending(**changes)
        stored: PendingAction = self.actions.add(action, an_entry(action))
        return stored

    def move(self, action: PendingAction, **changes: Any) -> PendingAction:
        moved = action.moved(**changes)
        stored: PendingAction = self.actions.record(moved, an_entry(moved, AuditEvent.APPROVED))
        return stored


@pytest.fixture
def kept(table: Callable[[str], Table]) -> Kept:
    log = AuditLog(table("action_audit_log"), sleep=lambda _seconds: None)
    return Kept(PendingActions(table("pending_actions"), log), log)


def whole(kept: Kept, team_id: str = "own-u1") -> bool:
    return verify(team_id, list(kept.log.rows(team_id))).whole


def test_an_action_comes_back_as_it_was_with_its_row_in_the_log(kept: Kept) -> None:
    stored = kept.add()
    first = "000000000001"
    assert stored == a_pending().model_copy(update={"audited_as": first, "worded_as": first})
    assert kept.actions.get(stored.action_id) == stored
    assert [row["action_id"] for row in kept.log.rows("own-u1")] == [stored.action_id]


def test_proposing_the_same_twice_stores_and_audits_it_once(kept: Kept) -> None:
    kept.add()
    with pytest.raises(Conflict):
        kept.add()
    assert len(list(kept.log.rows("own-u1"))) == 1


def test_fault_94_of_two_decisions_at_once_one_is_stored_and_audited(kept: Kept) -> None:
    seen = kept.add()
    kept.move(seen, status=ActionStatus.APPROVED, decided_by="u2", decided_at=NOW)
    with pytest.raises(Conflict):
        kept.move(seen, status=ActionStatus.REJECTED, decided_by="u3", decided_at=NOW)
    assert kept.actions.get(seen.action_id).status is ActionStatus.APPROVED
    assert len(list(kept.log.rows("own-u1"))) == 2
    assert whole(kept)


def test_moving_what_was_never_added_is_a_conflict_and_leaves_no_row(kept: Kept) -> None:
    with pytest.raises(Conflict):
        kept.move(a_pending())
    assert list(kept.log.rows("own-u1")) == []


def test_an_unknown_action_is_not_found(kept: Kept) -> None:
    assert kept.actions.find("a" + "0" * 20) is None
    with pytest.raises(NotFound):
        kept.actions.get("a" + "0" * 20)


def test_actions_are_listed_by_team_and_status_newest_first(kept: Kept) -> None:
    old = kept.add(action_id="a1", created_at=NOW - timedelta(hours=1))
    new = kept.add(action_id="a2")
    kept.add(action_id="a3", team_id="sales", on_behalf_of="u2")
    done = kept.move(kept.add(action_id="a4"), status=ActionStatus.REJECTED, decided_at=NOW)
    old, new, done = (action.model_copy(update={"payload": ""}) for action in (old, new, done))
    assert kept.actions.of_team("own-u1", (ActionStatus.PENDING,)) == [new, old]
    assert kept.actions.of_team("own-u1", (ActionStatus.REJECTED,)) == [done]
    assert [a.action_id for a in kept.actions.of_person("u1", NOW)] in (["a2", "a4"], ["a4", "a2"])


def test_what_is_overdue_is_found_until_it_is_settled(kept: Kept) -> None:
    pending = kept.add()
    assert list(kept.actions.overdue(pending.deadline - timedelta(seconds=1))) == []
    assert [a.action_id for a in kept.actions.overdue(pending.deadline)] == [pending.action_id]
    approved = kept.move(pending, status=ActionStatus.APPROVED, decided_at=NOW)
    assert [a.action_id for a in kept.actions.overdue(NOW + timedelta(minutes=2))] == [pending.action_id]
    kept.move(approved, execution=ExecutionState(status=ExecutionStatus.DONE, fence=1))
    assert list(kept.actions.overdue(NOW + timedelta(days=9))) == []


def test_whatever_is_not_over_is_watched_however_far_off_its_time_is(kept: Kept) -> None:
    pending = kept.add(action_id="a1")
    approved = kept.move(kept.add(action_id="a2"), status=ActionStatus.APPROVED, decided_at=NOW)
    kept.move(kept.add(action_id="a3"), status=ActionStatus.REJECTED, decided_at=NOW)
    watched = {action.action_id for action in kept.actions.watched()}
    assert watched == {pending.action_id, approved.action_id}


@pytest.mark.parametrize("status", [ActionStatus.REJECTED, ActionStatus.EXPIRED])
def test_what_is_not_done_is_watched_until_its_workflow_has_heard(kept: Kept, status: ActionStatus) -> None:
    decided = kept.move(kept.add(in_workflow=True), status=status, decided_at=NOW)
    assert [a.action_id for a in kept.actions.overdue(NOW + timedelta(minutes=2))] == [decided.action_id]
    kept.actions.mark_workflow_told(decided.action_id, NOW)
    told = kept.actions.get(decided.action_id)
    assert told == decided.model_copy(update={"workflow_told_at": NOW})
    kept.move(told, note="Said once more")
    assert [*kept.actions.overdue(NOW + timedelta(days=9)), *kept.actions.watched()] == []
    with pytest.raises(Conflict):
        kept.actions.mark_workflow_told("a" + "0" * 20, NOW)


def test_one_that_cannot_be_read_hides_no_other(kept: Kept) -> None:
    good, bad = kept.add(action_id="a1"), kept.add(action_id="a2")
    kept.actions.table.update({"action_id": bad.action_id}, Update(set={"risk": "none"}), "breaking a row")
    lists = (
        kept.actions.of_team("own-u1"),
        kept.actions.of_person("u1", NOW - timedelta(days=1)),
        list(kept.actions.overdue(NOW + timedelta(days=9))),
        list(kept.actions.watched()),
    )
    assert [[action.action_id for action in found] for found in lists] == [[good.action_id]] * 4


def test_the_token_is_kept_apart_and_survives_a_move(kept: Kept) -> None:
    pending = kept.add()
    assert kept.actions.token(pending.action_id) is None
    kept.actions.put_token(pending.action_id, "old")
    assert kept.actions.put_token(pending.action_id, "secret-token") == pending
    moved = kept.move(pending, status=ActionStatus.APPROVED, decided_at=NOW)
    assert kept.actions.token(pending.action_id) == "secret-token"
    assert "secret-token" not in repr(kept.actions.get(moved.action_id))
    with pytest.raises(Conflict):
        kept.actions.put_token("a" + "0" * 20, "token")


def test_each_team_has_a_chain_of_its_own(kept: Kept) -> None:
    for number in range(3):
        kept.add(action_id=f"a{number}")
    kept.add(action_id="b", team_id="sales")
    kept.log.add(AuditEntry(team_id="sales", at=NOW, event=AuditEvent.POLICY_CHANGED, actor="user:u2"))
    assert [row["sequence"] for row in kept.log.rows("own-u1")] == [f"{n:012d}" for n in (1, 2, 3)]
    assert [row.sequence for row in kept.log.latest("sales", 5)] == ["000000000002", "000000000001"]
    last = kept.log.latest("sales", 1)[0]
    assert last.event is AuditEvent.POLICY_CHANGED
    assert kept.log.tail("sales") == (last.sequence, last.hash)
    assert kept.log.tail("nobody") is None
    assert whole(kept)
    assert whole(kept, "sales")


def test_a_row_as_stored_holds_exactly_what_was_hashed(kept: Kept) -> None:
    kept.log.add(AuditEntry(team_id="t", at=NOW, event=AuditEvent.DENIED, actor="user:u2", note='“Ü” <b> \u2028 "'))
    assert verify("t", list(kept.log.rows("t"))).whole


@pytest.mark.parametrize(
    "broken",
    [{"event": "nonsense"}, {"at": "yesterday"}, {"hash": None}, {"previous_hash": [1]}],
)
def test_a_row_that_cannot_be_read_is_said_to_be_one_and_the_log_goes_on(
    table: Callable[[str], Table], kept: Kept, broken: dict[str, Any]
) -> None:
    for number in range(2):
        kept.add(action_id=f"a{number}")
    row = list(kept.log.rows("own-u1"))[-1] | broken
    table("action_audit_log").put(row, "forging")
    log = AuditLog(table("action_audit_log"), sleep=lambda _seconds: None)
    added = log.add(AuditEntry(team_id="own-u1", at=NOW, event=AuditEvent.DENIED, actor="user:u2"))
    assert added.sequence == "000000000003"
    (told,) = (one for one in log.latest("own-u1", 9) if one.event is AuditEvent.UNREADABLE)
    assert (told.sequence, told.team_id, told.at.timestamp()) == (row["sequence"], "own-u1", 0)
    assert log.latest("own-u1", 9)[-1].action_id == "a0"
    assert row in log.rows("own-u1")
    assert verify("own-u1", list(log.rows("own-u1"))).first_bad == row["sequence"]


@pytest.mark.parametrize("sequence", ["a row of theirs", "000000000001 and more", "!", "00000000000²"])
def test_what_somebody_else_put_among_the_rows_is_none_of_them(
    table: Callable[[str], Table], kept: Kept, sequence: str
) -> None:
    kept.add()
    foreign = {"team_id": "own-u1", "sequence": sequence, "hash": "0" * 64}
    table("action_audit_log").put(foreign, "forging")
    log = AuditLog(table("action_audit_log"), sleep=lambda _seconds: None)
    assert log.add(AuditEntry(team_id="own-u1", at=NOW, event=AuditEvent.DENIED, actor="")).sequence == "000000000002"
    assert len(log.latest("own-u1", 9)) == 2
    assert foreign in log.rows("own-u1")
    assert not verify("own-u1", list(log.rows("own-u1"))).whole


def test_a_row_that_nobody_can_read_proves_nothing(table: Callable[[str], Table], kept: Kept) -> None:
    """Also where its hash was made anew: whoever decides is refused, and hears no error of a program."""
    stored = kept.add()
    row = next(iter(kept.log.rows("own-u1"))) | {"event": "nonsense"}
    table("action_audit_log").put(row | {"hash": row_hash(row)}, "forging")
    assert kept.log.row("own-u1", stored.worded_as) is None
    assert kept.log.of_action("own-u1", stored.action_id) is None


def test_two_writers_of_one_chain_both_get_their_row(table: Callable[[str], Table]) -> None:
    """Each remembers where it left the chain; the other has gone on meanwhile."""
    logs = [AuditLog(table("action_audit_log"), sleep=lambda _seconds: None) for _ in range(2)]
    for number in range(6):
        action = a_pending(action_id=f"a{number}")
        PendingActions(table("pending_actions"), logs[number % 2]).add(action, an_entry(action))
    assert verify("own-u1", list(logs[0].rows("own-u1"))).rows == 6
    assert verify("own-u1", list(logs[1].rows("own-u1"))).whole
