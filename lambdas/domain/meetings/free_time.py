"""The time of a day that nothing takes, and what takes time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from lambdas.domain.meetings.meeting import EventKind, Meeting, MeetingStatus, Response

WORTH_NAMING = timedelta(minutes=30)
_TAKES_NO_TIME = frozenset({EventKind.WORKING_LOCATION, EventKind.BIRTHDAY})


class TimeSpan(NamedTuple):
    start: datetime
    end: datetime


def is_busy(meeting: Meeting) -> bool:
    """As the calendar's owner would say it: not when cancelled, declined, or shown as free.

    An all-day entry takes the day only where it is an absence.
    """
    if meeting.status is MeetingStatus.CANCELLED or meeting.owner_response is Response.DECLINED:
        return False
    if meeting.shown_as_free or meeting.event_kind in _TAKES_NO_TIME:
        return False
    return not meeting.all_day or meeting.event_kind is EventKind.OUT_OF_OFFICE


def free_spans(busy: Iterable[TimeSpan], within: TimeSpan, least: timedelta = WORTH_NAMING) -> list[TimeSpan]:
    """The gaps between what is busy, those of ``least`` and more, earliest first."""
    gaps = []
    reached = within.start
    for span in (*sorted(busy), TimeSpan(within.end, within.end)):
        gaps.append(TimeSpan(reached, min(span.start, within.end)))
        reached = max(reached, span.end)
    return [gap for gap in gaps if gap.end - gap.start >= least]
