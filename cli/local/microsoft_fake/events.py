"""Events in Graph's own words, with everything a real one has that a reader may lean on."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]
NEVER = "0001-01-01T00:00:00Z"


def moment(when: datetime, zone: str = "UTC") -> Json:
    return {"dateTime": when.strftime("%Y-%m-%dT%H:%M:%S.0000000"), "timeZone": zone}


def person(address: str, response: str = "none", kind: str = "required", name: str = "") -> Json:
    return {
        "type": kind,
        "status": {"response": response, "time": NEVER},
        "emailAddress": {"name": name or address.partition("@")[0].title(), "address": address},
    }


def global_id(seed: str, day: str = "00000000") -> str:
    """An Exchange Global Object ID; ``day`` is the occurrence's, as hexadecimal year, month and day."""
    data = hashlib.sha256(seed.encode()).hexdigest()[:32].upper()
    return f"040000008200E00074C5B7101A82E008{day}{'0' * 32}10000000{data}"


def an_event(event_id: str, begins: datetime, /, minutes: int = 60, **changes: Any) -> Json:
    ends = begins + timedelta(minutes=minutes)
    return {
        "@odata.type": "#microsoft.graph.event",
        "@odata.etag": f'W/"{event_id}"',
        "id": event_id,
        "createdDateTime": "2026-11-01T08:00:00Z",
        "lastModifiedDateTime": "2026-11-01T08:00:00Z",
        "categories": [],
        "transactionId": None,
        "originalStartTimeZone": "W. Europe Standard Time",
        "originalEndTimeZone": "W. Europe Standard Time",
        "iCalUId": global_id(event_id),
        "hasAttachments": False,
        "subject": f"Meeting {event_id}",
        "bodyPreview": "",
        "importance": "normal",
        "sensitivity": "normal",
        "isAllDay": False,
        "isCancelled": False,
        "isOrganizer": False,
        "responseRequested": True,
        "seriesMasterId": None,
        "showAs": "busy",
        "type": "singleInstance",
        "webLink": "https://outlook.office365.com/owa/",
        "onlineMeetingUrl": None,
        "isOnlineMeeting": False,
        "isDraft": False,
        "hideAttendees": False,
        "recurrence": None,
        "onlineMeeting": None,
        "responseStatus": {"response": "accepted", "time": NEVER},
        "body": {"contentType": "html", "content": "<html><body>Agenda</body></html>"},
        "start": moment(begins),
        "end": moment(ends),
        "location": {"displayName": "", "locationType": "default", "uniqueIdType": "unknown"},
        "attendees": [person("ann@example.org", "accepted"), person("ben@example.org")],
        "organizer": {"emailAddress": {"name": "Cleo", "address": "cleo@example.org"}},
    } | changes


def a_series(series_id: str, first: datetime, count: int, every: timedelta = timedelta(days=7), **changes: Any) -> Json:
    """The pattern; :func:`occurrences_of` makes what happens."""
    days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    recurrence = {
        "pattern": {"type": "weekly", "interval": every.days // 7 or 1, "daysOfWeek": [days[first.weekday()]]},
        "range": {
            "type": "numbered",
            "startDate": first.date().isoformat(),
            "endDate": "0001-01-01",
            "recurrenceTimeZone": "W. Europe Standard Time",
            "numberOfOccurrences": count,
        },
    }
    return an_event(series_id, first, **{"type": "seriesMaster", "recurrence": recurrence} | changes)


def occurrence_of(series: Json, start: datetime, kind: str = "occurrence", **changes: Any) -> Json:
    """One of a series; with ``kind`` exception and a new start, one that was moved from ``start``."""
    moved = changes.pop("moved_to", start)
    day = f"{start.year:04X}{start.month:02X}{start.day:02X}"
    own = {
        "id": f"{series['id']}-{start:%Y%m%d}",
        "type": kind,
        "seriesMasterId": series["id"],
        "recurrence": None,
        "iCalUId": series["iCalUId"].replace("E00800000000", f"E008{day}", 1),
        "originalStart": start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "start": moment(moved),
        "end": moment(moved + timedelta(hours=1)),
    }
    return series | own | changes


def occurrences_of(series: Json, count: int, every: timedelta = timedelta(days=7)) -> list[Json]:
    first = datetime.fromisoformat(series["start"]["dateTime"]).replace(tzinfo=UTC)
    return [occurrence_of(series, first + number * every) for number in range(count)]


def as_in(series: Json, occurrence: Json) -> Json:
    """Returns what an unchanged occurrence says today: everything but its own time and name is its series' word."""
    own = ("id", "type", "seriesMasterId", "recurrence", "iCalUId", "originalStart", "start", "end")
    return series | {name: occurrence[name] for name in own}


def bare(occurrence: Json) -> Json:
    """All that a delta tells of an occurrence nobody changed."""
    kept = ("@odata.type", "@odata.etag", "id", "seriesMasterId", "type", "start", "end")
    return {name: occurrence[name] for name in kept}
