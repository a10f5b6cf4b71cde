"""Instants as the person reads them on their own clock."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS_IN_WEEK = 7


def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name; UTC where a profile or a calendar holds a name this system does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def zone_name(moment: datetime, timezone: str) -> str:
    """``CET``, or ``UTC+5:30`` where a zone has no name of its own: as its clocks stand at that moment."""
    local = moment.astimezone(zone(timezone))
    name = local.tzname() or ""
    if name.isalpha():
        return name
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02d}' if rest else ''}"


def place_name(timezone: str) -> str:
    """``New York``."""
    return timezone.rpartition("/")[2].replace("_", " ")


def same_clock(one: str, other: str, now: datetime) -> bool:
    """Returns whether both zones' clocks agree, now and in half a year: Calcutta and Kolkata do."""
    here, there = zone(one), zone(other)
    moments = (now, now + timedelta(days=182))
    return all(moment.astimezone(here).utcoffset() == moment.astimezone(there).utcoffset() for moment in moments)


def clock_time(moment: datetime, timezone: str) -> str:
    return f"{moment.astimezone(zone(timezone)):%H:%M}"


def clock(moment: datetime, timezone: str) -> str:
    """``Thu 09:55 CET``: enough within a week."""
    return f"{moment.astimezone(zone(timezone)):%a %H:%M} {zone_name(moment, timezone)}"


def date_and_time(moment: datetime, timezone: str) -> str:
    """``Thu 5 Mar, 09:55 CET``: what is read again when the week is over."""
    local = moment.astimezone(zone(timezone))
    return f"{day_name(local)}, {local:%H:%M} {zone_name(moment, timezone)}"


def near(moment: datetime, timezone: str, now: datetime) -> str:
    """As :func:`clock` within six days, with the date where it is further off: ``Thu 12 Mar, 09:55 CET``."""
    there = zone(timezone)
    days = abs((moment.astimezone(there).date() - now.astimezone(there).date()).days)
    if days < DAYS_IN_WEEK:
        return clock(moment, timezone)
    return date_and_time(moment, timezone)


def span(start: datetime, end: datetime, timezone: str) -> str:
    """``Thu 5 Mar, 10:00–11:30 CET``; with the second day where it ends on another one."""
    first, last = start.astimezone(zone(timezone)), end.astimezone(zone(timezone))
    named = zone_name(start, timezone)
    if first.date() == last.date():
        return f"{day_name(first)}, {first:%H:%M}–{last:%H:%M} {named}"
    return f"{day_name(first)}, {first:%H:%M} – {day_name(last)}, {last:%H:%M} {named}"


def day_heading(day: date, today: date) -> tuple[str, str]:
    """Returns what the day is called, and its date where that adds anything."""
    spoken = f"{day:%A} {day.day} {day:%B}"
    near = {0: "Today", 1: "Tomorrow"}.get((day - today).days)
    return (near, spoken) if near else (f"{day:%A}", f"{day.day} {day:%B}")


def day_name(day: date) -> str:
    """``Thu 5 Mar``."""
    return f"{day:%a} {day.day} {day:%b}"
