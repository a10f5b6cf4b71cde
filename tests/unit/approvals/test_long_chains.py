"""The proof in a long log: as cheap as in a short one, and no weaker while the index lags behind the chain."""

from collections.abc import Callable

import pytest

from lambdas.domain.actions.audit import AuditEntry, AuditEvent, row_hash
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.pending_action import ExecutionState, ExecutionStatus, PendingAction
from lambdas.errors import Forbidden, Refused, Retryable
from lambdas.store.audit_log import RECENT
from tests.fakes.approval_harness import TEAM, ApprovalHarness

LONG = 3 * RECENT


@pytest.fixture
def harness() -> ApprovalHarness:
    return ApprovalHarness()


def others(harness: ApprovalHarness, rows: int) -> None:
    """Whatever else the team does; the index knows of nothing that was written until now."""
    for number in range(rows):
        told = {"at": harness.now, "event": AuditEvent.REMARKED, "actor": "user:u3"}
        harness.log.add(AuditEntry(team_id=TEAM, action_id=f"b{number}", **told))
    harness.log.table.unindexed.update(harness.log.table.rows)


def caught_up(harness: ApprovalHarness) -> None:
    harness.log.table.unindexed.clear()


def read(harness: ApprovalHarness, ask: Callable[[], object]) -> list[int]:
    harness.log.table.reads.clear()
    ask()
    return list(harness.log.table.reads)


def test_a_decision_and_an_execution_read_no_more_of_a_long_log_than_of_a_short_one() -> None:
    taken = {}
    for rows in (10, 5000):
        harness = ApprovalHarness()
        action = harness.propose()
        others(harness, rows)
        caught_up(harness)
        decided = read(harness, lambda: harness.approve(action))  # noqa: B023 - called at once
        others(harness, rows)
        caught_up(harness)
        taken[rows] = decided, read(harness, lambda: harness.carry_out(action))  # noqa: B023
        assert harness.stored(action).execution.status is ExecutionStatus.DONE
    row = 1  # each that the action names, by its key; the place for the anchor is known to whoever wrote it
    assert taken[10] == ([row, 10], [row, row, 10])
    assert taken[5000] == ([row, RECENT, 0], [row, row, RECENT, 0])


@pytest.mark.parametrize("verdict", ["approve", "reject"])
def test_fault_95_what_was_closed_a_moment_ago_is_not_opened_again_while_the_index_knows_nothing_of_it(
    harness: ApprovalHarness, verdict: str
) -> None:
    proposed = harness.propose(ShareAgenda.action_type)
    others(harness, LONG)
    harness.approve(proposed, verdict=verdict)
    others(harness, RECENT - 1)
    harness.actions.stored[proposed.action_id] = proposed
    with pytest.raises(Forbidden, match="not what was proposed"):
        harness.approve(proposed, "u3")


def test_fault_100_what_was_done_a_moment_ago_is_not_done_again_while_the_index_knows_nothing_of_it(
    harness: ApprovalHarness,
) -> None:
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    others(harness, LONG)
    harness.carry_out(action)
    others(harness, RECENT - 2)
    for fence in (0, 1):
        harness.actions.stored[action.action_id] = action.model_copy(update={"execution": ExecutionState(fence=fence)})
        assert harness.carry_out(action).execution.status is ExecutionStatus.REFUSED
    assert len(harness.mailer.sent) == 1


@pytest.mark.parametrize("since", [0, LONG])
def test_fault_95_what_was_closed_long_ago_is_not_opened_again(harness: ApprovalHarness, since: int) -> None:
    proposed = harness.propose(ShareAgenda.action_type)
    others(harness, since)
    approved = harness.approve(proposed)
    harness.carry_out(approved)
    others(harness, LONG)
    caught_up(harness)
    harness.actions.stored[proposed.action_id] = proposed
    with pytest.raises(Forbidden, match="not what was proposed"):
        harness.approve(proposed, "u3")
    harness.actions.stored[proposed.action_id] = approved
    assert harness.carry_out(approved).execution.status is ExecutionStatus.REFUSED
    assert len(harness.mailer.sent) == 1


def test_an_honest_action_is_carried_out_though_the_index_lacks_that_it_was_begun_before(
    harness: ApprovalHarness,
) -> None:
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    harness.mailer.problem = Retryable("The mail server is away.")
    with pytest.raises(Retryable):
        harness.carry_out(action)
    harness.mailer.problem = None
    others(harness, LONG)
    assert harness.carry_out(action).execution.status is ExecutionStatus.DONE
    assert "denied" not in harness.log.events(TEAM)


def test_what_was_done_is_undone_though_the_index_lacks_that_it_was_and_only_once(harness: ApprovalHarness) -> None:
    action = harness.approve(harness.propose())
    done = harness.carry_out(action)
    others(harness, LONG)
    assert harness.executions.undo(action.action_id, "u1", harness.now).execution.status is ExecutionStatus.UNDONE
    others(harness, RECENT - 1)
    harness.actions.stored[action.action_id] = done
    with pytest.raises(Refused, match="Only what was done"):
        harness.executions.undo(action.action_id, "u1", harness.now)


def of_an_older_amo(harness: ApprovalHarness, action: PendingAction) -> PendingAction:
    """As it was stored before rows had terms, and actions and votes named their rows."""
    votes = tuple(vote.model_copy(update={"audited_as": ""}) for vote in action.votes)
    old = action.model_copy(update={"worded_as": "", "votes": votes})
    harness.actions.stored[action.action_id] = old
    for row in harness.log.chain(TEAM):
        del row["terms_hash"], row["workspace_id"]
        row["hash"] = row_hash(row)
    return old


@pytest.mark.parametrize("is_known", [True, False])
def test_what_an_older_amo_proposed_or_decided_is_found_in_a_long_log(harness: ApprovalHarness, is_known: bool) -> None:
    """Also where the index lacks its rows."""
    decided = of_an_older_amo(harness, harness.approve(harness.propose(ShareAgenda.action_type)))
    harness.log.remembered.clear()
    proposed = harness.propose(key="k2")
    harness.actions.stored[proposed.action_id] = proposed.model_copy(update={"worded_as": ""})
    others(harness, LONG)
    if is_known:
        caught_up(harness)
    assert harness.carry_out(decided).execution.status is ExecutionStatus.DONE
    assert harness.approve(proposed).decided_by == "u2"
    assert "denied" not in harness.log.events(TEAM)


@pytest.mark.parametrize("is_known", [True, False])
def test_fault_95_what_an_older_amo_carried_out_is_not_carried_out_again(
    harness: ApprovalHarness, is_known: bool
) -> None:
    """The index lacks none of this, or only what is recent."""
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    others(harness, LONG)
    caught_up(harness)
    harness.carry_out(action)
    if not is_known:
        harness.log.table.unindexed.update(list(harness.log.table.rows)[-2:])
    old = of_an_older_amo(harness, action)
    harness.log.remembered.clear()
    assert harness.carry_out(old).execution.status is ExecutionStatus.REFUSED
    assert len(harness.mailer.sent) == 1


def test_whoever_is_late_with_a_decision_has_nobody_read_the_whole_log(harness: ApprovalHarness) -> None:
    """Ten people look at one action: what says that it is closed is found at once, more rows would say the same."""
    proposed = harness.propose(ShareAgenda.action_type)
    others(harness, LONG)
    harness.approve(proposed)
    harness.actions.stored[proposed.action_id] = proposed

    def decide() -> None:
        with pytest.raises(Forbidden):
            harness.approve(proposed, "u3")

    assert max(read(harness, decide)) <= RECENT
