"""The names feeds give their time zones, resolved: IANA and Windows names, display names, offsets, own VTIMEZONEs.

A name nobody can place is never taken for UTC or local time: whatever uses it is skipped (fault 42). Nothing here
touches icalendar's own zone cache, which is shared by all feeds of a process: one feed's "Eastern" must not
become another user's.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from lambdas.calendars.ics.feed_zone import feed_zone
from lambdas.calendars.ics.old_zone import old_zone
from lambdas.calendars.ics.text import RawCalendar
from lambdas.calendars.ics.values import UnreadableValue
from lambdas.calendars.ics.zone_names import zone_names

_OFFSET = re.compile(r"\(?(?:UTC|GMT)?\s*([+-])(\d{1,2})[:.]?(\d\d)?\)?")
_DISPLAY = re.compile(r"(?:(?:UTC|GMT)\s*([+-]\d\d?[:.]?\d\d) |\((?:UTC|GMT)\s*([+-]\d\d?[:.]?\d\d)?\))?\s*(.*)")
_NOTED = re.compile(r"(.+ time|[a-z_]+(?:/[a-z_-]+)+) (?:\d{1,2}|\([^()]*\))", re.IGNORECASE)
"""Outlook numbers a name that its file has twice (``GMT Standard Time 1``); others add a note in brackets."""
_PAIRED = re.compile(r"GMT ([+-]\d{4}) \(STANDARD\) / GMT ([+-]\d{4}) \(DAYLIGHT\)", re.IGNORECASE)
_MAX_NAME = 255
_ESCAPED = re.compile(r"\\(.)")
_AMBIGUOUS = frozenset({"GMT", "EST", "MST", "HST", "CET", "MET", "EET", "WET", "GB"})
"""Names in the IANA database that calendars use for whatever clock they keep: a definition in the file says which."""
_CUSTOM = ("tzone://microsoft/custom", "customized time zone", "custom")
"""Microsoft's names for a zone that only its definition knows."""
_MICROSOFT_UTC = "tzone://microsoft/utc"
_REGIONS = {
    "eastern time (us & canada)": "America/New_York",
    "central time (us & canada)": "America/Chicago",
    "mountain time (us & canada)": "America/Denver",
    "pacific time (us & canada)": "America/Los_Angeles",
    "atlantic time (canada)": "America/Halifax",
    "indiana (east)": "America/Indiana/Indianapolis",
    "arizona": "America/Phoenix",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "newfoundland": "America/St_Johns",
    "saskatchewan": "America/Regina",
    "central america": "America/Guatemala",
    "baja california": "America/Tijuana",
    "greenland": "America/Nuuk",
    "city of buenos aires": "America/Argentina/Buenos_Aires",
    "coordinated universal time": "UTC",
    "international date line west": "Etc/GMT+12",
    "aleutian islands": "America/Adak",
    "chetumal": "America/Cancun",
    "haiti": "America/Port-au-Prince",
    "turks and caicos": "America/Grand_Turk",
    "asuncion": "America/Asuncion",
    "saint pierre and miquelon": "America/Miquelon",
    "cabo verde is.": "Atlantic/Cape_Verde",
    "cape verde is.": "Atlantic/Cape_Verde",
    "west central africa": "Africa/Lagos",
    "port louis": "Indian/Mauritius",
    "astana": "Asia/Almaty",
    "yangon (rangoon)": "Asia/Yangon",
    "bougainville island": "Pacific/Bougainville",
    "chokurdakh": "Asia/Srednekolymsk",
    "solomon is., new caledonia": "Pacific/Guadalcanal",
    "nuku'alofa": "Pacific/Tongatapu",
    "samoa": "Pacific/Apia",
    "kiritimati island": "Pacific/Kiritimati",
}
"""Windows display names without a city (Microsoft, "Default Time Zones"); those with cities are found by them."""
_UTC_AND_HOURS = re.compile(r"coordinated universal time[+-]\d\d")
_RETIRED = {
    "armenian standard time": "Asia/Yerevan",
    "kamchatka standard time": "Asia/Kamchatka",
    "mexico standard time": "America/Mexico_City",
    "mexico standard time 2": "America/Chihuahua",
    "mid-atlantic standard time": "Etc/GMT+2",
}
"""Windows names that Microsoft has given up and old invitations keep."""
_NORTH_AMERICA = {
    -4: "America/Halifax",
    -5: "America/New_York",
    -6: "America/Chicago",
    -7: "America/Denver",
    -8: "America/Los_Angeles",
}


