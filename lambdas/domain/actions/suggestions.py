"""Rules for what AMO proposes by itself from the calendars: time to prepare, a reminder to answer, a clash to end.

Nothing of it is done without the approval its type needs, and never is the same proposed twice: ``key`` names it. Only
meetings that are prepared count, so no private appointment is ever mentioned, moved around or declined.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from lambdas.domain.actions.kinds.block_time import BlockTime
from lambdas.domain.actions.kinds.decline_meeting import DeclineMeeting
from lambdas.domain.actions.kinds.remind_attendees import RemindAttendees
from lambdas.domain.actions.recipients import unanswered
from lambdas.domain.classification.meeting_types import DEFAULT
from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.plain_text import shown_title
from lambdas.domain.meetings.calendar_owner import CalendarOwner
from lambdas.domain.meetings.meeting import EventKind, Meeting, MeetingStatus, Response
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.working_time import WorkingTime

BLOCK, REMIND, DECLINE = BlockTime.action_type, RemindAttendees.action_type, DeclineMeeting.action_type
SUGGESTED = (DECLINE, REMIND, BLOCK)
"""The types AMO proposes by itself, the most urgent first."""

AHEAD = timedelta(days=7)
REMIND_FROM, REMIND_UNTIL = timedelta(hours=24), timedelta(hours=48)
LENGTH, STEP = timedelta(minutes=30), timedelta(minutes=15)
TO_LAST_MINUTE = LENGTH - timedelta(minutes=1)
REST = timedelta(minutes=30)
"""Between the time to prepare and the meeting."""
LEAD = timedelta(hours=2)
"""Somebody has to approve it before it is of use."""
PREPARES = "Preparation: {}"
"""The title of the entry that blocks time, as the calendar writers make it."""
CLASH = "I have another meeting at that time."
"""All the organizer reads of the other meeting."""


class ActionSuggestion(NamedTuple):
    action_type: str
    key: str
    parameters: Mapping[str, str | bool]


class Calendar(NamedTuple):
    """``meetings`` of the days ahead, by their start; ``owner_of`` says by which addresses their owner goes there."""

    meetings: Sequence[TrackedMeeting]
    working_time: WorkingTime
    owner_of: Callable[[Meeting], CalendarOwner]


def suggestions(calendar: Calendar, now: datetime) -> Iterator[ActionSuggestion]:
    """Returns what would help, the most urgent first."""
    yield from _declines(calendar, now)
    yield from _reminders(calendar, now)
    yield from _blocks(calendar, now)


def _declines(calendar: Calendar, now: datetime) -> Iterator[ActionSuggestion]:
    """Of two at once the one this person may miss, where they have accepted the other."""
    coming = [one.meeting for one in _prepared(calendar) if now + LEAD < one.meeting.start <= now + AHEAD]
    for meeting in coming:
        if not _may_be_missed(meeting, calendar):
            continue
        others = (one for one in coming if one is not meeting and _overlap(one, meeting.start, meeting.end))
        if any(one.owner_response is Response.ACCEPTED and not _may_be_missed(one, calendar) for one in others):
            facts = {"meeting_id": meeting.meeting_id, "reason": CLASH}
            yield ActionSuggestion(DECLINE, f"suggest-{DECLINE}-{meeting.meeting_id}", facts)


def _reminders(calendar: Calendar, now: datetime) -> Iterator[ActionSuggestion]:
    """Once for a series: who never answers is not asked every week."""
    for tracked in _prepared(calendar):
        meeting = tracked.meeting
        if not now + REMIND_FROM <= meeting.start <= now + REMIND_UNTIL or meeting.attendees_hidden:
            continue
        owner = calendar.owner_of(meeting)
        if owner.organizes(meeting) and unanswered(meeting, owner):
            facts: dict[str, str | bool] = {"meeting_id": meeting.meeting_id, "unanswered": True}
            yield ActionSuggestion(REMIND, f"suggest-{REMIND}-{meeting.series_key}", facts)


def _blocks(calendar: Calendar, now: datetime) -> Iterator[ActionSuggestion]:
    titles = {one.meeting.title for one in calendar.meetings}
    for tracked in _prepared(calendar):
        meeting = tracked.meeting
        is_coming = now + LEAD < meeting.start <= now + AHEAD and meeting.owner_response is Response.ACCEPTED
        is_blocked = PREPARES.format(shown_title(meeting.title)) in titles
        if not is_coming or is_blocked or tracked.plan.meeting_type == DEFAULT:
            continue
        if at := free_before(calendar, meeting, now):
            facts = {"meeting_id": meeting.meeting_id, "start": iso(at), "end": iso(at + LENGTH)}
            yield ActionSuggestion(BLOCK, f"suggest-{BLOCK}-{meeting.meeting_id}", facts)


def free_before(calendar: Calendar, meeting: Meeting, now: datetime) -> datetime | None:
    """Returns the latest free half hour of this person's working time before the meeting; None where there is none."""
    busy = [one.meeting for one in calendar.meetings if _takes_time(one.meeting) and not one.meeting.all_day]
    at = _on_the_quarter(meeting.start - REST - LENGTH)
    while at > now + LEAD:
        if _is_worked(calendar.working_time, at) and not any(_overlap(one, at, at + LENGTH) for one in busy):
            return at
        at -= STEP
    return None


def _prepared(calendar: Calendar) -> Iterator[TrackedMeeting]:
    for tracked in calendar.meetings:
        is_told_not_to = tracked.plan.skip_reason or tracked.preparation.declined_at or tracked.preparation.erased
        if not is_told_not_to and _takes_time(tracked.meeting) and not tracked.meeting.all_day:
            yield tracked


def _takes_time(meeting: Meeting) -> bool:
    is_off = meeting.status is MeetingStatus.CANCELLED or meeting.owner_response is Response.DECLINED
    return not is_off and not meeting.shown_as_free and meeting.event_kind is not EventKind.WORKING_LOCATION


def _may_be_missed(meeting: Meeting, calendar: Calendar) -> bool:
    """Somebody else's, to which this person is optional or has not said yes."""
    owner = calendar.owner_of(meeting)
    if owner.organizes(meeting) or not meeting.invited:
        return False
    is_optional = any(one.is_optional and owner.goes_by(one.email) for one in meeting.attendees)
    return is_optional or meeting.owner_response in (Response.NEEDS_ACTION, Response.TENTATIVE)


def _overlap(meeting: Meeting, start: datetime, end: datetime) -> bool:
    return meeting.start < end and start < meeting.end


def _on_the_quarter(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute - moment.minute % 15, second=0, microsecond=0)


def _is_worked(time: WorkingTime, at: datetime) -> bool:
    clock = zone(time.timezone)
    first, last = at.astimezone(clock), (at + TO_LAST_MINUTE).astimezone(clock)
    is_in_hours = all(time.week.includes(one.time()) for one in (first, last))
    return first.date() == last.date() and time.is_working_day(first.date()) and is_in_hours
