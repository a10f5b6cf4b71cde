"""A deployment that failed: why, and what AMO does about it by itself. Pure; the commands of cli/ say the same."""

from collections.abc import Sequence
from datetime import datetime

from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.kernel.plain_text import clip, one_line
from lambdas.domain.notifications.messages import Message, MessageKind

STUCK = "UPDATE_ROLLBACK_FAILED"
FAILED = (
    "CREATE_FAILED",
    "DELETE_FAILED",
    "IMPORT_ROLLBACK_COMPLETE",
    "IMPORT_ROLLBACK_FAILED",
    "ROLLBACK_COMPLETE",
    "ROLLBACK_FAILED",
    "UPDATE_FAILED",
    "UPDATE_ROLLBACK_COMPLETE",
    STUCK,
)
"""Ends of a stack's operation that are no success; what is on its way back is told of once it is there."""
MENDED = "UPDATE_ROLLBACK_COMPLETE"
FOLLOWED = ("cancelled", "canceled")
"""CloudFormation's word for a resource that failed because another did."""
MAX_REASON = 400
STACK = "AWS::CloudFormation::Stack"


class StackEvent(Model):
    """``resource`` is the stack's own id where the event is of the whole stack."""

    at: Instant
    resource: str
    kind: str
    status: str
    reason: str = ""

    @property
    def is_failure(self) -> bool:
        return self.kind != STACK and self.status.endswith("_FAILED")

    @property
    def follows_another(self) -> bool:
        return any(word in self.reason.lower() for word in FOLLOWED)


class FailedDeployment(Model):
    """``status`` as the stack was told to be; ``first`` is what everything else followed from."""

    stack: str
    status: str
    first: StackEvent | None = None
    is_retried: bool = False

    @property
    def why(self) -> str:
        if self.first is None:
            return "CloudFormation names no resource that failed; its events do."
        return one_line(f"{self.first.resource} ({self.first.kind}): {self.first.reason}", MAX_REASON)


def first_failure(events: Sequence[StackEvent]) -> StackEvent | None:
    """Of the last operation's ``events``, in the order of time: the failure that no other caused."""
    failures = [event for event in events if event.is_failure]
    return next((event for event in failures if not event.follows_another), next(iter(failures), None))


def may_retry(events: Sequence[StackEvent], status: str, self_repair: str) -> bool:
    """Returns whether the rollback is continued without a person: the first time it got stuck, and as a whole.

    What is skipped, deleted or put back to an older state a person decides on (``./amo mend``).
    """
    stuck = [event for event in events if event.kind == STACK and event.status == STUCK]
    return self_repair == "retry_rollback" and status == STUCK and len(stuck) == 1


def failure_message(failed: FailedDeployment, user_id: str, now: datetime, event_id: str) -> Message:
    """``event_id``: the same event told twice is one message."""
    name = clip(failed.stack, 60)
    if failed.is_retried:
        then = "AMO has the rollback tried once more, and skips nothing. ./amo deployments shows how it went."
    elif failed.status == MENDED:
        then = "The stack is as it was before. ./amo deployments shows it; mend the cause, then deploy again."
    else:
        then = "It waits for you: ./amo mend says each step before it takes it."
    return Message(
        message_id=f"deployment-{digest(f'{failed.stack} {failed.status} {event_id}')[:24]}",
        user_id=user_id,
        kind=MessageKind.STATUS,
        title=f"A deployment of {name} failed",
        lines=(f"Now: {failed.status}.", f"First to fail: {failed.why}", then),
        created_at=now,
        occurred_at=now,
    )
