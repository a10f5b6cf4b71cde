"""Timers and the sweeper: expire, escalate, hand on again, settle what a crash left half-way. Silence is no yes."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.approvals.alerts import Alerts
from lambdas.approvals.decide import CHANGED
from lambdas.approvals.dispatch import Dispatcher
from lambdas.approvals.entries import decided_event, entry
from lambdas.approvals.evidence import is_old, is_proved, report_tampering
from lambdas.approvals.execute import MACHINE, Executions
from lambdas.aws.bus import Bus
from lambdas.domain.actions.audit import AuditEvent
from lambdas.domain.actions.autonomy import Approvers
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionStatus, PendingAction, is_over
from lambdas.errors import AmoError, Conflict, Retryable
from lambdas.store.pending_actions import PendingActions

log = logging.getLogger(__name__)

CLOCKS_DIFFER = timedelta(seconds=5)
"""A timer this early is on time; what it is for is still measured by the clock of this function."""

DEFECT = "defect"
"""Tending it failed; one that was tended may have ended as failed, which nobody has to try again."""


@dataclass(frozen=True, slots=True)
class ActionSweep:
    actions: PendingActions
    alerts: Alerts
    dispatcher: Dispatcher
    bus: Bus

    def sweep_action(self, action_id: str, now: datetime) -> ActionStatus | None:
        """Does what the time calls for; any number of times. Raises Retryable. None when there is no such action."""
        action = self.actions.find(action_id)
        if action is None:
            return None
        if action.status is ActionStatus.PENDING:
            return self._sweep_pending(action, now).status
        if action.is_awaited and action.status is ActionStatus.EXPIRED:
            self._follow_expiry(action, now)
        elif action.is_awaited or not action.is_final:
            self.dispatcher.hand_on(action, now)
        return action.status

    def sweep_all(self, executions: Executions, actions: Iterable[PendingAction], now: datetime) -> dict[str, int]:
        """The sweeper's round: how many became what. One that fails stays overdue and stops no other.

        Raises Retryable at the end where it was a defect.
        """
        done: dict[str, int] = {}
        for action in list(actions):
            try:
                outcome = self._sweep(executions, action, now)
            except AmoError as error:
                log.warning("action %s could not be tended: %s", action.action_id, type(error).__name__)
                outcome = "left"
            except Exception as error:  # whatever it was, the others are tended
                log.error("tending action %s failed: %s", action.action_id, type(error).__name__)
                outcome = DEFECT
            done[outcome] = done.get(outcome, 0) + 1
        if defects := done.get(DEFECT):
            raise Retryable(f"{defects} actions could not be tended; they are tried again.")
        return done

    def _sweep(self, executions: Executions, action: PendingAction, now: datetime) -> str:
        if action.status is ActionStatus.APPROVED and action.execution.status is ExecutionStatus.STARTED:
            return executions.execute(action.action_id, now).execution.status.value
        status = self.sweep_action(action.action_id, now)
        return status.value if status else "gone"

    def _sweep_pending(self, action: PendingAction, now: datetime) -> PendingAction:
        if is_over(action, now):
            return self._expire(action, now)
        if action.escalate_at and not action.escalated_at and now + CLOCKS_DIFFER >= action.escalate_at:
            return self._escalate(action, now) if is_proved(self.actions.log, action) else self._tampered(action, now)
        return action

    def _tampered(self, action: PendingAction, now: datetime) -> PendingAction:
        """Nobody can decide it any more, and nobody else is asked."""
        if is_old(self.actions, action):
            return action
        report_tampering(self.actions.log, self.alerts, action, MACHINE, CHANGED, now)
        return self._expire(action, now)

    def _expire(self, action: PendingAction, now: datetime) -> PendingAction:
        """Nobody said yes in time, so it is not done."""
        expired = action.moved(status=ActionStatus.EXPIRED, decided_at=now)
        try:
            stored = self.actions.record(expired, entry(expired, AuditEvent.EXPIRED, MACHINE, now))
        except Conflict:  # somebody decided in the last moment, or another timer was faster
            return self.actions.get(action.action_id)
        self._follow_expiry(stored, now)
        return stored

    def _follow_expiry(self, expired: PendingAction, now: datetime) -> None:
        """All of it harmless when done again, since what a workflow waits to hear is looked at until it has heard."""
        self.dispatcher.hand_on(expired, now)
        self.alerts.report(expired, now)
        self.bus.publish([decided_event(expired)])

    def _escalate(self, action: PendingAction, now: datetime) -> PendingAction:
        """Half of the time is over: others may decide now as well."""
        policies = self.alerts.policies
        others = policies.of(policies.users.get(action.on_behalf_of)).escalate_to
        wider = Approvers(any_of=_together(action.approvers.any_of, others), all_of=action.approvers.all_of)
        moved = action.moved(escalated_at=now, approvers=wider)
        try:
            stored = self.actions.record(
                moved, entry(moved, AuditEvent.ESCALATED, MACHINE, now, note=", ".join(others))
            )
        except Conflict:
            return self.actions.get(action.action_id)
        self.alerts.ask(stored, now)
        return stored


def _together(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
