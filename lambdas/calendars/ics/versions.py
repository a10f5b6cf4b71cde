"""The lines of a feed that count: the newest version of each event, and none that only talks about one (RFC 5546)."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from lambdas.calendars.ics.text import RawEvent
from lambdas.calendars.ics.values import UnreadableValue, read_line, read_number, read_property, says_something

_CONVERSATION = frozenset({"REPLY", "REFRESH", "COUNTER", "DECLINECOUNTER"})
_MAX_UID = 400
_DAY = re.compile(r":\s*(\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?:T\d{4,6}Z?)?\s*$", re.ASCII)
_READ_WHOLE = re.compile(r'"|ENCODING|PRINTABLE|BASE64', re.IGNORECASE)

Place = Callable[[RawEvent], Hashable]
"""Where in time an event stands, the same for every way to write it."""


@dataclass(slots=True)
class Versions:
    """All that a feed says under one UID: of its events, and of occurrences that were changed on their own."""

    masters: list[RawEvent] = field(default_factory=list)
    changes: list[RawEvent] = field(default_factory=list)


def versions_by_uid(events: Iterable[RawEvent]) -> dict[str, Versions]:
    """In the order of the feed; a change may stand before its series."""
    found: dict[str, Versions] = {}
    for event in events:
        if event.calendar.method in _CONVERSATION:
            continue
        versions = found.setdefault(uid_of(event), Versions())
        (versions.changes if line_of_change(event) else versions.masters).append(event)
    return found


def line_of_change(event: RawEvent) -> str:
    """The line that names the one occurrence this is about; an added occurrence (METHOD:ADD) is named by its start."""
    if event.calendar.method == "ADD" and "RRULE" not in event.lines:
        return event.first("DTSTART")
    named = event.first("RECURRENCE-ID")
    return named if says_something(named) else ""


def newest(versions: Iterable[RawEvent], place: Place) -> list[RawEvent]:
    """Of all that stand at one place the newest: by SEQUENCE, LAST-MODIFIED, DTSTAMP, and of equals the last."""
    found: dict[Hashable, RawEvent] = {}
    for event in versions:
        key = place(event)
        known = found.get(key)
        found[key] = event if known is None or _version(event) >= _version(known) else known
    return list(found.values())


def distinct_events(masters: list[RawEvent], start: Place) -> list[RawEvent]:
    """The events that share one UID, each in its newest version.

    RFC 5546, 2.1.4: who moves an event raises its SEQUENCE. So events at different times are versions of one where
    each has a SEQUENCE of its own, and several events where two have the same; an earlier version is not stamped later.
    """
    if len(masters) < 2:
        return masters
    cancellations = [event for event in masters if _cancels_all(event)]
    events = newest((event for event in masters if not _cancels_all(event)), start)
    if cancellations:
        last = max(map(_version, cancellations))
        events = [event for event in events if _version(event) > last]
    counts = Counter(_sequence(event) for event in events)
    if not events or max(counts.values()) > 1:
        return events
    latest = max(events, key=_sequence)
    return [event for event in events if event is latest or "" < _stamp(latest) < _stamp(event)]


def _cancels_all(event: RawEvent) -> bool:
    """Returns whether this is no event but the message that one is off; such a message need not say when it was."""
    return is_cancelled(event) and (event.calendar.method == "CANCEL" or "DTSTART" not in event.lines)


def _version(event: RawEvent) -> tuple[int, str, str]:
    stamp = _stamp(event)
    return _sequence(event), value_of(event, "LAST-MODIFIED") or stamp, stamp


def _sequence(event: RawEvent) -> int:
    return read_number(value_of(event, "SEQUENCE"))


def _stamp(event: RawEvent) -> str:
    return value_of(event, "DTSTAMP")


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
    return event.calendar.method == "CANCEL" or value_of(event, "STATUS").strip('"').upper() == "CANCELLED"


def days_named(event: RawEvent, *names: str) -> list[str]:
    """The days (``20261120``) in those properties, without parsing them; properties without one are left out."""
    found = (_DAY.search(event.first(name)) for name in names)
    return [match[1] for match in found if match]


def value_of(event: RawEvent, name: str) -> str:
    """The first value of that name as it stands, empty when there is none to read."""
    if name not in event.lines:
        return ""
    line = event.lines[name][0]
    head, _, value = line.partition(":")
    if len(head) == len(name) or not _READ_WHOLE.search(head):
        return value.strip()
    try:
        return read_property(line).value
    except UnreadableValue:
        return ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
