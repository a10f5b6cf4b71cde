"""The demonstration: a believable calendar around today and example records, for whoever has no calendar at hand.

Everything in it is invented and says so; it goes through the same endpoints as a real calendar and real records.
"""

import os
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import yaml

from cli.installation import ROOT

CALENDAR = ROOT / "examples" / "demonstration.yaml"
RECORDS = ROOT / "examples" / "records"
OWNER = "you@example.com"
SATURDAY = 5


def write_calendar(path: Path, now: datetime, timezone: str, email: str) -> None:
    """Writes the demonstration as iCalendar; the same day, zone and address give the same file."""
    zone = ZoneInfo(timezone)
    midnight = datetime.combine(now.astimezone(zone).date(), time(0), zone)
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//AMO//Demonstration//EN")
    for entry in entries():
        calendar.add_component(_event(entry, midnight, email or OWNER))
    path.write_bytes(calendar.to_ical())


def record_files() -> list[tuple[str, Path]]:
    """(kind, file) of every example the demonstration imports."""
    return [(path.stem, path) for path in sorted(RECORDS.glob("*.csv"))]


def machine_timezone() -> str:
    """The machine's IANA zone; UTC where it cannot be told."""
    candidates = [os.environ.get("TZ", ""), *_from_localtime()]
    for name in candidates:
        try:
            ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            continue
        if name:
            return name
    return "UTC"


def _from_localtime() -> list[str]:
    target = str(Path("/etc/localtime").resolve())
    return [target.split("zoneinfo/", 1)[1]] if "zoneinfo/" in target else []


def entries() -> list[dict[str, Any]]:
    """As examples/demonstration.yaml has them."""
    return list(yaml.safe_load(CALENDAR.read_text(encoding="utf-8"))["meetings"])


def _event(entry: dict[str, Any], midnight: datetime, owner: str) -> icalendar.Event:
    hours, minutes = entry["at"].split(":")
    start = working_day(midnight, entry["day"]) + timedelta(hours=int(hours), minutes=int(minutes))
    event = icalendar.Event()
    event.add("uid", f"{entry['key']}-{midnight:%Y%m%d}@demonstration.amo.invalid")
    event.add("dtstamp", midnight.astimezone(UTC))
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=entry["minutes"]))
    event.add("summary", entry["title"])
    event.add("description", entry.get("description", ""))
    if "repeats" in entry:
        event.add("rrule", {"freq": entry["repeats"], "count": 3})
    event.add("organizer", _address("You", owner))
    for name, email in (("You", owner), *((person, mailbox(person)) for person in entry.get("with", []))):
        event.add("attendee", _address(name, email))
    return event


def working_day(midnight: datetime, count: int) -> datetime:
    """The day ``count`` working days after this one: nobody leads a team on a Sunday."""
    day = midnight
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def _address(name: str, email: str) -> icalendar.vCalAddress:
    address = icalendar.vCalAddress(f"mailto:{email}")
    address.params["CN"] = name
    address.params["PARTSTAT"] = "ACCEPTED"
    return address


def mailbox(person: str) -> str:
    return f"{person.lower().replace(' ', '.')}@example.com"
