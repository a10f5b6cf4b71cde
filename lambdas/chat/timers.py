"""The conversation's timers: a nudge half-way, the end at the deadline (WF-3). Late and repeated ones do no harm."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from lambdas.chat.end import ChatService
from lambdas.domain.accounts.user import User
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.local_time import near, span
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import shown_title
from lambdas.domain.meetings.meeting import Meeting, MeetingStatus
from lambdas.domain.notifications.messages import Button, Message, MessageKind
from lambdas.notifications.notifier import Notifier
from lambdas.store.meetings import Meetings
from lambdas.store.users import Users

CLOCKS_DIFFER = timedelta(seconds=5)
"""A timer this early is on time: schedulers and Lambdas do not share a clock."""


class Timer(Model):
    """The message a schedule leaves in the queue."""

    session_id: str
    timer: Literal["nudge", "deadline"]


@dataclass(frozen=True, slots=True)
class ChatTimers:
    """Answers the timers of conversations."""

    chat: ChatService
    meetings: Meetings
    users: Users
    notifier: Notifier

    def fire(self, timer: Timer, now: datetime) -> None:
        """Does what the timer is for, if it is still called for. Raises Retryable; ringing again is then safe."""
        session = self.chat.conversations.find(timer.session_id, now)
        if session is None:
            return
        if timer.timer == "nudge":
            self._nudge(session, now)
        else:
            _end(session, self.chat, now)

    def _nudge(self, session: Conversation, now: datetime) -> None:
        is_due = session.nudge_at is not None and session.nudge_at <= now + CLOCKS_DIFFER and now < session.deadline
        if session.status is not ConversationStatus.OPEN or not is_due:
            return
        meeting = self.meetings.get(session.user_id, session.meeting_id).meeting
        if meeting.status is MeetingStatus.CANCELLED:
            return
        user = self.users.get(session.user_id)
        self.notifier.tell(user, nudge_message(session, meeting, user, now), now)


def _end(session: Conversation, chat: ChatService, now: datetime) -> None:
    if session.status is not ConversationStatus.OPEN:
        if session.resumed_at is None:  # closed by somebody who did not get to telling the workflow
            chat.hand_over(session, now)
    elif now + CLOCKS_DIFFER >= session.deadline:
        chat.expire(session, now)


def nudge_message(session: Conversation, meeting: Meeting, user: User, now: datetime) -> Message:
    """One for each time it was set for: a timer that rings twice is one message, a snoozed one comes again."""
    left, number = session.open_questions, session.number_of(session.position)
    is_begun = session.position > 0
    until = near(session.deadline, user.timezone, now)
    return Message(
        message_id=_nudge_id(session),
        user_id=user.user_id,
        kind=MessageKind.NUDGE,
        title=f"Answer {counted(left, 'question')} for {shown_title(meeting.title)} by {until}",
        lines=(
            span(meeting.start, meeting.end, user.timezone),
            *((f"You are at question {number} of {session.total}.",) if is_begun else ()),
            "Without your answers, AMO writes the materials then from what is on record.",
        ),
        actions=(
            Button(label="Go on" if is_begun else "Start Prep", verb="start_prep", target=session.session_id),
            Button(label="Snooze", verb="snooze", target=session.session_id),
            Button(label="Not needed", verb="not_needed", target=session.session_id),
        ),
        meeting_id=session.meeting_id,
        useful_until=session.deadline,
        created_at=now,
    )


def _nudge_id(session: Conversation) -> str:
    once = f"nudge-{session.session_id}"
    return f"{once}-{session.snoozed_at:%Y%m%dT%H%M%SZ}" if session.snoozed_at else once
