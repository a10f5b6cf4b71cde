"""The demonstration's meetings as Outlook has them: the same invented people and days, repeating where they repeat."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cli.demonstration import entries, mailbox, working_day
from cli.local.microsoft_fake.events import Json, a_series, an_event, moment, occurrence_of, person

TIMES = 3
EVERY = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}


def demonstration_events(now: datetime, timezone: str, owner: str) -> list[Json]:
    midnight = datetime.combine(now.astimezone(ZoneInfo(timezone)).date(), time(0), ZoneInfo(timezone))
    return [event for entry in entries() for event in _events(entry, midnight, timezone, owner)]


def _events(entry: dict[str, Any], midnight: datetime, timezone: str, owner: str) -> Iterator[Json]:
    hours, minutes = entry["at"].split(":")
    start = working_day(midnight, entry["day"]) + timedelta(hours=int(hours), minutes=int(minutes))
    key = f"AAMk{entry['key']}{midnight:%Y%m%d}".replace("-", "")
    told = {
        "subject": entry["title"],
        "body": {"contentType": "text", "content": entry.get("description", "")},
        "attendees": [person(mailbox(name), "accepted", name=name) for name in entry.get("with", [])],
        "organizer": {"emailAddress": {"name": "You", "address": owner}},
        "isOrganizer": True,
        "originalStartTimeZone": timezone,
        "originalEndTimeZone": timezone,
    }
    if "repeats" not in entry:
        yield an_event(key, _utc(start), entry["minutes"], **told)
        return
    every, length = EVERY[entry["repeats"]], timedelta(minutes=entry["minutes"])
    series = a_series(key, _utc(start), TIMES, every, end=moment(_utc(start + length)), **told)
    yield series
    for number in range(TIMES):
        begins = start + number * every
        yield occurrence_of(series, _utc(begins), end=moment(_utc(begins + length)))


def _utc(local: datetime) -> datetime:
    return local.astimezone(ZoneInfo("UTC"))
