"""Carries out what was approved: looked at once more, then exactly once, and honest about what cannot be proved.

An execution is claimed by a conditional write that raises the action's fence; only the holder of the fence may record
how it went. A claim outlives its lease only when its holder died (a lease is many times a function's longest life):
then the target is asked whether it happened, and where nobody can tell, a person is (fault 100).
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from lambdas.approvals.action_kinds import ActionKinds, blocking_reason
from lambdas.approvals.alerts import Alerts
from lambdas.approvals.audit import anchor_weighty
from lambdas.approvals.entries import entry
from lambdas.approvals.evidence import is_old, may_begin, report_tampering, was_executed
from lambdas.approvals.kinds.base import Effects, Lookups
from lambdas.approvals.recheck import CHANGED, execution_blocking_reason
from lambdas.aws import metrics
from lambdas.aws.bus import Bus
from lambdas.domain.actions.action import read_payload
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.domain.actions.pending_action import (
    LEASE,
    MAX_ATTEMPTS,
    ActionStatus,
    ExecutionState,
    ExecutionStatus,
    PendingAction,
)
from lambdas.domain.kernel.events import ActionExecuted
from lambdas.errors import AmoError, Conflict, Forbidden, NotFound, Refused, Retryable, Unanswered, Unproven
from lambdas.store.anchors import Anchors
from lambdas.store.pending_actions import PendingActions

log = logging.getLogger(__name__)

MACHINE = "agent:amo"
ATTEMPTS = 5
SOON_SECONDS = 1.0
"""A message that comes while somebody else is at its action is looked at again then, and later from time to time."""
BUSY = "It is being carried out at this moment."
NO_KIND = "Nothing here can carry this out."
CRASHED = "It was begun, and whoever carried it out never said how it ended. Look at the target before doing it again."
WORN_OUT = "It did not work {} times; the last time: {}"
IN_DOUBT = "It may have been done: an attempt got no answer. Look at the target before doing it again. At last: {}"
INTERRUPTED = "It was interrupted {} times before it could be done."
EVENTS: Mapping[ExecutionStatus, AuditEvent] = {
    ExecutionStatus.DONE: AuditEvent.EXECUTED,
    ExecutionStatus.FAILED: AuditEvent.FAILED,
    ExecutionStatus.REFUSED: AuditEvent.NOT_CARRIED_OUT,
    ExecutionStatus.UNKNOWN: AuditEvent.UNKNOWN,
    ExecutionStatus.UNDONE: AuditEvent.UNDONE,
}


class LostClaim(Conflict):
    """Somebody else wrote the action first; nothing was begun."""


@dataclass(frozen=True, slots=True)
class Executions:
    """After a kill of the engine, nobody who claimed before ``killed_at`` lives any more, lease or not."""

    actions: PendingActions
    kinds: ActionKinds
    lookups: Lookups
    effects: Effects
    alerts: Alerts
    bus: Bus
    anchors: Anchors
    killed_at: datetime | None = None

    def execute(self, action_id: str, now: datetime) -> PendingAction:
        """The action as it ended, however often this is called and by however many at once.

        Raises Retryable when it did not work this time and may be tried again, and while somebody else is at it.
        """
        for _ in range(ATTEMPTS):
            on = replace(self, alerts=self.alerts.read_once())
            try:
                return on._execute(self.actions.get(action_id), now)
            except LostClaim:
                continue  # somebody wrote it at this very moment: what is to be done is looked at anew
        raise Retryable(BUSY, after=SOON_SECONDS)

    def _execute(self, action: PendingAction, now: datetime) -> PendingAction:
        if action.status is not ActionStatus.APPROVED or action.is_final:
            return action
        if action.execution.status is ExecutionStatus.STARTED:
            return self._take_over(action, now)
        if reason := self._blocking_reason(action, now):
            return self._give_up(action, ExecutionStatus.REFUSED, reason, action.execution.is_in_doubt, now)
        return self._perform(self._claim(action, now), now)

    def undo(self, action_id: str, user_id: str, now: datetime) -> PendingAction:
        """Takes back what was done, where that is possible. Only its owner may. Raises Forbidden, Refused."""
        action = self.actions.get(action_id)
        if user_id != action.on_behalf_of:
            raise Forbidden("Only the person it was done for may undo it.")
        if action.execution.status is ExecutionStatus.UNDONE:
            return action
        if action.execution.status is not ExecutionStatus.DONE or not was_executed(self.actions.log, action):
            raise Refused("Only what was done can be undone.")
        result = self.kinds[action.action_type].undo(self.effects, read_payload(action.payload), now)
        return self._end(action, ExecutionStatus.UNDONE, now, result=result, actor=f"user:{user_id}")

    def _is_tampered(self, action: PendingAction, now: datetime) -> bool:
        """The log does not know that it was approved, and begun as often as it says. Raises LostClaim."""
        if may_begin(self.actions.log, action):
            return False
        if is_old(self.actions, action):
            raise LostClaim
        report_tampering(self.actions.log, self.alerts, action, MACHINE, CHANGED, now)
        return True

    def _blocking_reason(self, action: PendingAction, now: datetime) -> str:
        if self._is_tampered(action, now):
            return CHANGED
        if reason := execution_blocking_reason(self.alerts.policies, action, now):
            return reason
        if action.action_type not in self.kinds:
            return NO_KIND
        return blocking_reason(self.lookups, read_payload(action.payload))

    def _claim(self, action: PendingAction, now: datetime) -> PendingAction:
        """Raises LostClaim when somebody else was faster."""
        before = action.execution
        carried = ExecutionState(
            status=ExecutionStatus.STARTED,
            fence=before.fence + 1,
            is_in_doubt=before.is_in_doubt,
            started_at=now,
        )
        claimed = action.moved(execution=carried)
        try:
            return self.actions.record(claimed, entry(claimed, AuditEvent.STARTED, MACHINE, now))
        except Conflict as error:
            raise LostClaim from error

    def _perform(self, action: PendingAction, now: datetime) -> PendingAction:
        kind = self.kinds[action.action_type]
        try:
            result = kind.execute(self.effects, read_payload(action.payload), now)
        except Retryable as error:
            return self._put_off(action, error, now)
        except Unproven as error:
            return self._end(action, ExecutionStatus.UNKNOWN, now, error=str(error))
        except (Refused, NotFound, Conflict) as error:
            return self._give_up(action, ExecutionStatus.FAILED, str(error), action.execution.is_in_doubt, now)
        return self._end(action, ExecutionStatus.DONE, now, result=result)

    def _put_off(self, action: PendingAction, problem: AmoError, now: datetime) -> PendingAction:
        """Doing it again is harmless: the claim is given back for another attempt, up to a limit."""
        is_in_doubt = action.execution.is_in_doubt or isinstance(problem, Unanswered)
        if action.execution.fence >= MAX_ATTEMPTS:
            error = WORN_OUT.format(action.execution.fence, problem)
            return self._give_up(action, ExecutionStatus.FAILED, error, is_in_doubt, now)
        self._free(action, str(problem), str(problem), is_in_doubt, now)
        raise problem

    def _give_up(
        self, action: PendingAction, status: ExecutionStatus, error: str, is_in_doubt: bool, now: datetime
    ) -> PendingAction:
        """It ends as ``status``, unless an attempt may have done it: then only a person can tell."""
        if is_in_doubt:
            return self._end(action, ExecutionStatus.UNKNOWN, now, error=IN_DOUBT.format(error))
        return self._end(action, status, now, error=error)

    def _take_over(self, action: PendingAction, now: datetime) -> PendingAction:
        """Somebody carries it out, or died doing so."""
        if action.execution.started_at and self._may_be_alive(action.execution.started_at, now):
            raise Retryable(BUSY, after=SOON_SECONDS)
        if self._is_tampered(action, now):
            return self._end(action, ExecutionStatus.REFUSED, now, error=CHANGED)
        kind, proposed = self.kinds.get(action.action_type), read_payload(action.payload)
        happened = kind.proof(self.effects, proposed) if kind else None
        log.warning("action %s was left half-way; happened: %s", action.action_id, happened)
        if happened is None:
            return self._end(action, ExecutionStatus.UNKNOWN, now, error=CRASHED)
        if happened:
            return self._end(action, ExecutionStatus.DONE, now, result="Done; found to be so after an interruption.")
        is_in_doubt = action.execution.is_in_doubt or proposed.details.is_done_elsewhere
        return self._put_back(action, is_in_doubt, now)

    def _may_be_alive(self, started_at: datetime, now: datetime) -> bool:
        return now < started_at + LEASE and (self.killed_at is None or started_at >= self.killed_at)

    def _put_back(self, action: PendingAction, is_in_doubt: bool, now: datetime) -> PendingAction:
        if action.execution.fence >= MAX_ATTEMPTS:
            error = INTERRUPTED.format(action.execution.fence)
            return self._give_up(action, ExecutionStatus.FAILED, error, is_in_doubt, now)
        said = "interrupted" if is_in_doubt else "interrupted; it had not happened"
        self._free(action, "interrupted", said, is_in_doubt, now)
        return self.execute(action.action_id, now)

    def _free(self, action: PendingAction, error: str, said: str, is_in_doubt: bool, now: datetime) -> None:
        freed = ExecutionState(fence=action.execution.fence, is_in_doubt=is_in_doubt, error=error)
        self._record(action, freed, lambda moved: entry(moved, AuditEvent.PUT_OFF, MACHINE, now, error=said))

    def _record(
        self, action: PendingAction, execution: ExecutionState, told: Callable[[PendingAction], AuditEntry]
    ) -> PendingAction:
        """Whatever else was written of it meanwhile stays (a question, an answer).

        Raises Conflict when the fence has passed to somebody else.
        """
        for _ in range(ATTEMPTS):
            moved = action.moved(execution=execution)
            try:
                return self.actions.record(moved, told(moved))
            except Conflict:
                now_stored = self.actions.get(action.action_id)
                if now_stored.execution != action.execution:
                    raise
                action = now_stored
        raise Retryable(BUSY, after=SOON_SECONDS)

    def _end(
        self,
        action: PendingAction,
        status: ExecutionStatus,
        now: datetime,
        *,
        result: str = "",
        error: str = "",
        actor: str = MACHINE,
    ) -> PendingAction:
        """Records how it went. Raises Conflict when the fence has passed to somebody else."""
        carried = action.execution.model_copy(
            update={"status": status, "finished_at": now, "result": result, "error": error}
        )
        stored = self._record(
            action, carried, lambda ended: entry(ended, EVENTS[status], actor, now, result=result, error=error)
        )
        metrics.count(f"Actions{status.value.capitalize()}")
        if action.decided_at and not action.automatic:
            metrics.milliseconds("ApprovalWaitMs", (action.decided_at - action.created_at).total_seconds() * 1000)
        log.info("action %s ended: %s", action.action_id, status)
        self.alerts.report(stored, now)
        self.bus.publish([_executed(stored)])
        anchor_weighty(self.actions.log, self.anchors, [stored], now)
        return stored


def _executed(action: PendingAction) -> ActionExecuted:
    return ActionExecuted(
        action_id=action.action_id,
        team_id=action.team_id,
        action_type=action.action_type,
        outcome=action.execution.status.value,
    )
