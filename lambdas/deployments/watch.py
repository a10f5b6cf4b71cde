"""Tells operators of a deployment that failed, and does the one thing about it that cannot lose anything (OPS-17)."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdas.aws.stacks import Stacks
from lambdas.domain.deployments.failed_deployment import (
    FAILED,
    FailedDeployment,
    failure_message,
    first_failure,
    may_retry,
)
from lambdas.domain.kernel.model import Model
from lambdas.notifications.notifier import Notifier
from lambdas.store.users import Users

log = logging.getLogger(__name__)


class StackChange(Model):
    """A change of a stack, as CloudFormation says on the account's bus. ``event_id`` is the bus's own."""

    event_id: str
    stack_id: str
    status: str

    @classmethod
    def from_event(cls, event: Mapping[str, Any]) -> "StackChange":
        """Raises KeyError for what is no such event: a defect of the rule."""
        detail = event["detail"]
        return cls(event_id=event["id"], stack_id=detail["stack-id"], status=detail["status-details"]["status"])

    @property
    def stack(self) -> str:
        """The name in ``arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID``."""
        return self.stack_id.split("/")[1]


@dataclass(frozen=True, slots=True)
class DeploymentWatch:
    """``self_repair`` as the stage's file has it: ``retry_rollback`` or ``off``."""

    stacks: Stacks
    users: Users
    notifier: Notifier
    self_repair: str

    def tell(self, change: StackChange, now: datetime) -> FailedDeployment | None:
        """None for a success. Raises Retryable; then it is told again, and is the same message."""
        if change.status not in FAILED:
            return None
        events = self.stacks.last_operation(change.stack_id)
        failed = FailedDeployment(
            stack=change.stack,
            status=change.status,
            first=first_failure(events),
            is_retried=may_retry(events, self.stacks.status(change.stack_id), self.self_repair)
            and self.stacks.continue_rollback(change.stack_id, _token(change)),
        )
        log.error("stack %s is %s", failed.stack, failed.status)
        for user in self.users.active():
            if user.may_operate:
                self.notifier.tell(user, failure_message(failed, user.user_id, now, change.event_id), now)
        return failed


def _token(change: StackChange) -> str:
    """One for each event: CloudFormation takes the same asked twice for one."""
    return f"amo-{hashlib.sha256(change.event_id.encode()).hexdigest()[:32]}"
