"""The demonstration's meetings as Outlook has them: the same invented people and days, repeating where they repeat."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cli.demonstration import entries, mailbox, start_of
from cli.local.microsoft_fake.events import Json, a_series, an_event, moment, occurrence_of, person

TIMES = 3
EVERY = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}


def demonstration_events(now: datetime, timezone: str, owner: str) -> list[Json]:
    local = now.astimezone(ZoneInfo(timezone))
    return [event for entry in entries() for event in _events(entry, local, timezone, owner)]


def _events(entry: dict[str, Any], now: datetime, timezone: str, owner: str) -> Iterator[Json]:
    start = start_of(entry, now)
    key = f"AAMk{entry['key']}{now:%Y%m%d}".replace("-", "")
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
