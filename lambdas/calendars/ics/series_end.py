"""The end of a series: an occurrence that was changed on its own does not outlive it.

RFC 5545, 3.8.4.4: RECURRENCE-ID names an instance of the recurrence set. Google and Outlook leave changed occurrences
in a calendar when the series is cut short ("this and following"); they show none of them, nor does AMO. One that
merely matches no instance (the series was retimed since) is kept: losing a meeting is worse than showing one more.
"""

from datetime import UTC, datetime

from dateutil.rrule import rrulestr

from lambdas.calendars.ics.effort import Stretch, check_effort, day_of
from lambdas.calendars.ics.rules import Rule
from lambdas.calendars.ics.time_limit import OutOfTime, time_limit
from lambdas.calendars.ics.times import Timing, original_of, wall_clock
from lambdas.calendars.ics.values import Moment, UnreadableValue

_SECONDS = 0.5


def is_after_end(master: Timing, change: Timing) -> bool:
    """Returns whether the change replaces what would come after the last occurrence of a rule that ends."""
    if not master.rules or master.extra or change.original is None:
        return False
    original = original_of(change.original, master.start)
    return all(_has_ended(rule, master.start, original) for rule in master.rules)


def _has_ended(rule: Rule, start: Moment, original: Moment) -> bool:
    if rule.until:
        if isinstance(original, datetime):
            return original.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") > rule.until
        return original.strftime("%Y%m%d") > rule.until
    return "COUNT" in rule.parts and _is_counted_out(rule, start, original)


def _is_counted_out(rule: Rule, start: Moment, original: Moment) -> bool:
    """Counts on the series' own clock, as rules do; what takes too long to count is taken to go on."""
    try:
        check_effort(rule, start, Stretch(day_of(start), day_of(original)))
        with time_limit(_SECONDS):
            counted = rrulestr(rule.text, dtstart=wall_clock(start), ignoretz=True)
            return counted.after(wall_clock(original), inc=True) is None
    except (UnreadableValue, OutOfTime, ValueError, OverflowError):
        return False
