"""The events of one UID by where they stand in time: which are the same one, which change belongs to which.

Keyed by instant, not by text: a start in UTC, in a zone, or as a day alone may name one and the same occurrence.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from lambdas.calendars.ics.text import RawEvent
from lambdas.calendars.ics.times import Timing, instant, is_recurring, on_home_clock, original_of
from lambdas.calendars.ics.values import UnreadableValue, read_moment, read_property
from lambdas.calendars.ics.versions import distinct_events, line_of_change, newest
from lambdas.calendars.ics.zones import Zones


@dataclass(frozen=True, slots=True)
class Places:
    zones_of: Callable[[RawEvent], Zones]

    def events(self, masters: list[RawEvent]) -> list[RawEvent]:
        """The events that share one UID, each in its newest version."""
        return distinct_events(masters, self._start)

    def shared_out(self, changes: list[RawEvent], events: list[RawEvent]) -> list[list[RawEvent]]:
        """The changed occurrences of each event: they belong to the series that is the last to begin before them."""
        if len(events) < 2 or not changes:
            return [changes, *([] for _ in events[1:])]
        hosts = [event for event in events if is_recurring(event)] or events
        begins = sorted((self._start(host), position) for position, host in enumerate(hosts))
        shares: dict[int, list[RawEvent]] = {id(event): [] for event in events}
        for change in changes:
            original = self._named(change, line_of_change(change))
            _, position = begins[max(0, bisect_right(begins, (original, len(hosts))) - 1)]
            shares[id(hosts[position])].append(change)
        return [shares[id(event)] for event in events]

    def newest_changes(self, changes: list[RawEvent], master: Timing | None) -> list[RawEvent]:
        """One for each occurrence and for each "this and following", whatever zone or form names it."""
        if len(changes) < 2:
            return changes
        return newest(changes, lambda change: self._occurrence(change, master))

    def _occurrence(self, change: RawEvent, master: Timing | None) -> tuple[str, bool]:
        line, zones = line_of_change(change), self.zones_of(change)
        try:
            item = read_property(line)
            moment = on_home_clock(read_moment(item, zones), zones)
        except UnreadableValue:
            return line, False
        original = original_of(moment, master.start) if master else moment
        return instant(original, zones).isoformat(), "RANGE" in item.params

    def _start(self, event: RawEvent) -> str:
        return self._named(event, event.first("DTSTART"))

    def _named(self, event: RawEvent, line: str) -> str:
        """The instant the line names, as text that sorts in time order; the line itself where it cannot be read."""
        zones = self.zones_of(event)
        try:
            return instant(read_moment(read_property(line), zones), zones).isoformat()
        except UnreadableValue:
            return line
