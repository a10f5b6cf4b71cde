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

from cli.api_client import ApiClient
from cli.installation import ROOT

CALENDAR = ROOT / "examples" / "demonstration.yaml"
RECORDS = ROOT / "examples" / "records"
OWNER = "you@example.com"
SATURDAY = 5


def write_calendar(path: Path, now: datetime, timezone: str, email: str) -> None:
    """Writes the demonstration as iCalendar; written again on the same day, it stays as it is."""
    zone = ZoneInfo(timezone)
    midnight = datetime.combine(now.astimezone(zone).date(), time(0), zone)
    before = _starts(path)
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//AMO//Demonstration//EN")
    for entry in entries():
        uid = f"{entry['key']}-{midnight:%Y%m%d}@demonstration.amo.invalid"
        start = before.get(uid) or start_of(entry, now.astimezone(zone))
        calendar.add_component(_event(entry, uid, start, midnight, email or OWNER))
    path.write_bytes(calendar.to_ical())


def record_files() -> list[tuple[str, Path]]:
    """(kind, file) of every example the demonstration imports."""
    return [(path.stem, path) for path in sorted(RECORDS.glob("*.csv"))]


def import_records(api: ApiClient) -> int:
    """Imports every example for whoever is signed in; those that are there already stay. Returns how many there are."""
    reports = [api.upload(f"/records/{kind}/import", file.read_bytes(), "text/csv") for kind, file in record_files()]
    return sum(report[count] for report in reports for count in ("created", "updated", "unchanged"))


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


def _starts(path: Path) -> dict[str, datetime]:
    """Returns what was written before, by uid: what ended an hour ago does not end again whenever AMO starts."""
    if not path.exists():
        return {}
    return {
        str(event["uid"]): event.decoded("dtstart") for event in icalendar.Calendar.from_ical(path.read_bytes()).events
    }


def start_of(entry: dict[str, Any], now: datetime) -> datetime:
    """``now`` is on the wall clock of the calendar's zone."""
    if "ended_ago" in entry:
        exact = now - timedelta(minutes=entry["ended_ago"] + entry["minutes"])
        return exact.replace(minute=exact.minute // 5 * 5, second=0, microsecond=0)
    hours, minutes = entry["at"].split(":")
    midnight = datetime.combine(now.date(), time(0), now.tzinfo)
    return working_day(midnight, entry["day"]) + timedelta(hours=int(hours), minutes=int(minutes))


def _event(entry: dict[str, Any], uid: str, start: datetime, midnight: datetime, owner: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", uid)
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