class Zones:
    """The zones of one calendar in a feed. ``home`` is the owner's, for floating times and all-day events.

    ``is_late``: there is no time left to work out what the feed defines; the rest of it stays unknown.
    """

    def __init__(self, calendar: RawCalendar, home: ZoneInfo, is_late: Callable[[], bool] = lambda: False) -> None:
        self.home = home
        self._is_late = is_late
        self._calendar = calendar
        self._known: dict[str, tzinfo] = {}
        self._definitions: dict[str, tuple[str, ...]] | None = None
        self.floating: tzinfo = self._floating()

    def resolve(self, tzid: str) -> tzinfo:
        """A known name wins over the feed's own definition of it: those are often old or wrong.

        What may mean several zones (an abbreviation, an offset, a display name) is what the feed defines it to be.
        """
        if tzid not in self._known:
            name = plain_name(tzid)
            zone = named_zone(name) if name.upper() not in _AMBIGUOUS else None
            zone = zone or self._defined(name) or zone_by_name(name) or self._paired(name)
            if zone is None:
                raise UnreadableValue(f"its time zone “{tzid[:60]}” is not known")
            self._known[tzid] = zone
        return self._known[tzid]

    def name_of(self, zone: tzinfo | None) -> str:
        """An IANA name to show times in: the owner's own for zones that have none."""
        return zone.key if isinstance(zone, ZoneInfo) else self.home.key

    def _floating(self) -> tzinfo:
        try:
            if self._calendar.offset:
                return old_zone(self._calendar.offset, self._calendar.daylight, self.home) or self.home
            return self.resolve(self._calendar.zone) if self._calendar.zone else self.home
        except UnreadableValue:
            return self.home

    def _defined(self, name: str) -> tzinfo | None:
        if self._definitions is None:
            zones = (self._calendar.zones_of_feed | self._calendar.zones).items()
            self._definitions = {plain_name(tzid).casefold(): tuple(lines) for tzid, lines in zones}
        lines = self._definitions.get(name.casefold())
        if lines is None and name.casefold().startswith(_CUSTOM) and len(self._definitions) == 1:
            lines = next(iter(self._definitions.values()))
        return feed_zone(lines) or _located(lines) if lines and not self._is_late() else None

    def _paired(self, name: str) -> tzinfo | None:
        """Exchange's ``GMT +0100 (Standard) / GMT +0200 (Daylight)``, undefined: only the owner's own can be meant."""
        found = _PAIRED.fullmatch(name)
        stated = [_offset(part) for part in found.groups()] if found else []
        return self.home if found and all(zone and _has_offset(self.home, zone) for zone in stated) else None


def _located(lines: Iterable[str]) -> tzinfo | None:
    """The place a definition states beside rules that cannot be read, in the IANA database's words."""
    places = (line.partition(":")[2].strip() for line in lines if line.startswith("X-LIC-LOCATION"))
    return next((zone for place in places if (zone := iana_zone(place))), None)


def plain_name(tzid: str) -> str:
    """The name without quotes, escapes and the blanks around and within it that differ between its uses in one file."""
    return " ".join(_ESCAPED.sub(r"\1", tzid).strip().strip("\"'").split())


