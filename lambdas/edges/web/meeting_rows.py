"""Meetings as rows of a list: when, what, with whom, and whether there is something to read."""

from datetime import datetime, timedelta

from lambdas.domain.kernel.local_time import day_name, span, zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.calendar_days import all_day_dates
from lambdas.domain.meetings.meeting import Meeting, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.edges.web.states import State, Tone, state_of
from lambdas.edges.web.words import people_of, title_of, type_label

KEPT = timedelta(days=30)
"""As long as materials are kept (stacks/data.py)."""


class MeetingRow(Model):
    address: str
    title: str
    when: str
    about: str
    state: State
    has_materials: bool
    is_cancelled: bool


def meeting_row(tracked: TrackedMeeting, timezone: str, now: datetime) -> MeetingRow:
    meeting = tracked.meeting
    return MeetingRow(
        address=address_of(meeting),
        title=title_of(meeting),
        when=when(meeting, timezone, now),
        about=f"{type_label(tracked.plan.meeting_type)} · {people_of(meeting).line}",
        state=state_at(tracked, timezone, now),
        has_materials=has_materials(tracked, now),
        is_cancelled=meeting.status is MeetingStatus.CANCELLED,
    )


def address_of(meeting: Meeting) -> str:
    return f"/meetings/{meeting.meeting_id}"


def when(meeting: Meeting, timezone: str, now: datetime) -> str:
    """Day and hours on the reader's clock, with the year where it is another one."""
    local, today = meeting.start.astimezone(zone(timezone)), now.astimezone(zone(timezone))
    year = "" if local.year == today.year else f" ({local.year})"
    return f"{_all_day(meeting, timezone) if meeting.all_day else span(meeting.start, meeting.end, timezone)}{year}"


def has_materials(tracked: TrackedMeeting, now: datetime) -> bool:
    made = tracked.preparation.materials
    return made is not None and made.generated_at + KEPT > now


def state_at(tracked: TrackedMeeting, timezone: str, now: datetime) -> State:
    """Says how far the preparation is; of what is over, whether it was prepared."""
    is_over = tracked.meeting.end <= now and tracked.meeting.status is MeetingStatus.SCHEDULED
    if not is_over:
        return state_of(tracked, None, timezone, now)
    if tracked.preparation.status is not PrepStatus.READY:
        return State(tone=Tone.QUIET, label="Not prepared")
    if has_materials(tracked, now):
        return State(tone=Tone.READY, label="Prepared")
    return State(tone=Tone.QUIET, label="Materials are gone")


def _all_day(meeting: Meeting, timezone: str) -> str:
    first, last = all_day_dates(meeting.start, meeting.end, zone(timezone))
    return f"{day_name(first)}, all day" if first == last else f"{day_name(first)} – {day_name(last)}"
