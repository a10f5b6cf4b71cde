"""Hands a decided action on: to the workflow that waits for it, or to the queue. Doing it again is harmless."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.queue import Queue
from lambdas.aws.scheduler import Schedules
from lambdas.aws.step_functions import Workflows
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction
from lambdas.domain.kernel.timers import escalation_timer, expiry_timer
from lambdas.store.pending_actions import PendingActions


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """``approved`` is the queue of actions to carry out, ``timers_arn`` the one the timers fire into."""

    actions: PendingActions
    approved: Queue
    workflows: Workflows
    schedules: Schedules
    timers_arn: str

    def hand_on(self, action: PendingAction, now: datetime) -> None:
        """Wakes the workflow that waits; queues what no workflow carries out. Raises Retryable."""
        is_taken = action.in_workflow and self._resume(action)
        if action.status is ActionStatus.APPROVED and not is_taken:
            self.approved.send([{"action_id": action.action_id}])
        elif action.is_awaited:  # and nobody waits now: it went on, or will find the decision when it asks
            self.actions.mark_workflow_told(action.action_id, now)

    def set_timers(self, action: PendingAction, now: datetime) -> None:
        timers = {expiry_timer(action.action_id): action.deadline}
        if action.escalate_at and not action.escalated_at:
            timers[escalation_timer(action.action_id)] = action.escalate_at
        for name, at in timers.items():
            if at > now:  # what is due already the sweeper finds
                self.schedules.send_at(name, at, self.timers_arn, {"action_id": action.action_id})

    def cancel_timers(self, action: PendingAction) -> None:
        self.schedules.cancel(expiry_timer(action.action_id))
        if action.escalate_at:
            self.schedules.cancel(escalation_timer(action.action_id))

    def _resume(self, action: PendingAction) -> bool:
        """A retried task may replace the token between reading and using it (fault 71): then the new one is used."""
        tried = None
        while (token := self.actions.token(action.action_id)) and token != tried:
            if self.workflows.resume(token, {"outcome": action.status.value}):
                return True
            tried = token
        return False
