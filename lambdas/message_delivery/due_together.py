"""Preparations that begin together are said in one message, with a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.notifications.invitations import combined
from lambdas.domain.notifications.messages import Message, MessageKind
from lambdas.errors import Retryable
from lambdas.message_delivery.patience import is_late
from lambdas.store.deliveries import Deliveries
from lambdas.store.inbox import Inbox
from lambdas.store.meetings import Meetings

LOOKED_AHEAD = timedelta(days=15)
"""Longer than the longest time before a meeting at which it is prepared (336 h)."""
MAX_WAIT = timedelta(seconds=20)
SECONDS_BETWEEN_LOOKS = 2


@dataclass(frozen=True, slots=True)
class DueTogether:
    inbox: Inbox
    deliveries: Deliveries
    meetings: Meetings

    def with_others(self, message: Message, now: datetime) -> tuple[Message, ...]:
        """Returns the message with all others of its kind that are in line, and were or were not tried with it before.

        Raises Retryable for a moment where another preparation of this person is about to say that it begins.
        """
        if message.kind is not MessageKind.PREP_STARTED or is_late(message, now):
            return (message,)
        said_as = self._said_as(message, now)
        others = [one for one in self._held(message, now) if self._said_as(one, now) == said_as]
        if not said_as and now - message.created_at < MAX_WAIT and self._more_to_come(message, others, now):
            raise Retryable("Another preparation is about to begin; both are said together.", SECONDS_BETWEEN_LOOKS)
        return (message, *others)

    def _held(self, message: Message, now: datetime) -> list[Message]:
        return [
            one
            for one in self.inbox.all_held(message.user_id, now)
            if one.kind is message.kind and one.message_id != message.message_id and not is_late(one, now)
        ]

    def _said_as(self, message: Message, now: datetime) -> str:
        """Returns the message it was tried in, empty before the first try: what may have been said stays as it was."""
        record = self.deliveries.find(message.user_id, message, now)
        return record.said_as if record else ""

    def _more_to_come(self, message: Message, others: Sequence[Message], now: datetime) -> bool:
        in_line = {message.meeting_id, *(one.meeting_id for one in others)}
        coming = self.meetings.between(message.user_id, now, now + LOOKED_AHEAD)
        return any(_is_beginning(tracked, now) and tracked.meeting.meeting_id not in in_line for tracked in coming)


def as_one(messages: Sequence[Message], timezone: str, now: datetime) -> Message:
    """No use any more once the first of the meetings has begun."""
    if len(messages) == 1:
        return messages[0]
    ends = [message.useful_until for message in messages if message.useful_until]
    return combined(messages, timezone, now).model_copy(update={"useful_until": min(ends, default=None)})


def _is_beginning(tracked: TrackedMeeting, now: datetime) -> bool:
    preparation = tracked.preparation
    is_new = preparation.started_at is not None and now - preparation.started_at < MAX_WAIT
    return preparation.status is PrepStatus.GATHERING and preparation.notified_at is None and is_new
