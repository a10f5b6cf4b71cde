"""The times of a Google event. They carry an offset, or a zone, or neither; days are the owner's own."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lambdas.domain.kernel.instants import iso

UNSPECIFIED = timedelta(hours=1)
"""The length of an event without an end: Google shows it so."""


class UnreadableTime(ValueError):
    """A time that cannot be understood, in words for the calendar's owner."""


class Span(NamedTuple):
    """``end`` is exclusive, ``zone`` the IANA name to show times in."""

    start: datetime
    end: datetime
    zone: str
    all_day: bool


def read_span(event: Mapping[str, Any], home: str, calendar_zone: str) -> Span:
    """``home`` is the owner's zone. Raises Unreadable, never guesses an instant (fault 33's rule holds here too)."""
    start = event.get("start")
    if not isinstance(start, Mapping):
        raise UnreadableTime("it has no start")
    if "date" in start:
        first = _day(start["date"])
        end = event.get("end")
        last = _day(end["date"]) if isinstance(end, Mapping) and "date" in end else first + timedelta(days=1)
        last = max(last, first + timedelta(days=1))
        return Span(_midnight(first, home), _midnight(last, home), home, True)
    begins = read_instant(start, calendar_zone or home)
    end = event.get("end")
    ends = read_instant(end, calendar_zone or home) if isinstance(end, Mapping) and "dateTime" in end else None
    if ends is None or ends < begins:
        ends = begins + UNSPECIFIED
    return Span(begins, ends, _shown_zone(start, calendar_zone or home), False)


def occurrence_name(event: Mapping[str, Any], home: str) -> str:
    """Returns the occurrence's name in its series: the start the series gives it, as every provider here has it."""
    original = event.get("originalStartTime")
    if not isinstance(original, Mapping):
        raise UnreadableTime("it does not say which occurrence of its series it is")
    return _day(original["date"]).isoformat() if "date" in original else iso(read_instant(original, home))


def read_instant(value: Mapping[str, Any], zone: str) -> datetime:
    """In UTC. ``zone`` is of a wall-clock time that names none itself."""
    try:
        moment = datetime.fromisoformat(str(value["dateTime"]))
    except (KeyError, ValueError):
        raise UnreadableTime("its time cannot be read") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_zone(str(value.get("timeZone") or zone)))
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise UnreadableTime("its time is outside of every calendar") from None


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise UnreadableTime("its day cannot be read") from None


def _midnight(day: date, zone: str) -> datetime:
    """Returns when the owner's day begins; where the clock jumps over midnight, when it has jumped."""
    return datetime(day.year, day.month, day.day, tzinfo=_zone(zone)).astimezone(UTC)


def _shown_zone(start: Mapping[str, Any], otherwise: str) -> str:
    named = start.get("timeZone")
    try:
        return ZoneInfo(str(named)).key if named else otherwise
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return otherwise


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnreadableTime(f"its time zone “{name[:60]}” is not known") from None
