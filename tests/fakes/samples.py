"""Meetings and people for tests: plausible, and each test changes only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from lambdas.domain.accounts.user import CalendarConnection, User
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.changes import content_hash
from lambdas.domain.meetings.meeting import Attendee, Meeting
from lambdas.domain.meetings.tracked_meeting import PrepPlan, TrackedMeeting

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def a_user(user_id: str = "u1", **changes: Any) -> User:
    """Whose address an operator has vouched for."""
    values = {"user_id": user_id, "email": f"{user_id}@example.com", "email_proof": "operator", "created_at": NOW}
    return User(**values | changes)


def a_connection(calendar_id: str = "work", **changes: Any) -> CalendarConnection:
    values = {
        "calendar_id": calendar_id,
        "source": Source.ICS,
        "label": calendar_id.title(),
        "address": f"https://calendars.example.com/{calendar_id}.ics",
    }
    return CalendarConnection(**values | changes)


def a_meeting(meeting_id: str = "m1", **changes: Any) -> Meeting:
    """Five people, an hour, three days from NOW; ``end`` follows ``start`` unless it is given."""
    start = changes.get("start", NOW + timedelta(days=3))
    values = {
        "meeting_id": meeting_id,
        "user_id": "u1",
        "calendar_id": "work",
        "external_id": f"{meeting_id}@example.com",
        "source": Source.ICS,
        "title": "Roadmap review",
        "start": start,
        "end": start + timedelta(hours=1),
        "attendees": tuple(Attendee(name=f"P{number}", email=f"p{number}@example.com") for number in range(5)),
    }
    return Meeting(**values | changes)


def a_tracked(meeting: Meeting | None = None, **changes: Any) -> TrackedMeeting:
    """Planned a day ahead, settled."""
    meeting = meeting or a_meeting()
    values = {
        "meeting": meeting,
        "plan": PrepPlan(meeting_type="default", type_reason="", prep_trigger_time=meeting.start - timedelta(hours=24)),
        "content_hash": content_hash(meeting),
        "calendars": (meeting.calendar_id,),
    }
    return TrackedMeeting(**values | changes)
