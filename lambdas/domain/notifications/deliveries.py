"""The outcome of each message to a person: which channel took it, which did not and why (NOT-1)."""

from enum import StrEnum

from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.notifications.messages import Message, MessageKind

PAGE = "web"
"""Where what no channel took is shown: always there, and rings nobody."""


class DeliveryOutcome(StrEnum):
    """``UNPROVEN``: it may have arrived, and nothing can tell; it is never sent there a second time.

    ``WAITING``: the channel could not take it at that moment, and is asked again. ``LATE``: what it was about is over.
    """

    TOOK_IT = "took it"
    FAILED = "failed"
    QUIET = "quiet hours"
    UNPROVEN = "may have arrived"
    WAITING = "tried again"
    LATE = "too late"


class Attempt(Model):
    """``reason`` is one line for the person and the operator, without a word of the message."""

    channel: str
    outcome: DeliveryOutcome
    reason: str = ""


class DeliveryRecord(Model):
    """One message to one person. ``channel`` is the one that took it, empty when none has yet."""

    message_id: str
    user_id: str
    meeting_id: str = ""
    kind: MessageKind
    channel: str = ""
    attempts: tuple[Attempt, ...] = ()
    said_as: str = ""
    """The message it was said in, or is tried in: its own, or one of several that were due together."""
    at: Instant

    @property
    def about(self) -> str:
        return about(self.user_id, self.meeting_id)


class QueuedMessage(Model):
    """One person's message in line for its delivery. With a ``note`` it was delivered, and the note is what became
    of it."""

    user_id: str
    message_id: str
    note: str = ""


def about(user_id: str, meeting_id: str) -> str:
    """Returns the key deliveries are stored together under: the meeting they are about, else the person."""
    return meeting_id or f"user#{user_id}"


def record_of(
    message: Message, user_id: str, attempts: tuple[Attempt, ...], at: Instant, said_as: str = ""
) -> DeliveryRecord:
    """A message that may have arrived somewhere still counts as taken by whoever took it after that."""
    taken = next((attempt.channel for attempt in attempts if attempt.outcome is DeliveryOutcome.TOOK_IT), "")
    return DeliveryRecord(
        message_id=message.message_id,
        user_id=user_id,
        meeting_id=message.meeting_id,
        kind=message.kind,
        channel=taken,
        attempts=attempts,
        said_as=said_as or message.message_id,
        at=at,
    )
