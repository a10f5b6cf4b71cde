"""EXRULE, which RFC 2445 had and RFC 5545 dropped: a rule for the occurrences a series does not have."""

from datetime import datetime, timedelta

from dateutil.rrule import rrulestr

from lambdas.calendars.base import Window
from lambdas.calendars.ics.effort import moved_close
from lambdas.calendars.ics.times import Timing, nominal, wall_clock
from lambdas.calendars.ics.values import Moment

_DAY = timedelta(days=1)


def excepted_starts(master: Timing, near: Window) -> frozenset[Moment]:
    """The starts in the window that the series' exception rules strike out, on the series' own clock."""
    first, last = nominal(near.start) - _DAY, nominal(near.end) + _DAY
    found: set[Moment] = set()
    for rule in master.exception_rules:
        start = wall_clock(moved_close(rule, master.start, first))
        struck = rrulestr(rule.text, dtstart=start, ignoretz=True)
        found |= {_like(moment, master.start) for moment in struck.between(wall_clock(first), wall_clock(last))}
    return frozenset(found)


def _like(moment: datetime, start: Moment) -> Moment:
    return moment.replace(tzinfo=start.tzinfo) if isinstance(start, datetime) else moment.date()
