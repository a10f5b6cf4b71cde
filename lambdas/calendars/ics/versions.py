"""The lines of a feed that count: the newest version of each event, and none that only talks about one (RFC 5546)."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lambdas.calendars.ics.text import RawEvent
from lambdas.calendars.ics.values import UnreadableValue, read_line, read_number, read_property

_CONVERSATION = frozenset({"REPLY", "REFRESH", "COUNTER", "DECLINECOUNTER"})
_MAX_UID = 400
_DAY = re.compile(r":\s*(\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?:T\d{4,6}Z?)?\s*$", re.ASCII)


@dataclass(slots=True)
class Versions:
    """The newest version of an event, and of each occurrence of it that was changed on its own."""

    master: RawEvent | None = None
    changes: dict[str, RawEvent] = field(default_factory=dict)


def newest_versions(events: Iterable[RawEvent]) -> dict[str, Versions]:
    """By UID, in the order of the feed; a change may stand before its series."""
    found: dict[str, Versions] = {}
    for event in events:
        if event.calendar.method in _CONVERSATION:
            continue
        versions = found.setdefault(uid_of(event), Versions())
        if key := _occurrence_meant(event):
            versions.changes[key] = _newer(versions.changes.get(key), event)
        else:
            versions.master = _newer(versions.master, event)
    return found


def _occurrence_meant(event: RawEvent) -> str:
    """The line that names the one occurrence this is about; an added occurrence (METHOD:ADD) is named by its start."""
    if event.calendar.method == "ADD" and "RRULE" not in event.lines:
        return event.first("DTSTART")
    return event.first("RECURRENCE-ID")


def _newer(known: RawEvent | None, other: RawEvent) -> RawEvent:
    return other if known is None or _version(other) >= _version(known) else known


def _version(event: RawEvent) -> tuple[int, str]:
    """SEQUENCE, then the time of the change; of equals the later in the feed is taken."""
    changed = value_of(event, "LAST-MODIFIED") or value_of(event, "DTSTAMP")
    return read_number(value_of(event, "SEQUENCE")), changed


def uid_of(event: RawEvent) -> str:
    """The UID, or one made of what the event is (when, what, where): the same at every reading."""
    uid = read_line(value_of(event, "UID"), 4000)
    if uid:
        return uid if len(uid) <= _MAX_UID else f"{uid[:_MAX_UID]}~{_digest(uid)}"
    if not event.lines.keys() & {"SUMMARY", "DTSTART"}:
        return f"event {event.position}"
    parts = (value_of(event, name) for name in ("DTSTART", "DTEND", "DURATION", "SUMMARY", "LOCATION", "RRULE"))
    return f"no-uid-{_digest(chr(31).join(parts))}"


def is_cancelled(event: RawEvent) -> bool:
    return event.calendar.method == "CANCEL" or value_of(event, "STATUS").upper() == "CANCELLED"


def days_named(event: RawEvent, *names: str) -> list[str]:
    """The days (``20261120``) in those properties, without parsing them; properties without one are left out."""
    found = (_DAY.search(event.first(name)) for name in names)
    return [match[1] for match in found if match]


def value_of(event: RawEvent, name: str) -> str:
    """The first value of that name as it stands, empty when there is none to read."""
    if name not in event.lines:
        return ""
    line = event.lines[name][0]
    if '"' not in line:
        return line.partition(":")[2].strip()
    try:
        return read_property(line).value
    except UnreadableValue:
        return ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
