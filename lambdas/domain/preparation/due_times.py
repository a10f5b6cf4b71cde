"""The times things are due. Everything is an instant in UTC, so daylight saving plays no part here."""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

TOO_LATE = timedelta(minutes=10)
"""A meeting first seen less than this before its start is not prepared: nobody could use the materials."""

ANSWER_LIMIT = timedelta(hours=24)
ANSWER_MARGIN = timedelta(minutes=5)
"""A conversation ends this long before the meeting, so that the materials are there when it starts."""

REMINDER_LEAD = timedelta(hours=2)
MAX_REFRESH_TIME = timedelta(minutes=5)
"""The most that a refresh of the materials takes (statemachines/refresh_materials.asl.json)."""
TIMER_PRECISION = timedelta(minutes=1)
"""A one-time schedule rings within the minute that begins at its time, never before: what has to be there at a moment
is begun so much earlier than its work takes."""
REFRESH_LEAD = REMINDER_LEAD + MAX_REFRESH_TIME + TIMER_PRECISION
"""What is on record is gathered again and the materials written anew, so that the reminder finds them."""

TRIGGER_GRACE = timedelta(minutes=10)
HORIZON_MARGIN = timedelta(days=1)
"""A meeting enters the horizon at least this long before its preparation is due: several syncs may fail."""


def prep_trigger(start: datetime, due: datetime, now: datetime) -> datetime | None:
    """``due``; at once when that has passed; None when the start is too near or past."""
    if start - now < TOO_LATE:
        return None
    return max(due, now.replace(microsecond=0))


def is_due(trigger: datetime, now: datetime) -> bool:
    """Too near for a one-time schedule: send the message now."""
    return trigger - now <= TIMER_PRECISION


def answer_deadline(started: datetime, meeting_start: datetime) -> datetime:
    """Returns when the conversation ends: 24 h after it began, in time for the meeting, not before it began (WF-1)."""
    return max(started, min(started + ANSWER_LIMIT, meeting_start - ANSWER_MARGIN))


def nudge_at(started: datetime, deadline: datetime) -> datetime:
    """Half-way to the deadline (WF-3)."""
    return started + (deadline - started) / 2


def refresh_at(meeting_start: datetime, now: datetime) -> datetime | None:
    """Returns when the materials are refreshed, which the reminder follows; at once when that has passed.

    None when the meeting has begun.
    """
    return _ahead_of(meeting_start, REFRESH_LEAD, now)


def reminder_at(meeting_start: datetime, now: datetime) -> datetime | None:
    """Two hours before the start; at once when it is nearer; None when the meeting has begun (NOT-2)."""
    return _ahead_of(meeting_start, REMINDER_LEAD, now)


def _ahead_of(meeting_start: datetime, lead: timedelta, now: datetime) -> datetime | None:
    return None if meeting_start <= now else max(meeting_start - lead, now)


def attention_after_trigger(trigger: datetime) -> datetime:
    """Returns when the sweeper looks whether a preparation that was due has really begun."""
    return trigger + TRIGGER_GRACE


def horizon(days_ahead: int, prep_hours: Iterable[int], max_break: int = 0) -> timedelta:
    """Returns how far ahead calendars are read: far enough to see a meeting before its preparation is due.

    ``max_break`` in days: so much earlier may a preparation begin.
    """
    max_length = math.ceil(max(prep_hours, default=0) / 24) + max_break
    return max(timedelta(days=days_ahead), timedelta(days=max_length) + HORIZON_MARGIN)
