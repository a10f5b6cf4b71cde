"""Instants as the person reads them on their own clock."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name; UTC where a profile or a calendar holds a name this system does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def clock(moment: datetime, timezone: str) -> str:
    """``Thu 09:55``: enough within a week."""
    return moment.astimezone(zone(timezone)).strftime("%a %H:%M")


def span(start: datetime, end: datetime, timezone: str) -> str:
    """``Thu 5 Mar, 10:00–11:30``; with the second day where it ends on another one."""
    first, last = start.astimezone(zone(timezone)), end.astimezone(zone(timezone))
    if first.date() == last.date():
        return f"{_day(first)}, {first:%H:%M}–{last:%H:%M}"
    return f"{_day(first)}, {first:%H:%M} – {_day(last)}, {last:%H:%M}"


def _day(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b}"
