"""Instants as the person reads them on their own clock."""

from datetime import date, datetime
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
        return f"{day_name(first)}, {first:%H:%M}–{last:%H:%M}"
    return f"{day_name(first)}, {first:%H:%M} – {day_name(last)}, {last:%H:%M}"


def day_name(day: date) -> str:
    """``Thu 5 Mar``."""
    return f"{day:%a} {day.day} {day:%b}"
