"""Repetition rules (RRULE) read and vetted before anything is expanded: what would hang or flood is refused here.

Fault numbers: 34 SECONDLY, 35 INTERVAL=0, 37 dense BY lists, 44 date-only UNTIL.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from lambdas.calendars.ics.old_rules import is_old_rule, rule_of_old
from lambdas.calendars.ics.values import Flaw, Moment, UnreadableValue

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
_NAMES = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", "RSCALE", "SKIP", *_LIMITS})
_UNKNOWN = "its repetition has a part that is not known ({}); it repeats without that"
_NUMBER = re.compile(r"[+-]?\d{1,3}", re.ASCII)
_DAY = re.compile(
    r"((?:[+-]?(?!0+[A-Z])\d{1,2})?)(?:(MO)(?:N|NDAY)?|(TU)(?:E|ES|ESDAY)?|(WE)(?:D|DNESDAY)?|(TH)(?:U|URS|URSDAY)?|(FR)(?:I|IDAY)?"
    r"|(SA)(?:T|TURDAY)?|(SU)(?:N|NDAY)?)",
    re.ASCII,
)
_DAYS = re.compile(f"(?:{_DAY.pattern})+", re.ASCII)
_UNTIL = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)T?(?:(\d\d):?(\d\d)?:?(\d\d)?(?:\.\d{1,9})?)?(?:(Z)|([+-]\d\d):?(\d\d))?", re.ASCII
)
_CLUTTER = re.compile(r"[\s\"'\\\[\](){}]+")
"""Blanks, quotes, brackets and escapes, which exporters put around the parts of a rule; they mean nothing in one."""
_BETWEEN = re.compile(r"[,|/]")
_MAX_TEXT = 10_000
_MAX_INTERVAL = 9999
_MAX_A_DAY = 96
"""Times a rule may strike in one day by its BY lists: every quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that may be expanded. ``parts`` are upper-case, FREQ first; UNTIL is in UTC, or a day.

    ``flaws`` are the parts that could not be read and are not in it.
    """

    parts: dict[str, str]
    flaws: tuple[Flaw, ...] = ()

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
    if len(text) > _MAX_TEXT:
        raise UnreadableValue("its repetition rule is too long to be one")
    given = _parts(rule_of_old(text) if is_old_rule(text) else text)
    frequency = given.get("FREQ", "")
    if frequency == "SECONDLY":
        raise UnreadableValue("it repeats every second")
    if frequency not in _FREQUENCIES or given.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise UnreadableValue("its repetition rule cannot be read")
    flaws = [Flaw(_UNKNOWN.format(name[:20])) for name in given if name not in _NAMES and not name.startswith("X-")]
    lists, count, until = _lists(given, flaws), _count(given, flaws), _until(given, start, flaws)
    rule = Rule({"FREQ": frequency, **_interval(given), **lists, **count, **until}, tuple(flaws))
    if rule.a_day > _MAX_A_DAY and (frequency not in ("HOURLY", "MINUTELY") or "BYSECOND" in given):
        raise UnreadableValue("it repeats too often in a day")
    return rule


def _parts(text: str) -> dict[str, str]:
    """By name. What has no name belongs to the list before it: ``BYDAY=MO;TU``."""
    given: dict[str, str] = {}
    name = ""
    for part in _CLUTTER.sub("", text.upper()).removeprefix("RRULE:").split(";"):
        head, equals, value = part.partition("=")
        if equals:
            name = head
            given[name] = value
        elif part and name:
            given[name] += f",{part}"
    return given


def _interval(given: dict[str, str]) -> dict[str, str]:
    text = given.get("INTERVAL") or "1"
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= _MAX_INTERVAL:
        raise UnreadableValue("its repetition interval is not usable")
    return {"INTERVAL": text} if int(text) > 1 else {}


def _count(given: dict[str, str], flaws: list[Flaw]) -> dict[str, str]:
    """A COUNT below one is no limit: that is how the exporters which write it mean it."""
    text = given.get("COUNT", "-1")
    if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
        flaws.append(Flaw("its repetition count is not a number; it is taken to go on"))
        return {}
    return {"COUNT": text} if int(text) > 0 else {}


def _lists(given: dict[str, str], flaws: list[Flaw]) -> dict[str, str]:
    """The lists without what cannot be read in them. Raises Unreadable where that leaves the rule without a meaning."""
    kept = {}
    for name in (name for name in given if given[name] and (name in _LIMITS or name in ("BYDAY", "WKST"))):
        items = _items(name, given[name])
        read = [text for item in items if (text := _item(name, item))]
        if len(read) < len(items):
            if not read and not (name == "WKST" or (name == "BYDAY" and given["FREQ"] == "WEEKLY")):
                raise UnreadableValue("its repetition rule cannot be read")
            flaws.append(Flaw(f"its {name} cannot be read; it repeats without that", leaves_out=True))
        if read:
            kept[name] = ",".join(read)
    return kept


def _items(name: str, text: str) -> list[str]:
    """Weekdays may follow each other without a comma: ``MO TU``, of which the blank is gone."""
    items = [item for item in _BETWEEN.split(text) if item]
    if name != "BYDAY":
        return items
    return [part for item in items for part in (_days(item) if _DAYS.fullmatch(item) else [item])]


def _days(text: str) -> list[str]:
    found = [match[0] for match in _DAY.finditer(text)]
    return found if "".join(found) == text else [text]


def _item(name: str, text: str) -> str:
    """The item in RFC 5545's form, empty when it is none."""
    if name in _LIMITS:
        return text if _NUMBER.fullmatch(text) and _is_within(int(text), _LIMITS[name]) else ""
    found = _DAY.fullmatch(text)
    return "".join(filter(None, found.groups())) if found else ""


def _is_within(number: int, limits: range) -> bool:
    """Returns whether it counts something; there is no place zero where places count from the end as well."""
    return number in limits and (number != 0 or limits.start == 0)


def _until(given: dict[str, str], start: Moment, flaws: list[Flaw]) -> dict[str, str]:
    """UNTIL as the type of the start wants it. A day alone keeps that whole day, in the event's own zone."""
    if "UNTIL" not in given:
        return {}
    try:
        return {"UNTIL": _last(given["UNTIL"], start)}
    except (ValueError, OverflowError):
        flaws.append(Flaw("the end of its repetition cannot be read; it is taken to go on"))
        return {}


def _last(text: str, start: Moment) -> str:
    found = _UNTIL.fullmatch(text)
    if not found:
        raise ValueError("not a day or a time")
    day = date(*map(int, found.group(1, 2, 3)))
    if not isinstance(start, datetime):
        return f"{day:%Y%m%d}"
    hours, minutes, seconds = (int(part or 0) for part in found.group(4, 5, 6)) if found[4] else (23, 59, 59)
    zone = _zone(found) or start.tzinfo
    last = datetime.combine(day, time.min, zone) + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return last.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _zone(found: re.Match[str]) -> tzinfo | None:
    """Returns the zone stated behind the time: UTC, an offset, or none."""
    if not found[8]:
        return UTC if found[7] else None
    length = timedelta(hours=abs(int(found[8])), minutes=int(found[9]))
    return timezone(-length if found[8].startswith("-") else length)
