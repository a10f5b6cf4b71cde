"""Changes that people and AMO may make in the stand-in's calendars, as Graph takes them."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cli.local.microsoft_fake.events import Json, an_event, moment
from cli.local.microsoft_fake.mailbox import FakeCalendar

ANSWERS = {"accept": "accepted", "tentativelyAccept": "tentativelyAccepted", "decline": "declined"}
PROPERTIES = "singleValueExtendedProperties"
NOBODY_S_TO_SET = {"id", "type", "seriesMasterId", "recurrence", "iCalUId", "organizer"}


def create(calendar: FakeCalendar, owner: str, body: Json, now: datetime) -> Json:
    """One event of one transaction id, however often it is sent."""
    known = body.get("transactionId")
    for event in calendar.events.values():
        if known and event["transactionId"] == known:
            return event
    begins = _instant(body["start"])
    event = an_event(f"AAMk{secrets.token_hex(12)}=", begins) | {
        "subject": "",
        "body": {"contentType": "text", "content": ""},
        "attendees": [],
        "organizer": {"emailAddress": {"name": "You", "address": owner}},
        "isOrganizer": True,
        "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
        "createdDateTime": f"{now:%Y-%m-%dT%H:%M:%SZ}",
    }
    _store(calendar, event, body, now)
    return calendar.events[event["id"]]


def change(calendar: FakeCalendar, key: str, body: Json, now: datetime) -> Json:
    """An occurrence becomes an exception of its series; a series takes its occurrences with it."""
    event = calendar.events[key]
    if event["type"] == "seriesMaster" and "start" in body:
        _move_occurrences(calendar, key, _instant(body["start"]) - _instant(event["start"]))
    kind = {"type": "exception"} if event["type"] == "occurrence" else {}
    _store(calendar, event | kind, body, now)
    return calendar.events[key]


def answer(calendar: FakeCalendar, key: str, verb: str, owner: str, now: datetime) -> None:
    """An invitation that is declined leaves the calendar."""
    if verb == "decline":
        calendar.remove(key)
        return
    event, status = calendar.events[key], {"response": ANSWERS[verb], "time": f"{now:%Y-%m-%dT%H:%M:%SZ}"}
    people = [
        person | ({"status": status} if person["emailAddress"]["address"] == owner else {})
        for person in event["attendees"]
    ]
    calendar.put(event | {"responseStatus": status, "attendees": people})


def _store(calendar: FakeCalendar, event: Json, body: Json, now: datetime) -> None:
    named = {str(each["id"]) for each in body.get(PROPERTIES, ())}
    calendar.properties.setdefault(event["id"], set()).update(named)
    told: dict[str, Any] = {name: value for name, value in body.items() if name not in NOBODY_S_TO_SET | {PROPERTIES}}
    for name, zone in (("start", "originalStartTimeZone"), ("end", "originalEndTimeZone")):
        if name in told:
            told[zone] = told[name].get("timeZone") or "UTC"
            told[name] = moment(_instant(told[name]))
    stamps = {"lastModifiedDateTime": f"{now:%Y-%m-%dT%H:%M:%S.%fZ}", "@odata.etag": f'W/"{secrets.token_hex(6)}"'}
    calendar.put(event | told | stamps)


def _move_occurrences(calendar: FakeCalendar, series: str, by: timedelta) -> None:
    for event in [one for one in calendar.events.values() if one["seriesMasterId"] == series]:
        moved = {name: moment(_instant(event[name]) + by) for name in ("start", "end")}
        calendar.put(event | moved)


def _instant(told: Json) -> datetime:
    """Raises KeyError, ValueError for what is no time in an IANA zone."""
    wall = datetime.fromisoformat(told["dateTime"])
    return (wall if wall.tzinfo else wall.replace(tzinfo=ZoneInfo(told.get("timeZone") or "UTC"))).astimezone(UTC)
