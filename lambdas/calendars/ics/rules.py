"""Repetition rules (RRULE) read and vetted before anything is expanded: what would hang or flood is refused here.

Fault numbers: 34 SECONDLY, 35 INTERVAL=0, 37 dense BY lists, 44 date-only UNTIL.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time

from lambdas.calendars.ics.values import Moment, UnreadableValue

_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY")
_LIMITS = {
    "BYSECOND": range(60),
    "BYMINUTE": range(60),
    "BYHOUR": range(24),
    "BYMONTHDAY": range(-31, 32),
    "BYYEARDAY": range(-366, 367),
    "BYWEEKNO": range(-53, 54),
    "BYMONTH": range(1, 13),
    "BYSETPOS": range(-366, 367),
}
_NUMBERS = re.compile(r"[+-]?\d{1,3}(?:,[+-]?\d{1,3})*", re.ASCII)
_DAYS = re.compile(r"(?:[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU),?)+", re.ASCII)
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z)?)?", re.ASCII)
_MAX_INTERVAL = 9999
_MAX_A_DAY = 96
"""Times a rule may strike in one day by its BY lists: every quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that may be expanded. ``parts`` are upper-case, FREQ first; UNTIL is in UTC, or a day."""

    parts: dict[str, str]

    @property
    def text(self) -> str:
        return ";".join(f"{name}={value}" for name, value in self.parts.items())

    @property
    def interval(self) -> int:
        return int(self.parts.get("INTERVAL", "1"))

    @property
    def until(self) -> str:
        """The last day or instant as text that sorts in time order; empty when the rule has none."""
        return self.parts.get("UNTIL", "")

    @property
    def a_day(self) -> float:
        """At most how often it strikes on one day; weekdays and months are not counted off."""
        hours, minutes, seconds = (self._listed(name) for name in ("BYHOUR", "BYMINUTE", "BYSECOND"))
        if self.parts["FREQ"] == "MINUTELY":
            return min(1440 / self.interval, (hours or 24) * (minutes or 60)) * (seconds or 1)
        if self.parts["FREQ"] == "HOURLY":
            return min(24 / self.interval, hours or 24) * (minutes or 1) * (seconds or 1)
        return (hours or 1) * (minutes or 1) * (seconds or 1)

    def _listed(self, name: str) -> int:
        return len(set(self.parts[name].split(","))) if name in self.parts else 0


def read_rule(text: str, start: Moment) -> Rule:
    """The rule of an event starting at ``start``. Raises Unreadable for one that cannot or may not be expanded."""
    parts = text.upper().removeprefix("RRULE:").split(";")
    given = {name: value for name, _, value in (part.partition("=") for part in parts)}
    frequency = given.get("FREQ", "")
    if frequency == "SECONDLY":
        raise UnreadableValue("it repeats every second")
    if frequency not in _FREQUENCIES or given.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise UnreadableValue("its repetition rule cannot be read")
    rule = Rule({"FREQ": frequency, **_interval(given), **_lists(given), **_count(given), **_until(given, start)})
    if rule.a_day > _MAX_A_DAY and (frequency not in ("HOURLY", "MINUTELY") or "BYSECOND" in given):
        raise UnreadableValue("it repeats too often in a day")
    return rule


def _interval(given: dict[str, str]) -> dict[str, str]:
    text = given.get("INTERVAL", "1")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= _MAX_INTERVAL:
        raise UnreadableValue("its repetition interval is not usable")
    return {"INTERVAL": text} if int(text) > 1 else {}


def _count(given: dict[str, str]) -> dict[str, str]:
    """A COUNT below one is no limit: that is how the exporters which write it mean it."""
    text = given.get("COUNT", "-1")
    if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
        raise UnreadableValue("its repetition count is not a number")
    return {"COUNT": text} if int(text) > 0 else {}


def _lists(given: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in given.items() if value and (name in _LIMITS or name in ("BYDAY", "WKST"))}
    for name, value in kept.items():
        form = _NUMBERS if name in _LIMITS else _DAYS
        limits = _LIMITS.get(name, ())
        if not form.fullmatch(value) or (limits and not all(int(number) in limits for number in value.split(","))):
            raise UnreadableValue("its repetition rule cannot be read")
    return kept


def _until(given: dict[str, str], start: Moment) -> dict[str, str]:
    """UNTIL as the type of the start wants it. A day alone keeps that whole day, in the event's own zone."""
    if "UNTIL" not in given:
        return {}
    found = _UNTIL.fullmatch(given["UNTIL"])
    try:
        day = datetime.strptime(found[1], "%Y%m%d").date() if found else None  # noqa: DTZ007 - a day
        if not found or not day:
            raise UnreadableValue("the end of its repetition cannot be read")
        if not isinstance(start, datetime):
            return {"UNTIL": found[1]}
        clock = datetime.strptime(found[2], "%H%M%S").time() if found[2] else time(23, 59, 59)  # noqa: DTZ007 - a clock
        last = datetime.combine(day, clock, UTC if found[3] else start.tzinfo)
        return {"UNTIL": last.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")}
    except (ValueError, OverflowError):
        raise UnreadableValue("the end of its repetition cannot be read") from None
