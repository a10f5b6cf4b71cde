"""The end of a series: an occurrence that was changed on its own does not outlive it.

RFC 5545, 3.8.4.4: RECURRENCE-ID names an instance of the recurrence set. Google and Outlook leave changed occurrences
in a calendar when the series is cut short ("this and following"); they show none of them, nor does AMO. One that
merely matches no instance (the series was retimed since) is kept: losing a meeting is worse than showing one more.
"""

from datetime import UTC, datetime, time

from dateutil.rrule import rrulestr

from lambdas.calendars.ics.effort import Stretch, check_effort, day_of
from lambdas.calendars.ics.rules import Rule
from lambdas.calendars.ics.time_limit import OutOfTime, time_limit
from lambdas.calendars.ics.times import Timing, original_of, wall_clock
from lambdas.calendars.ics.values import Moment, UnreadableValue

_SECONDS = 0.5


def last_start(master: Timing, horizon: datetime) -> datetime | None:
    """The last start of the series on its own clock; None where it goes on past the horizon, or nobody can tell."""
    if not master.rules or master.extra:
        return None
    ends = [_end_of(rule, master.start, horizon) for rule in master.rules]
    return None if None in ends else max(filter(None, ends))


def is_after(end: datetime | None, master: Timing, change: Timing) -> bool:
    """Returns whether the change replaces what would come after the series' last occurrence."""
    return end is not None and change.original is not None and _named(change.original, master) > end


def _named(original: Moment, master: Timing) -> datetime:
    return wall_clock(original_of(original, master.start))


def _end_of(rule: Rule, start: Moment, horizon: datetime) -> datetime | None:
    if rule.until:
        return _until(rule.until, start)
    return _counted_out(rule, start, horizon) if "COUNT" in rule.parts else None


def _until(text: str, start: Moment) -> datetime:
    if not isinstance(start, datetime):
        return datetime.combine(datetime.strptime(text, "%Y%m%d"), time.max)  # noqa: DTZ007 - a day
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(start.tzinfo).replace(tzinfo=None)


def _counted_out(rule: Rule, start: Moment, horizon: datetime) -> datetime | None:
    """Counts as far as the horizon; what takes too long to count is taken to go on."""
    far = wall_clock(horizon)
    try:
        check_effort(rule, start, Stretch(day_of(start), day_of(far)))
        with time_limit(_SECONDS):
            counted = rrulestr(rule.text, dtstart=wall_clock(start), ignoretz=True)
            return counted.before(far) if counted.after(far, inc=True) is None else None
    except (UnreadableValue, OutOfTime, ValueError, OverflowError, LookupError):
        return None
