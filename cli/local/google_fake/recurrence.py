"""The occurrences of the stand-in's recurring events, named as Google names them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

Event = dict[str, Any]

FAR = timedelta(days=730)
"""The stretch Google expands of a series nobody asked an end for; ours does the same."""


def starts_at(event: Event, zone: str) -> datetime:
    return _moment(event["start"], zone)


def ends_at(event: Event, zone: str) -> datetime:
    return _moment(event.get("end") or event["start"], zone)


def instances(master: Event, zone: str, until: datetime) -> Iterator[Event]:
    """The occurrences of a series before ``until``, none of them changed, earliest first."""
    start, length = _wall(master["start"], zone), ends_at(master, zone) - starts_at(master, zone)
    days = "date" in master["start"]
    rule = rrulestr("\n".join(_readable(line) for line in master["recurrence"]), dtstart=start, forceset=True)
    tz = ZoneInfo(master["start"].get("timeZone", zone))
    horizon = min(until, starts_at(master, zone) + FAR).astimezone(tz).replace(tzinfo=None)
    for wall in rule.xafter(start, inc=True):
        if wall >= horizon:
            return
        yield _instance(master, wall, length, tz, days)


def _instance(master: Event, wall: datetime, length: timedelta, tz: ZoneInfo, days: bool) -> Event:
    if days:
        first = wall.date()
        last = first + timedelta(days=max(1, round(length / timedelta(days=1))))
        name, start, end = f"{first:%Y%m%d}", {"date": first.isoformat()}, {"date": last.isoformat()}
    else:
        # Through UTC: a wall-clock time that a jump of the clock leaves out happens an hour later.
        begins = wall.replace(tzinfo=tz).astimezone(UTC)
        name = f"{begins:%Y%m%dT%H%M%SZ}"
        start, end = (
            {"dateTime": moment.astimezone(tz).isoformat(), "timeZone": tz.key} for moment in (begins, begins + length)
        )
    kept = {key: value for key, value in master.items() if key != "recurrence"}
    own = {"id": f"{master['id']}_{name}", "recurringEventId": master["id"], "originalStartTime": start}
    return {**kept, **own, "start": start, "end": end}


def _readable(line: str) -> str:
    """Exceptions and the end of a rule on the series' own wall clock, as the rule is expanded there."""
    name, _, value = line.partition(":")
    if name == "RRULE":
        return f"{name}:{value.replace('Z', '')}"
    return f"{name.partition(';')[0]}:{value.replace('Z', '')}"


def _wall(moment: dict[str, str], zone: str) -> datetime:
    if "date" in moment:
        return datetime.combine(date.fromisoformat(moment["date"]), time())
    return _moment(moment, zone).astimezone(ZoneInfo(moment.get("timeZone", zone))).replace(tzinfo=None)


def _moment(moment: dict[str, str], zone: str) -> datetime:
    if "date" in moment:
        return datetime.combine(date.fromisoformat(moment["date"]), time(), ZoneInfo(zone)).astimezone(UTC)
    read = datetime.fromisoformat(moment["dateTime"])
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(moment.get("timeZone", zone)))).astimezone(UTC)
