"""The times of a Google event. They carry an offset, or a zone, or neither; days are the owner's own."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from lambdas.calendars.all_day import day_begun_at, midnight
from lambdas.calendars.ics.zones import iana_zone
from lambdas.domain.kernel.instants import iso

LENGTH_OF_A_DAY = len("2026-12-02")
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
    end = event.get("end")
    if not isinstance(end, Mapping):
        end = {}
    if start.get("date"):
        return _whole_days(start["date"], end.get("date"), home, calendar_zone)
    begins = read_instant(start, calendar_zone or home)
    ends = read_instant(end, calendar_zone or home) if end.get("dateTime") else None
    if ends is None or ends < begins:
        ends = begins + UNSPECIFIED
    return Span(begins, ends, _shown_zone(start, calendar_zone or home), False)


def occurrence_name(event: Mapping[str, Any], home: str) -> str:
    """Returns the occurrence's name in its series: the start the series gives it, as every provider here has it."""
    original = event.get("originalStartTime")
    if not isinstance(original, Mapping):
        raise UnreadableTime("it does not say which occurrence of its series it is")
    if original.get("date"):
        return _day(original["date"], _known(home)).isoformat()
    return iso(read_instant(original, home))


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


def _whole_days(start: object, end: object, home: str, calendar_zone: str) -> Span:
    zones = _known(calendar_zone, home)
    first = _day(start, zones)
    last = max(_day(end, zones) if end else first, first + timedelta(days=1))
    return Span(midnight(first, _zone(home)), midnight(last, _zone(home)), home, True)


def _day(value: object, zones: Sequence[tzinfo]) -> date:
    """Reads a day, or the moment at which it begins, as programs that pass Google's events on write it."""
    text = str(value)
    try:
        if len(text) == LENGTH_OF_A_DAY:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        return day_begun_at(moment if moment.tzinfo else moment.replace(tzinfo=UTC), zones)
    except (ValueError, OverflowError):
        raise UnreadableTime("its day cannot be read") from None


def _shown_zone(start: Mapping[str, Any], otherwise: str) -> str:
    known = _known(str(start.get("timeZone") or ""))
    return known[0].key if known else otherwise


def _zone(name: str) -> tzinfo:
    known = _known(name)
    if not known:
        raise UnreadableTime(f"its time zone “{name[:60]}” is not known")
    return known[0]


def _known(*names: str) -> list[ZoneInfo]:
    return [zone for name in names if name and (zone := iana_zone(name))]
