"""The times of a Microsoft Graph event, and what names it in every calendar: pure rules.

A time is read in the zone it names, Windows or IANA; a zone nobody can place makes the event unreadable, it is never
taken for UTC (fault 33).
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from lambdas.calendars.all_day import day_begun_at, midnight
from lambdas.calendars.ics.values import PLAUSIBLE_YEARS, UnreadableValue
from lambdas.calendars.ics.zones import zone_by_name
from lambdas.calendars.microsoft.event import DateTimeTimeZone, GraphEvent
from lambdas.domain.kernel.instants import iso

_MAX_SPAN = timedelta(days=400)
_EXCHANGE_UTC = "tzone://Microsoft/Utc"
_NAMES_OF_UTC = frozenset({"UTC", "Etc/UTC", "Etc/GMT", "GMT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"})
_GLOBAL_ID = re.compile(r"(040000008200E00074C5B7101A82E008)([0-9A-F]{8})([0-9A-F]{32})([0-9A-F]{8})([0-9A-F]*)")
_FOREIGN = b"vCal-Uid\x01\x00\x00\x00"


def span(event: GraphEvent, home: tzinfo) -> tuple[datetime, datetime]:
    """Start and end in UTC, the end exclusive; a day begins at midnight where the owner lives. Raises Unreadable.

    Without an end it is a moment, or one day.
    """
    if event.is_all_day:
        zones = _places(event, home)
        first = read_day(event.start, "start", zones)
        last = max(read_day(event.end, "end", zones) if event.end.date_time else first, first + timedelta(days=1))
        begins, ends = midnight(first, home), midnight(last, home)
    else:
        begins = read_instant(event.start, "start")
        ends = max(read_instant(event.end, "end"), begins) if event.end.date_time else begins
    if ends - begins > _MAX_SPAN:
        raise UnreadableValue("it is longer than a year")
    return begins, ends


def read_instant(told: DateTimeTimeZone, name: str) -> datetime:
    """Raises Unreadable."""
    wall = _wall(told.date_time, name)
    if wall.tzinfo is None:
        wall = wall.replace(tzinfo=zone_called(told.time_zone, name))
    return wall.astimezone(UTC)


def read_day(told: DateTimeTimeZone, name: str, zones: Sequence[tzinfo]) -> date:
    """Of an all-day event: midnight in the zone it is told in, or in the first of ``zones`` where it is."""
    wall = _wall(told.date_time, name)
    return day_begun_at(wall if wall.tzinfo else wall.replace(tzinfo=_zone(told.time_zone) or UTC), zones)


def zone_called(name: str, what: str) -> tzinfo:
    if not name:
        raise UnreadableValue(f"its {what} names no time zone")
    zone = _zone(name)
    if zone is None:
        raise UnreadableValue(f"its time zone “{name[:60]}” is not known")
    return zone


def shown_zone(event: GraphEvent, home: str) -> str:
    """An IANA name to show its times in: its organizer's where that is known, else the owner's.

    Graph tells times in UTC where nobody asks for another zone: that is no place anybody lives in.
    """
    if event.is_all_day:
        return home
    organizers, told_in = _zone(event.original_start_time_zone), _zone(event.start.time_zone)
    if isinstance(organizers, ZoneInfo):
        return organizers.key
    return told_in.key if isinstance(told_in, ZoneInfo) and told_in.key not in _NAMES_OF_UTC else home


def common_uid(ical_uid: str) -> str:
    """The UID all occurrences share, as an .ics file or another provider writes it.

    Exchange puts the occurrence's day into its Global Object ID (MS-OXOCAL 2.2.1.27) and wraps the UIDs of others.
    """
    found = _GLOBAL_ID.fullmatch(ical_uid.upper())
    if not found:
        return ical_uid
    size = int.from_bytes(bytes.fromhex(found[4]), "little")
    data = bytes.fromhex(found[5]) if len(found[5]) == 2 * size else b""
    if data.startswith(_FOREIGN):
        foreign = data[len(_FOREIGN) :].rstrip(b"\x00").decode("utf-8", "replace").strip()
        if foreign:
            return foreign
    return f"{found[1]}00000000{found[3]}{found[4]}{found[5]}"


def occurrence_name(event: GraphEvent, home: tzinfo) -> str:
    """Returns an occurrence's name in its series: the start the series gives it, before it was moved.

    The same name the .ics reader and Google's give it: an instant, or a day. Raises Unreadable.
    """
    told = DateTimeTimeZone(date_time=event.original_start, time_zone="UTC") if event.original_start else event.start
    name = "original start" if event.original_start else "start"
    if event.is_all_day:
        return read_day(told, name, _places(event, home)).isoformat()
    return iso(read_instant(told, name))


def is_named_cancelled(event: GraphEvent, series: GraphEvent, home: tzinfo) -> bool:
    """Returns whether the series lists it as cancelled: ``OID.<id>.2026-06-22``, by its day or by its instant."""
    if not series.cancelled_occurrences:
        return False
    name = occurrence_name(event, home)
    digits = re.sub(r"\D", "", name)
    endings = (re.sub(r"\D", "", told.rpartition(".")[2]) for told in series.cancelled_occurrences)
    return any(ending and digits.startswith(ending) for ending in endings)


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo | None:
    if not name:
        return None
    return UTC if name == _EXCHANGE_UTC else zone_by_name(name)


def _places(event: GraphEvent, home: tzinfo) -> tuple[tzinfo, ...]:
    """The zones in which the day of an all-day event may begin: its organizer's, the owner's."""
    organizers = _zone(event.original_start_time_zone)
    return (organizers, home) if organizers else (home,)


def _wall(text: str, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UnreadableValue(f"its {name} is not a date and time" if text else f"it has no {name}") from None
    if moment.year not in PLAUSIBLE_YEARS:
        raise UnreadableValue(f"its {name} is not in this age")
    return moment
