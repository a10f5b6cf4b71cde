"""The timers of an action, when something else happens to it at the same moment."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.domain.actions.autonomy import TypeRule
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction
from lambdas.errors import Retryable
from tests.fakes.approval_harness import TEAM, ApprovalHarness

SECOND = timedelta(seconds=1)


@pytest.fixture
def harness() -> ApprovalHarness:
    """Half of the time over, others are asked as well."""
    return ApprovalHarness(types={"share_agenda": TypeRule(on_timeout="escalate")})


def half_way(harness: ApprovalHarness) -> PendingAction:
    action = harness.propose(ShareAgenda.action_type)
    assert action.escalate_at
    harness.at(action.escalate_at)
    return action


@pytest.mark.parametrize("verdict", ["approve", "reject"])
@pytest.mark.parametrize("when", ["half-way", "at the end"])
def test_who_decides_at_the_very_moment_of_a_timer_has_decided(
    harness: ApprovalHarness, verdict: str, when: str
) -> None:
    action = half_way(harness)
    at = harness.now if when == "half-way" else action.deadline

    def somebody_decides() -> None:
        harness.log.before_write = lambda: None
        harness.approve(action, verdict=verdict)

    harness.log.before_write = somebody_decides
    decided = harness.sweeper.sweep_action(action.action_id, at)
    assert decided is (ActionStatus.APPROVED if verdict == "approve" else ActionStatus.REJECTED)
    assert harness.stored(action).decided_by == "u2"
    assert not {"escalated", "expired", "denied"}.intersection(harness.log.events(TEAM))
    assert not [title for title in harness.told("u1") if "Expired" in title]


def test_who_decides_between_two_looks_at_the_log_raises_no_alarm(
    harness: ApprovalHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log tells of the decision already, the action as it was read does not yet."""
    action = half_way(harness)
    of_action = harness.log.of_action

    def somebody_is_faster(*names: str) -> Any:
        monkeypatch.undo()
        harness.approve(action, verdict="reject")
        return of_action(*names)

    monkeypatch.setattr(type(harness.log), "of_action", lambda _log, *names: somebody_is_faster(*names))
    harness.sweeper.sweep_action(action.action_id, harness.now)
    assert harness.stored(action).status is ActionStatus.REJECTED
    assert "denied" not in harness.log.events(TEAM)
    assert not [title for title in harness.told("u3") if "behind AMO’s back" in title]


def test_others_are_asked_once_and_when_half_of_the_time_is_over_give_or_take_a_clock(
    harness: ApprovalHarness,
) -> None:
    action = harness.propose(ShareAgenda.action_type)
    assert action.escalate_at
    at = action.escalate_at
    for moment, escalated in ((harness.now, 0), (at - 6 * SECOND, 0), (at - 5 * SECOND, 1), (at, 1)):
        harness.sweeper.sweep_action(action.action_id, moment)
        assert (moment, harness.log.events(TEAM).count("escalated")) == (moment, escalated)


def test_that_it_expired_is_told_once_however_often_its_timer_comes(harness: ApprovalHarness) -> None:
    action = harness.propose(ShareAgenda.action_type)
    for _ in range(3):
        assert harness.sweeper.sweep_action(action.action_id, action.deadline) is ActionStatus.EXPIRED
    assert len(harness.bus.named("ActionDecided")) == 1
    assert len([title for title in harness.told("u1") if "Expired" in title]) == 1


def test_a_workflow_hears_late_of_a_rejection_and_nobody_else_hears_it_again(harness: ApprovalHarness) -> None:
    action = harness.propose(ShareAgenda.action_type, in_workflow=True)
    harness.actions.put_token(action.action_id, "token")
    harness.workflows.waiting.add("token")
    harness.workflows.is_down = True
    with pytest.raises(Retryable):
        harness.approve(action, verdict="reject")
    told = list(harness.notifier.told)
    harness.workflows.is_down = False
    assert harness.sweeper.sweep_action(action.action_id, action.deadline) is ActionStatus.REJECTED
    assert harness.workflows.answers == [("token", {"outcome": "rejected"})]
    assert harness.notifier.told == told
