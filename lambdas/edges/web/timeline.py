"""The coming days as a timeline: one entry for each meeting, in the user's own days."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from itertools import groupby

from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.local_time import clock_time, day_heading, zone, zone_name
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.preparation.lifecycle import is_left_out, start_blocking_reason
from lambdas.edges.web.states import State, state_of
from lambdas.edges.web.words import People, from_now, length, people_of, title_of, type_label

DECLINABLE = frozenset({PrepStatus.SCHEDULED, PrepStatus.GATHERING, PrepStatus.WAITING, PrepStatus.FAILED})


class TimelineEntry(Model):
    """``is_aside``: shown with less weight, since nothing is prepared for it. ``begins`` is set for the next one."""

    meeting_id: str
    title: str
    begin: str
    end: str
    length: str
    type_name: str
    type_label: str
    type_reason: str
    people: People
    state: State
    is_aside: bool
    is_cancelled: bool
    is_now: bool
    can_decline: bool
    is_declined: bool
    begins: str = ""


class Day(Model):
    name: str
    date: str
    entries: tuple[TimelineEntry, ...]


def timeline(
    coming: Sequence[TrackedMeeting], sessions: Mapping[str, Conversation], timezone: str, now: datetime
) -> tuple[Day, ...]:
    local = zone(timezone)
    today = now.astimezone(local).date()
    upcoming = next((item for item in coming if item.meeting.start > now and item.plan.prep_trigger_time), None)
    days = []
    for day, items in groupby(coming, key=lambda item: max(today, item.meeting.start.astimezone(local).date())):
        entries = [_entry(item, sessions.get(item.meeting.meeting_id), timezone, now) for item in items]
        name, date = day_heading(day, today)
        named = zone_name(datetime.combine(day, time(12), local), timezone)
        shown = tuple(_with_distance(entry, upcoming, now) for entry in entries)
        days.append(Day(name=name, date=f"{date}, {named}", entries=shown))
    return tuple(days)


def _with_distance(entry: TimelineEntry, upcoming: TrackedMeeting | None, now: datetime) -> TimelineEntry:
    if upcoming is None or entry.meeting_id != upcoming.meeting.meeting_id:
        return entry
    return entry.model_copy(update={"begins": from_now(upcoming.meeting.start, now)})


def _entry(tracked: TrackedMeeting, session: Conversation | None, timezone: str, now: datetime) -> TimelineEntry:
    meeting, plan = tracked.meeting, tracked.plan
    is_cancelled = meeting.status is MeetingStatus.CANCELLED
    is_declined = tracked.preparation.declined_at is not None
    is_blocked = bool(start_blocking_reason(tracked, tracked.timing_version, now))
    return TimelineEntry(
        meeting_id=meeting.meeting_id,
        title=title_of(meeting),
        begin="All day" if meeting.all_day else clock_time(meeting.start, timezone),
        end="" if meeting.all_day else clock_time(meeting.end, timezone),
        length=length(meeting),
        type_name=plan.meeting_type,
        type_label=type_label(plan.meeting_type),
        type_reason=plan.type_reason,
        people=people_of(meeting),
        state=state_of(tracked, session, timezone, now),
        is_aside=is_left_out(tracked),
        is_cancelled=is_cancelled,
        is_now=meeting.start <= now < meeting.end and not meeting.all_day,
        can_decline=tracked.prep_status in DECLINABLE and not is_blocked,
        is_declined=is_declined and not is_blocked,
    )
