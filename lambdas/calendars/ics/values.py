"""Values of iCalendar properties (RFC 5545, section 3.3): parameters, text, dates, durations."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple, Protocol

from icalendar.parser import Contentline

from lambdas.calendars.ics.encodings import decoded, is_encoded

Moment = date | datetime
"""A day (``date``) or an aware ``datetime``; never a naive one."""

_MOMENT = re.compile(
    r"(\d{4})(-?)(\d\d)\2(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?|Z)?",
    re.ASCII,
)
"""RFC 5545's form, and ISO 8601's with hyphens and colons, which hand-made calendars write."""
_DURATION = re.compile(
    r"([+-])?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?", re.ASCII
)
_QUOTED_HEAD = re.compile(r'[^:"]*(?:"[^"]*"[^:"]*)*:')
_MISQUOTED = re.compile(r"(?:DT|RDATE|EXDATE|RECURRENCE-ID)[^:]*;\s*TZID\s*=", re.IGNORECASE)
"""A time whose zone's quote is never closed, or only after the value."""
_MAILBOX = re.compile(r":\s*mailto:", re.IGNORECASE)
_MAX_HEAD = 4000
_VALUE = re.compile(r":(?=\s*\d{4}-?\d\d-?\d\d)")
_ESCAPED = re.compile(r"\\([nN,;:\\\"])")
_UNWANTED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff]")
PLAUSIBLE_YEARS = range(1600, 2400)


class UnreadableValue(ValueError):
    """A value that cannot be understood; the message says what, in words for the calendar's owner."""


class Flaw(NamedTuple):
    """A part that was not used, in words for the calendar's owner; ``leaves_out``: meetings may be missing for it."""

    reason: str
    leaves_out: bool = False


class ZoneBook(Protocol):
    """Turns what a feed calls its time zones into real ones."""

    def resolve(self, tzid: str) -> tzinfo:
        """Raises Unreadable for a name nobody can place."""
        ...

    @property
    def floating(self) -> tzinfo:
        """The zone of times that name none."""
        ...


class Property(NamedTuple):
    """One content line. Parameter names are upper-case."""

    name: str
    params: Mapping[str, str]
    value: str


def read_property(line: str) -> Property:
    """The line's parts, its value decoded. Raises Unreadable."""
    head, _, value = line.partition(":")
    if '"' not in head and "TZID" in head.upper():
        return _read_zoned(line)
    item = _read_quoted(line) if '"' in head or "\\" in head or "^" in head else _plain(head, value)
    return _decoded(item) if is_encoded(item.params) else item


def says_something(line: str) -> bool:
    """Returns whether the line has a value at all; an empty one is as good as none."""
    return bool(line.rpartition(":")[2].strip())


def _read_zoned(line: str) -> Property:
    """A time with a time zone whose name nobody quoted: Outlook's hold colons, ``(UTC-05:00)``, ``tzone://``."""
    found = _VALUE.search(line)
    head, value = (line[: found.start()], line[found.end() :]) if found else line.rpartition(":")[::2]
    return _plain(head, value)


def _plain(head: str, value: str) -> Property:
    name, *parts = head.split(";")
    pairs = (part.partition("=") for part in parts)
    return Property(name.strip().upper(), {key.strip().upper(): text.strip() for key, _, text in pairs}, value.strip())


def _decoded(item: Property) -> Property:
    try:
        return item._replace(value=decoded(item.value, item.params).strip())
    except ValueError:
        raise UnreadableValue(f"its {item.name} is encoded in a way that cannot be read") from None


def _read_quoted(line: str) -> Property:
    found = _QUOTED_HEAD.match(line)
    if not found and _MISQUOTED.match(line):
        return _read_zoned(line.replace('"', ""))
    if not found or found.end() > _MAX_HEAD:
        return _without_quotes(line)
    try:
        name, params, _ = Contentline(line[: found.end()]).raw_parts()  # type: ignore[no-untyped-call] # partly typed
    except ValueError:
        return _without_quotes(line)
    flat = {key.upper(): text if isinstance(text, str) else ", ".join(text) for key, text in params.items()}
    return Property(name.upper(), flat, line[found.end() :].strip())


def _without_quotes(line: str) -> Property:
    """A line whose quotes do not pair, or stand within quotes, ``CN="Bob "B" Smith":mailto:...``: they say nothing."""
    found = _MAILBOX.search(line)
    head, value = (line[: found.start()], line[found.start() + 1 :]) if found else line.partition(":")[::2]
    if len(head) > _MAX_HEAD:
        raise UnreadableValue("a line cannot be read")
    return _plain(head.replace('"', ""), value)


def read_text(value: str, max_length: int) -> str:
    """Text without escapes and control characters, cut at ``max_length`` characters."""
    if "\\" in value:
        value = _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    return _UNWANTED.sub(" ", value).strip()[:max_length].rstrip()


def read_line(value: str, max_length: int) -> str:
    """The same on one line."""
    return " ".join(read_text(value, max_length).split())


def read_moment(item: Property, zones: ZoneBook, floating: tzinfo | None = None) -> Moment:
    """The day or instant a property names. Raises Unreadable.

    A value with a time declared ``VALUE=DATE`` is a time all the same, unless it is midnight: some exporters
    declare every value a date. ``floating`` is the zone of a time that names none, if not the calendar's.
    """
    found = _MOMENT.fullmatch(item.value.strip("\"' ").upper())
    if not found or int(found[1]) not in PLAUSIBLE_YEARS:
        raise UnreadableValue(f"its {item.name} is not a date or time")
    try:
        day = date(int(found[1]), int(found[3]), int(found[4]))
        if found[5] is None or (item.params.get("VALUE", "").upper() == "DATE" and found[5] + found[6] == "0000"):
            return day
        second = min(59, int(found[7] or 0))  # a leap second (60) has no place in a datetime
        if (found[5], found[6], second) == ("24", "00", 0):
            wall = datetime.combine(day + timedelta(days=1), time.min)  # ISO 8601's end of a day
        else:
            wall = datetime.combine(day, time(int(found[5]), int(found[6]), second))
    except (ValueError, OverflowError):
        raise UnreadableValue(f"its {item.name} does not exist in any calendar") from None
    if found[8]:
        return wall.replace(tzinfo=zones.resolve("UTC" if found[8] == "Z" else found[8]))
    tzid = item.params.get("TZID", "")
    return wall.replace(tzinfo=zones.resolve(tzid) if tzid else floating or zones.floating)


def read_duration(item: Property) -> timedelta:
    """Raises Unreadable, for impractical ones too."""
    found = _DURATION.fullmatch(item.value.strip("\"' ").upper())
    if not found or not any(found.groups()[1:]):
        raise UnreadableValue(f"its {item.name} is not a length of time")
    weeks, days, hours, minutes, seconds = (int(group or 0) for group in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] == "-" else length


def read_number(value: str) -> int:
    """A small whole number, 0 when it is none."""
    text = value.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
