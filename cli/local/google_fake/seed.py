"""The demonstration's meetings as Google has them: the same invented people and days, repeating where they repeat."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from cli.demonstration import entries, mailbox, working_day
from cli.local.google_fake.recurrence import Event


def demonstration_events(now: datetime, timezone: str, owner: str) -> list[Event]:
    midnight = datetime.combine(now.astimezone(ZoneInfo(timezone)).date(), time(0), ZoneInfo(timezone))
    return [_event(entry, midnight, timezone, owner) for entry in entries()]


def _event(entry: dict[str, object], midnight: datetime, timezone: str, owner: str) -> Event:
    hours, minutes = str(entry["at"]).split(":")
    start = working_day(midnight, int(str(entry["day"]))) + timedelta(hours=int(hours), minutes=int(minutes))
    end = start + timedelta(minutes=int(str(entry["minutes"])))
    others = entry.get("with", [])
    assert isinstance(others, list)
    guests = [{"displayName": name, "email": mailbox(name), "responseStatus": "accepted"} for name in others]
    itself = {"displayName": "You", "email": owner, "self": True, "organizer": True, "responseStatus": "accepted"}
    event: Event = {
        "id": f"{entry['key']}{midnight:%Y%m%d}".replace("-", ""),
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
