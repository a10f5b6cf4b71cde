"""One calendar of the stand-in, with what sync tokens need: every version of every event, in the order of changes."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cli.local.google_fake.recurrence import Event, ends_at, instances, starts_at

FOREVER = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class View:
    """The parameters of a listing, which its sync token therefore carries on."""

    expanded: bool = False
    start: datetime | None = None
    end: datetime | None = None
    with_deleted: bool = False


@dataclass
class FakeCalendar:
    """``changes`` is the whole history: (number, event as it became). ``epoch`` grows when old tokens must die."""

    calendar_id: str
    zone: str = "UTC"
    label: str = ""
    events: dict[str, Event] = field(default_factory=dict)
    changes: list[tuple[int, Event]] = field(default_factory=list)
    epoch: int = 0
    number: int = 0

    def put(self, event: Event, now: datetime) -> Event:
        """Stores a new event or a new version. Google's own fields are made here."""
        known = self.events.get(event.get("id", ""), {})
        self.number += 1
        key = str(event.get("id") or f"e{self.number:x}{hashlib.sha1(self.calendar_id.encode()).hexdigest()[:10]}")  # noqa: S324 - a name
        stamp = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}"
        stored = {
            "kind": "calendar#event",
            "status": "confirmed",
            "eventType": "default",
            "iCalUID": f"{key}@google.com",
            "created": stamp,
            "sequence": known.get("sequence", -1) + 1,
            **event,
            "id": key,
            "etag": f'"{self.number}"',
            "updated": stamp,
        }
        self.events[key] = stored
        self.changes.append((self.number, stored))
        return stored

    def remove(self, key: str, now: datetime) -> None:
        """Deletes an event, a whole series, or one occurrence of a series. Raises KeyError."""
        found = self.find(key)
        cancelled = {**found, "status": "cancelled"}
        if key not in self.events:
            cancelled["iCalUID"] = self.events[found["recurringEventId"]]["iCalUID"]
        self.put(cancelled, now)

    def find(self, key: str) -> Event:
        """An event, or one occurrence of a series. Raises KeyError."""
        if key in self.events:
            return self.events[key]
        master = self.events[key.rpartition("_")[0]]
        for occurrence in instances(master, self.zone, FOREVER):
            if occurrence["id"] == key:
                return occurrence
        raise KeyError(key)

    def listed(self, view: View) -> list[Event]:
        """Returns the events there are now, as a full listing shows them."""
        shown = [event for event in self._all(self.events, view) if self._is_in(event, view)]
        return [event for event in shown if view.with_deleted or event["status"] != "cancelled"]

    def changed(self, view: View, since: int) -> list[Event]:
        """Returns an incremental listing: every change with its latest state, what is gone by its id alone."""
        touched = {event["id"]: event for number, event in self.changes if number > since}
        before = self._state_at(since)
        shown: dict[str, Event] = {}
        for key, event in touched.items():
            if "recurrence" in event and view.expanded:
                shown.update(self._series(event, before, view))
            else:
                shown[key] = _tombstone(event) if event["status"] == "cancelled" else event
        return list(shown.values())

    def _series(self, master: Event, before: dict[str, Event], view: View) -> dict[str, Event]:
        """The occurrences as they are, and the ids of those that were there and are no more."""
        key = master["id"]
        old = {event["id"]: event for event in self._all(before, view) if event.get("recurringEventId") == key}
        now = {event["id"]: event for event in self._all(self.events, view) if event.get("recurringEventId") == key}
        gone = {name: {**event, "status": "cancelled"} for name, event in old.items() if name not in now}
        both = {**now, **gone}
        return {name: _tombstone(event) if event["status"] == "cancelled" else event for name, event in both.items()}

    def _all(self, events: dict[str, Event], view: View) -> Iterator[Event]:
        for event in events.values():
            if "recurrence" not in event or not view.expanded:
                yield event
            elif event["status"] != "cancelled":
                end = view.end or FOREVER
                yield from (one for one in instances(event, self.zone, end) if one["id"] not in events)

    def _is_in(self, event: Event, view: View) -> bool:
        if "recurrence" in event:
            return True
        is_before = view.end is not None and starts_at(event, self.zone) >= view.end
        is_after = view.start is not None and ends_at(event, self.zone) <= view.start
        return not is_before and not is_after

    def _state_at(self, number: int) -> dict[str, Event]:
        return {event["id"]: event for at, event in self.changes if at <= number}


def _tombstone(event: Event) -> dict[str, Any]:
    """A deleted event guarantees only its id; a cancelled occurrence also which one it was."""
    kept = ("kind", "etag", "id", "status", "recurringEventId", "originalStartTime")
    return {name: event[name] for name in kept if name in event}
