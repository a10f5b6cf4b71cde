"""A mailbox's calendars as Graph's delta queries show them: windows frozen in tokens, removals, series, pages.

What it does and leaves out follows what others found out about the real one: an unchanged occurrence is told bare,
a series that began before the window is not told at all, and of an occurrence taken out of its series only the rest of
the series is told again (microsoft-graph-docs pull 4501 and issue 7632).
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cli.local.microsoft_fake.events import Json, as_in, bare


@dataclass(frozen=True)
class Days:
    start: datetime
    end: datetime

    def hold(self, event: Json) -> bool:
        return _instant(event["start"]) < self.end and _instant(event["end"]) > self.start


@dataclass
class Position:
    """The meaning of a token: the days, how far the changes were told, and what of this round is left to tell."""

    days: Days
    told: int
    left: list[Json] = field(default_factory=list)


class FakeCalendar:
    def __init__(self) -> None:
        self.events: dict[str, Json] = {}
        self.properties: dict[str, set[str]] = {}
        """The names of the extended properties somebody gave an event."""
        self._changes: list[str] = []
        self._positions: dict[str, Position] = {}
        self.next_round: list[Json] | None = None
        """What the next round tells instead, whatever changed: repeated, out of order, of things never seen."""

    def put(self, *events: Json) -> None:
        for event in events:
            self.events[event["id"]] = event
            self._changes.append(event["id"])

    def remove(self, event_id: str) -> None:
        """With everything that belongs to it, if it is a series; silently, if it is an occurrence of one."""
        gone = self.events.pop(event_id)
        for name in [name for name, event in self.events.items() if event["seriesMasterId"] == event_id]:
            del self.events[name]
        self._changes.append(gone["seriesMasterId"] or event_id)

    def forget_tokens(self) -> None:
        self._positions.clear()

    def round(self, days: Days) -> str:
        """Begins a round over these days. Returns the token of its first page."""
        items = self._items(self.events, days) if self.next_round is None else self.next_round
        self.next_round = None
        return self._token(Position(days, len(self._changes), items))

    def resumed(self, token: str) -> str | None:
        """Begins the round after the one this delta token ended; None for a token that is not known any more."""
        position = self._positions.get(token)
        if position is None:
            return None
        items = self._since(position) if self.next_round is None else self.next_round
        self.next_round = None
        return self._token(Position(position.days, len(self._changes), items))

    def page(self, token: str, size: int) -> tuple[list[Json], str, str] | None:
        """Items, the token of the next page, the token of the next round; one of the two is empty."""
        position = self._positions.get(token)
        if position is None:
            return None
        items, left = position.left[:size], position.left[size:]
        if left:
            return items, self._token(Position(position.days, position.told, left)), ""
        return items, "", self._token(Position(position.days, position.told))

    def instances(self, series_id: str, days: Days) -> list[Json]:
        series = self.events[series_id]
        found = [event for event in self.events.values() if event["seriesMasterId"] == series_id]
        shown = [as_in(series, event) if event["type"] == "occurrence" else event for event in found]
        return [event for event in shown if days.hold(event)]

    def _since(self, position: Position) -> list[Json]:
        changed = dict.fromkeys(self._changes[position.told :])
        shown = {name: self.events[name] for name in changed if name in self.events}
        for name in [name for name, event in shown.items() if event["type"] == "seriesMaster"]:
            shown |= {event["id"]: event for event in self.instances(name, position.days)}
        items = self._items(shown, position.days)
        told = {item["id"] for item in items}
        gone = [name for name in changed if name not in told and not self._is_series(name)]
        return [*items, *(removed(name) for name in gone)]

    def _is_series(self, name: str) -> bool:
        return name in self.events and self.events[name]["type"] == "seriesMaster"

    def _items(self, events: dict[str, Json], days: Days) -> list[Json]:
        shown = [event for event in events.values() if days.hold(event)]
        return [bare(event) if event["type"] == "occurrence" else event for event in shown]

    def _token(self, position: Position) -> str:
        token = secrets.token_urlsafe(16)
        self._positions[token] = position
        return token


DEFAULT = "AAMkAGI-default="


class FakeMailbox:
    """The calendar it opens with has an id as the others do, and a path of its own."""

    def __init__(self) -> None:
        self.calendars = {DEFAULT: FakeCalendar()}

    @property
    def primary(self) -> FakeCalendar:
        return self.calendars[DEFAULT]

    def listing(self) -> list[Json]:
        return [
            {"id": name, "name": f"Calendar {place}", "isDefaultCalendar": name == DEFAULT, "canEdit": True}
            for place, name in enumerate(self.calendars)
        ]

    def put(self, *events: Json) -> None:
        self.primary.put(*events)

    def holding(self, event_id: str) -> FakeCalendar | None:
        return next((calendar for calendar in self.calendars.values() if event_id in calendar.events), None)

    def event(self, event_id: str) -> Json | None:
        calendar = self.holding(event_id)
        return calendar.events[event_id] if calendar else None

    def marked(self, name: str) -> list[Json]:
        """Events with this extended property."""
        held = (calendar for calendar in self.calendars.values())
        return [c.events[key] for c in held for key, names in c.properties.items() if name in names and key in c.events]

    def instances(self, event_id: str, days: Days) -> list[Json]:
        holding = (calendar for calendar in self.calendars.values() if event_id in calendar.events)
        return [event for calendar in holding for event in calendar.instances(event_id, days)]


def removed(event_id: str) -> Json:
    return {"@odata.type": "#microsoft.graph.event", "id": event_id, "@removed": {"reason": "deleted"}}


def days_between(start: str, end: str) -> Days:
    return Days(datetime.fromisoformat(start), datetime.fromisoformat(end))


def with_mutable_ids(items: Iterable[Json]) -> list[dict[str, Any]]:
    """Without the preference for immutable ids, an id is another one after every move to another folder."""
    return [item | {"id": f"{item['id']}-mutable"} for item in items]


def _instant(told: Json) -> datetime:
    moment = datetime.fromisoformat(told["dateTime"])
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