def named_zone(name: str) -> tzinfo | None:
    """IANA and Windows names, in any case, with a vendor's prefix (``/mozilla.org/20050126_1/``), as ``US-Eastern``."""
    if name.casefold() == _MICROSOFT_UTC:
        return UTC
    if len(name) > _MAX_NAME:
        return None
    parts = name.strip("/").split("/")
    candidates = ["/".join(parts), WINDOWS_TO_OLSON.get(name, "")]
    shortest = 1 if name.startswith("/") else 2
    candidates += ["/".join(parts[start:]) for start in range(1, len(parts) - shortest + 1)]
    found = (iana_zone(candidate) for candidate in candidates if candidate)
    return next((zone for zone in found if zone), None) or _in_any_case(name)


def zone_by_name(name: str) -> tzinfo | None:
    """Returns what a name its feed does not define likely means: an abbreviation, an offset, a display name."""
    known = named_zone(name) or _offset(name) or displayed_zone(name)
    noted = _NOTED.fullmatch(name) if known is None else None
    return zone_by_name(noted[1]) if noted else known


@lru_cache(maxsize=512)
def iana_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def displayed_zone(name: str) -> tzinfo | None:
    """Resolves what Outlook shows, e.g. ``(UTC+01:00) Amsterdam, Berlin``, in the languages it is shown in.

    The cities say which zone: the first that names one which is at the stated offset (some names exist twice).
    """
    found = _DISPLAY.fullmatch(name)
    if not found:
        return None
    offset, label = found[1] or found[2], found[3].strip().casefold()
    stated = _offset(offset) if offset else None
    if stated and _UTC_AND_HOURS.fullmatch(label):
        return stated
    if known := _REGIONS.get(label.replace("us and canada", "us & canada")):
        return iana_zone(known)
    between = r"[,:;、،，/]" if stated else r"[,:;、،，]"  # Lotus lists with slashes, but so are unknown names written
    names = (zone for city in re.split(between, label) for zone in zones_of_city(city.strip()))
    zones = (iana_zone(zone) for zone in (*names, *_of_north_america(label, stated)))
    return next((zone for zone in zones if zone and (stated is None or _has_offset(zone, stated))), None)


def _of_north_america(label: str, stated: tzinfo | None) -> tuple[str, ...]:
    """The zones without a city, ``Ostküste (USA & Kanada)``: by the country in brackets and the offset."""
    if stated is None or not any(country in label for country in zone_names().canada):
        return ()
    hours = (stated.utcoffset(None) or timedelta(0)) / timedelta(hours=1)
    return tuple(zone for offset, zone in _NORTH_AMERICA.items() if offset == hours)


def _has_offset(zone: ZoneInfo, stated: tzinfo) -> bool:
    """Returns whether the zone is ever at the offset."""
    return stated.utcoffset(None) in (datetime(2025, month, 1, tzinfo=zone).utcoffset() for month in (1, 7))


def zones_of_city(city: str) -> tuple[str, ...]:
    """The zones named after a city, by the IANA database and by what its name is in other languages."""
    name = _zones_by_city().get(city.replace(" ", "_"))
    return (*((name,) if name else ()), *zone_names().cities.get(city, ()))


def _offset(name: str) -> tzinfo | None:
    found = _OFFSET.fullmatch(name.upper())
    if not found:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if length >= timedelta(hours=15):
        return None
    return timezone(-length if found[1] == "-" else length) if length else UTC


def _in_any_case(name: str) -> tzinfo | None:
    known = _zones_in_lower_case()
    real = known.get(name.casefold()) or known.get(name.casefold().replace("-", "/", 1))
    return iana_zone(real) if real else None


@lru_cache(maxsize=1)
def _zones_in_lower_case() -> dict[str, str]:
    windows = {windows.casefold(): iana for windows, iana in WINDOWS_TO_OLSON.items()}
    summers = {name.replace("standard time", "daylight time"): iana for name, iana in windows.items()}
    return {**_RETIRED, **summers, **windows, **{name.casefold(): name for name in available_timezones()}}


@lru_cache(maxsize=1)
def _zones_by_city() -> dict[str, str]:
    return {name.rpartition("/")[2].casefold(): name for name in sorted(available_timezones()) if "/" in name}
