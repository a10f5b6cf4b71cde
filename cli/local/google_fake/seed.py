"""The demonstration's meetings as Google has them: the same invented people and days, repeating where they repeat."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cli.demonstration import entries, mailbox, start_of
from cli.local.google_fake.recurrence import Event


def demonstration_events(now: datetime, timezone: str, owner: str) -> list[Event]:
    local = now.astimezone(ZoneInfo(timezone))
    return [_event(entry, local, timezone, owner) for entry in entries()]


def _event(entry: dict[str, Any], now: datetime, timezone: str, owner: str) -> Event:
    start = start_of(entry, now)
    end = start + timedelta(minutes=entry["minutes"])
    others = entry.get("with", [])
    assert isinstance(others, list)
    guests = [{"displayName": name, "email": mailbox(name), "responseStatus": "accepted"} for name in others]
    itself = {"displayName": "You", "email": owner, "self": True, "organizer": True, "responseStatus": "accepted"}
    event: Event = {
        "id": f"{entry['key']}{now:%Y%m%d}".replace("-", ""),
        "summary": entry["title"],
        "description": entry.get("description", ""),
        "start": {"dateTime": start.isoformat(), "timeZone": timezone},
        "end": {"dateTime": end.isoformat(), "timeZone": timezone},
        "organizer": {"displayName": "You", "email": owner, "self": True},
        "attendees": [itself, *guests],
    }
    if "repeats" in entry:
        event["recurrence"] = [f"RRULE:FREQ={str(entry['repeats']).upper()};COUNT=3"]
    return event
