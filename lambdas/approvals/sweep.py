"""Timers and the sweeper: expire, escalate, hand on again, settle what a crash left half-way. Silence is no yes."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.approvals.dispatch import Dispatching
from lambdas.approvals.entries import decided_event, entry
from lambdas.approvals.execute import MACHINE, Executing, execute
from lambdas.approvals.messages import Alerting
from lambdas.aws.bus import Bus
from lambdas.domain.actions.audit import AuditEvent
from lambdas.domain.actions.autonomy import Approvers
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionStatus, PendingAction, is_over
from lambdas.errors import AmoError, Conflict
from lambdas.store.pending_actions import PendingActions

log = logging.getLogger(__name__)

CLOCKS_DIFFER = timedelta(seconds=5)
"""A timer this early is on time; what it is for is still measured by the clock of this function."""


@dataclass(frozen=True, slots=True)
class Tending:
    actions: PendingActions
    alerting: Alerting
    dispatching: Dispatching
    bus: Bus


def sweep_action(on: Tending, action_id: str, now: datetime) -> ActionStatus | None:
    """Does what the time calls for; any number of times. Raises Retryable. None when there is no such action."""
    action = on.actions.find(action_id)
    if action is None:
        return None
    if action.status is ActionStatus.PENDING:
        return _tend_pending(on, action, now).status
    if action.is_awaited and action.status is ActionStatus.EXPIRED:
        _follow_expiry(on, action, now)
    elif action.is_awaited or not action.is_final:
        on.dispatching.hand_on(action, now)
    return action.status


def sweep_all(on: Tending, executing: Executing, actions: Iterable[PendingAction], now: datetime) -> dict[str, int]:
    """The sweeper's round: how many became what. One that fails stays overdue and stops no other."""
    done: dict[str, int] = {}
    for action in list(actions):
        try:
            outcome = _sweep(on, executing, action, now)
        except AmoError as error:
            log.warning("action %s could not be tended: %s", action.action_id, type(error).__name__)
            outcome = "left"
        done[outcome] = done.get(outcome, 0) + 1
    return done


def _sweep(on: Tending, executing: Executing, action: PendingAction, now: datetime) -> str:
    if action.status is ActionStatus.APPROVED and action.execution.status is ExecutionStatus.STARTED:
        return execute(executing, action.action_id, now).execution.status.value
    status = sweep_action(on, action.action_id, now)
    return status.value if status else "gone"


def _tend_pending(on: Tending, action: PendingAction, now: datetime) -> PendingAction:
    if is_over(action, now):
        return _expire(on, action, now)
    if action.escalate_at and not action.escalated_at and now + CLOCKS_DIFFER >= action.escalate_at:
        return _escalate(on, action, now)
    return action


def _expire(on: Tending, action: PendingAction, now: datetime) -> PendingAction:
    """Nobody said yes in time, so it is not done."""
    expired = action.moved(status=ActionStatus.EXPIRED, decided_at=now)
    try:
        stored = on.actions.record(expired, entry(expired, AuditEvent.EXPIRED, MACHINE, now))
    except Conflict:  # somebody decided in the last moment, or another timer was faster
        return on.actions.get(action.action_id)
    _follow_expiry(on, stored, now)
    return stored


def _follow_expiry(on: Tending, expired: PendingAction, now: datetime) -> None:
    """All of it harmless when done again, since what a workflow waits to hear is looked at until it has heard."""
    on.dispatching.hand_on(expired, now)
    on.alerting.close(expired, "Expired: nobody decided in time, so it is not done.")
    on.alerting.report(expired, now)
    on.bus.publish([decided_event(expired)])


def _escalate(on: Tending, action: PendingAction, now: datetime) -> PendingAction:
    """Half of the time is over: others may decide now as well."""
    policies = on.alerting.policies
    others = policies.of(policies.users.get(action.on_behalf_of)).escalate_to
    wider = Approvers(any_of=_together(action.approvers.any_of, others), all_of=action.approvers.all_of)
    moved = action.moved(escalated_at=now, approvers=wider)
    try:
        stored = on.actions.record(moved, entry(moved, AuditEvent.ESCALATED, MACHINE, now, note=", ".join(others)))
    except Conflict:
        return on.actions.get(action.action_id)
    on.alerting.ask(stored, now)
    return stored


def _together(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
