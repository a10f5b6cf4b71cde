"""The days a person is away, as their own calendars say: absences that fill a working day."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from lambdas.domain.accounts.user import User
from lambdas.domain.accounts.working_week import MAX_DAYS_AWAY, DaysOff
from lambdas.domain.classification.asides import own_absence
from lambdas.domain.classification.title_lexicon import TitleLexicon
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.meetings.meeting import EventKind, Meeting, MeetingStatus, Response

MAX_ABSENCES = 100


def absences_in(meetings: Iterable[Meeting], user: User, lexicon: TitleLexicon, now: datetime) -> tuple[DaysOff, ...]:
    """Those that are not over, soonest first."""
    today = now.astimezone(zone(user.timezone)).date()
    spans = {span for meeting in meetings if _is_away(meeting, lexicon) for span in _whole_days(meeting, user)}
    coming = sorted((span for span in spans if span.last >= today), key=lambda span: (span.first, span.last))
    return tuple(coming[:MAX_ABSENCES])


def _is_away(meeting: Meeting, lexicon: TitleLexicon) -> bool:
    """Of the owner: somebody else's absence carries a name, or is an invitation to many."""
    if meeting.status is MeetingStatus.CANCELLED or meeting.owner_response is Response.DECLINED:
        return False
    if meeting.event_kind is EventKind.OUT_OF_OFFICE:
        return True
    is_plain = meeting.event_kind is EventKind.MEETING and meeting.all_day and meeting.attendee_count <= 1
    return is_plain and own_absence(lexicon.title(meeting.title), lexicon)


def _whole_days(meeting: Meeting, user: User) -> Iterator[DaysOff]:
    """The days whose working hours lie within; an all-day entry's are those of its own calendar."""
    here = zone(meeting.timezone if meeting.all_day else user.timezone)
    start, end = meeting.start.astimezone(here), meeting.end.astimezone(here)
    begins, ends = (time(0), time(23, 59)) if meeting.all_day else _hours(user)
    first = start.date() + timedelta(days=int(start.time() > begins))
    last = end.date() - timedelta(days=int(end.time() < ends))
    if first <= last:
        yield DaysOff(first=first, last=min(last, _year_after(first)))


def _hours(user: User) -> tuple[time, time]:
    week = user.working_week
    return (time(0), time(23, 59)) if week.is_any_hour else (week.start, week.end)


def _year_after(day: date) -> date:
    return day + timedelta(days=MAX_DAYS_AWAY - 1)
