"""The days of a calendar in somebody's zone, cut into quarters of an hour: 92, 96 or 100 of them where clocks change.

A quarter is named by the wall clock and, where an hour comes twice, by which of the two it is. A week is drawn on the
axis of its longest day: on all other days the hour that comes twice is simply empty, and so is the one that is left out
in spring.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

QUARTER = timedelta(minutes=15)
QUARTERS_AN_HOUR = 4
DAYS_A_WEEK = 7


class WallQuarter(NamedTuple):
    """``minute`` of the day on the wall clock; ``fold`` 1 for the second of two that are called the same."""

    minute: int
    fold: int


Axis = tuple[WallQuarter, ...]


class Segment(NamedTuple):
    """The part of an entry that falls on one day."""

    start: datetime
    end: datetime
    begins_before: bool
    ends_after: bool


class Rows(NamedTuple):
    """Places on an axis; ``last`` is exclusive."""

    first: int
    last: int


def day_of(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()


def week_of(day: date) -> tuple[date, ...]:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=n) for n in range(DAYS_A_WEEK))


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Returns when the day begins and when the next one does, in UTC.

    Where the clock jumps over midnight the day begins when it has jumped.
    """
    return _midnight(day, zone), _midnight(day + timedelta(days=1), zone)


def axis_of(days: Iterable[date], zone: tzinfo) -> Axis:
    """Every quarter of the longest of the days."""
    return max((_quarters(day, zone) for day in days), key=len)


def segment(start: datetime, end: datetime, day: date, zone: tzinfo) -> Segment | None:
    """None where the entry is not on that day. One without any length is on the day it stands on."""
    begins, ends = day_bounds(day, zone)
    if start >= ends or end < begins or (end == begins and start < end):
        return None
    return Segment(max(start, begins), min(end, ends), start < begins, end > ends)


def rows(part: Segment, day: date, zone: tzinfo, axis: Axis) -> Rows:
    """Finds the part's place on the axis: every quarter it touches, one at the least."""
    begins, _ = day_bounds(day, zone)
    quarters = _quarters(day, zone)
    first = min((part.start - begins) // QUARTER, len(quarters) - 1)
    last = max(first, -((begins - part.end) // QUARTER) - 1)
    return Rows(_place(quarters[first], axis), _place(quarters[min(last, len(quarters) - 1)], axis) + 1)


def clock_beside(days: Sequence[date], zone: tzinfo, other: tzinfo, axis: Axis) -> tuple[str, ...]:
    """Returns what a clock in the ``other`` zone shows at each place of the axis.

    Empty where that is not the same on all of the days, since only one of the zones changes its clocks between them.
    """
    shown: dict[WallQuarter, set[str]] = {}
    for day in days:
        begins, _ = day_bounds(day, zone)
        for n, quarter in enumerate(_quarters(day, zone)):
            shown.setdefault(quarter, set()).add(f"{(begins + n * QUARTER).astimezone(other):%H:%M}")
    if any(len(times) > 1 for times in shown.values()):
        return ()
    return tuple(next(iter(shown.get(quarter, {""}))) for quarter in axis)


def cropped(taken: Sequence[Rows], axis: Axis, opens: time, closes: time) -> Rows:
    """The whole hours to draw: the working day, and whatever is taken before and after it."""
    first = next(n for n, quarter in enumerate(axis) if quarter.minute >= opens.hour * 60)
    closing = closes.hour * 60 + closes.minute
    last = next((n for n, quarter in enumerate(axis) if quarter.minute >= closing), len(axis))
    first = min([first, *(one.first for one in taken)])
    last = max([last, *(one.last for one in taken)])
    return Rows(
        first // QUARTERS_AN_HOUR * QUARTERS_AN_HOUR,
        min(len(axis), -(-last // QUARTERS_AN_HOUR) * QUARTERS_AN_HOUR),
    )


def all_day_dates(start: datetime, end: datetime, zone: tzinfo) -> tuple[date, date]:
    """First and last day of an all-day entry; ``zone`` is its owner's, in which every provider has its days begin."""
    first = start.astimezone(zone).date()
    last = (end - timedelta(microseconds=1)).astimezone(zone).date()
    return first, max(first, last)


def _quarters(day: date, zone: tzinfo) -> Axis:
    begins, ends = day_bounds(day, zone)
    moments = ((begins + n * QUARTER).astimezone(zone) for n in range((ends - begins) // QUARTER))
    return tuple(WallQuarter(moment.hour * 60 + moment.minute, moment.fold) for moment in moments)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _place(quarter: WallQuarter, axis: Axis) -> int:
    """The place of the same quarter; of the next one on the clock where the axis leaves it out."""
    if quarter in axis:
        return axis.index(quarter)
    return next((n for n, other in enumerate(axis) if other.minute >= quarter.minute), len(axis) - 1)
