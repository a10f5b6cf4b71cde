"""The messages about notes, in words. Pure."""

from datetime import datetime, timedelta

from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.plain_text import shown_title
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.notifications.messages import Button, Message, MessageKind

USEFUL = timedelta(hours=24)


def ended_message_id(meeting_id: str) -> str:
    return f"{meeting_id}-{MessageKind.MEETING_ENDED}"


def ended_message(tracked: TrackedMeeting, user: User, now: datetime) -> Message:
    """One a meeting, whatever time it ended at."""
    meeting = tracked.meeting
    return Message(
        message_id=ended_message_id(meeting.meeting_id),
        user_id=user.user_id,
        kind=MessageKind.MEETING_ENDED,
        title=f"How did it go? {shown_title(meeting.title)}",
        lines=(
            span(meeting.start, meeting.end, user.timezone),
            "Paste or write what was said: AMO finds the decisions and who does what, and you confirm them.",
        ),
        actions=(
            Button(label="Add notes", verb="add_notes", target=meeting.meeting_id),
            Button(label="Nothing to note", verb="nothing_to_note", target=meeting.meeting_id),
        ),
        meeting_id=meeting.meeting_id,
        useful_until=meeting.end + USEFUL,
        settled_title=f"Noted: {shown_title(meeting.title)}",
        created_at=now,
    )
