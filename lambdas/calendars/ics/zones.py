"""The names feeds give their time zones, resolved: IANA and Windows names, display names, offsets, own VTIMEZONEs.

A name nobody can place is never taken for UTC or local time: whatever uses it is skipped (fault 42). Nothing here
touches icalendar's own zone cache, which is shared by all feeds of a process: one feed's "Eastern" must not
become another user's.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from lambdas.calendars.ics.feed_zone import feed_zone
from lambdas.calendars.ics.text import RawCalendar
from lambdas.calendars.ics.values import UnreadableValue

_OFFSET = re.compile(r"\(?(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d\d)?\)?")
_DISPLAY = re.compile(r"(?:\((?:UTC|GMT)(?:([+-]\d\d:\d\d))?\))?\s*(.*)")
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
    "coordinated universal time": "UTC",
}
"""Windows display names without a city (Microsoft, "Default Time Zones"); those with cities are found by them."""


class Zones:
    """The zones of one calendar in a feed. ``home`` is the owner's, for floating times and all-day events."""

    def __init__(self, calendar: RawCalendar, home: ZoneInfo) -> None:
        self.home = home
        self._calendar = calendar
        self._known: dict[str, tzinfo] = {}
        self.floating: tzinfo = self._floating()

    def resolve(self, tzid: str) -> tzinfo:
        """A known name wins over the feed's own definition of it: those are often old or wrong."""
        if tzid not in self._known:
            zone = named_zone(tzid) or self._defined(tzid) or displayed_zone(tzid)
            if zone is None:
                raise UnreadableValue(f"its time zone “{tzid[:60]}” is not known")
            self._known[tzid] = zone
        return self._known[tzid]

    def name_of(self, zone: tzinfo | None) -> str:
        """An IANA name to show times in: the owner's own for zones that have none."""
        return zone.key if isinstance(zone, ZoneInfo) else self.home.key

    def _floating(self) -> tzinfo:
        try:
            return self.resolve(self._calendar.zone) if self._calendar.zone else self.home
        except UnreadableValue:
            return self.home

    def _defined(self, tzid: str) -> tzinfo | None:
        lines = self._calendar.zones.get(tzid.strip().strip('"'))
        return feed_zone(tuple(lines)) if lines else None


def named_zone(tzid: str) -> tzinfo | None:
    """IANA and Windows names, in any case, with a vendor's prefix, as ``US-Eastern``; offsets such as ``GMT-0500``."""
    name = tzid.strip().strip('"').strip("/")
    candidates = [name, WINDOWS_TO_OLSON.get(name, "")]
    if tzid.startswith("/"):
        parts = name.split("/")
        candidates += ["/".join(parts[start:]) for start in range(1, len(parts))]
    found = (iana_zone(candidate) for candidate in candidates if candidate)
    return next((zone for zone in found if zone), None) or _in_any_case(name) or _offset(name)


@lru_cache(maxsize=512)
def iana_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def displayed_zone(tzid: str) -> tzinfo | None:
    """Resolves what Outlook shows, e.g. ``(UTC+01:00) Amsterdam, Berlin``: by its first city that names a zone."""
    found = _DISPLAY.fullmatch(tzid.strip().strip('"'))
    if not found:
        return None
    label = found[2].strip().casefold().replace("us and canada", "us & canada")
    if label in _REGIONS:
        return iana_zone(_REGIONS[label])
    cities = (city.strip().replace(" ", "_") for city in re.split(r"[,:;]", label))
    zones = (iana_zone(_zones_by_city()[city]) for city in cities if city in _zones_by_city())
    return next((zone for zone in zones if zone and _has_offset(zone, found[1])), None)


def _has_offset(zone: ZoneInfo, offset: str | None) -> bool:
    """Returns whether the zone is ever at the offset its display name states (some city names exist twice)."""
    stated = _offset(offset) if offset else None
    halves = (datetime(2025, month, 1, tzinfo=zone).utcoffset() for month in (1, 7))
    return stated is None or stated.utcoffset(None) in halves


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
    return {**windows, **{name.casefold(): name for name in available_timezones()}}


@lru_cache(maxsize=1)
def _zones_by_city() -> dict[str, str]:
    return {name.rpartition("/")[2].casefold(): name for name in sorted(available_timezones()) if "/" in name}
