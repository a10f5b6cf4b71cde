"""The work a rule is, and ways to make it less: a start moved close to the window, a window cut short."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lambdas.calendars.ics.rules import Rule
from lambdas.calendars.ics.values import Moment, UnreadableValue

MAX_OCCURRENCES = 500
"""Of one series in one window; the rest is cut off and flagged (fault 38)."""

_MAX_STEPS = 300_000
"""Candidates an expansion may look at, about one second's worth."""

_LENGTHS = {
    "WEEKLY": timedelta(weeks=1),
    "DAILY": timedelta(days=1),
    "HOURLY": timedelta(hours=1),
    "MINUTELY": timedelta(minutes=1),
}
_DAYS_OF_PERIOD = {"YEARLY": 366, "MONTHLY": 31, "WEEKLY": 7, "DAILY": 1, "HOURLY": 1 / 24, "MINUTELY": 1 / 1440}


@dataclass(frozen=True, slots=True)
class Stretch:
    """The wall-clock days to expand, in no particular zone (a day's slack is included)."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days


def check_effort(rule: Rule, start: Moment, stretch: Stretch) -> None:
    """Raises Unreadable when getting from ``start`` to the end of the stretch takes too many steps."""
    days = max(0, (stretch.last - day_of(start)).days)
    length = _DAYS_OF_PERIOD[rule.parts["FREQ"]]
    periods = days / length / rule.interval
    if periods * (max(1.0, length) + length * rule.a_day) > _MAX_STEPS:
        raise UnreadableValue("its repetition takes too long to work out")


def moved_close(rule: Rule, start: Moment, target: date) -> Moment:
    """A start just before ``target`` from which the rule gives the same occurrences after it.

    Moves by whole intervals, on the wall clock as rules count; stays put where that could change the result.
    """
    if "COUNT" in rule.parts or day_of(start) >= target:
        return start
    frequency, days = rule.parts["FREQ"], (target - day_of(start)).days
    if frequency in _LENGTHS:
        step = _LENGTHS[frequency] * rule.interval
        return start + step * max(0, timedelta(days=days - 1) // step)
    if start.day > 28:
        return start
    months = (12 if frequency == "YEARLY" else 1) * rule.interval
    passed = (target.year - start.year) * 12 + target.month - start.month - 1
    return _months_later(start, max(0, passed // months) * months)


def day_of(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _months_later(start: Moment, months: int) -> Moment:
    years, month = divmod(start.month - 1 + months, 12)
    return start.replace(year=start.year + years, month=month + 1)
