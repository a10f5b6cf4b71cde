"""The changes one round of a delta query makes in a calendar's copy: pure rules, whatever order it was told in.

Graph may tell an item several times, its versions in any order, and the removal of what was never told (faults 22
and 23). Of an occurrence taken out of its series it tells nothing: the series it touched are asked for anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lambdas.calendars.microsoft.event import GraphEvent, name_of, read_event

Events = dict[str, GraphEvent]
"""By Graph's id, as it is written: two ids that differ in case are two events (fault 32)."""


@dataclass(slots=True)
class Round:
    """All pages from one delta link to the next.

    ``nameless`` counts what came without an id, ``shapeless`` what is no event at all.
    """

    told: Events = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    nameless: int = 0
    shapeless: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.told or self.removed or self.nameless or self.shapeless)

    def add(self, items: Iterable[object]) -> bool:
        """Takes a page. Returns whether it held anything that had not been told in this round."""
        news = [self._add(item) for item in items]
        return any(news)

    def _add(self, item: object) -> bool:
        if not isinstance(item, Mapping):
            self.shapeless += 1
            return False
        if "@removed" in item:
            name = name_of(item)
            is_news = name not in self.removed
            self.removed.add(name)
            return is_news
        event = read_event(item)
        if event is None:
            self.nameless += 1
            return False
        known = self.told.get(event.id)
        if known is None or not is_earlier(event, known):
            self.told[event.id] = event
        return known != event

    @property
    def changed(self) -> Events:
        """Returns the events there are now: a removal stands, wherever in the round it was told."""
        return {name: event for name, event in self.told.items() if name not in self.removed}

    @property
    def series(self) -> set[str]:
        """The series this round touches."""
        masters = {event.id for event in self.changed.values() if event.is_series}
        return masters | {event.series_master_id for event in self.changed.values() if event.series_master_id}


def merged(known: Mapping[str, GraphEvent], told: Round) -> Events:
    """The copy after the round; a series that is gone takes its occurrences with it."""
    events = dict(known)
    for name, event in told.changed.items():
        if name not in events or not is_earlier(event, events[name]):
            events[name] = event
    return {
        name: event
        for name, event in events.items()
        if name not in told.removed and event.series_master_id not in told.removed
    }


def with_series(known: Mapping[str, GraphEvent], name: str, series: GraphEvent | None, instances: Events) -> Events:
    """The copy with a series as it is now and exactly these of its occurrences; without it when it is gone."""
    others = {key: event for key, event in known.items() if key != name and event.series_master_id != name}
    if series is None:
        return others
    current = {key: event.model_copy(update={"series_master_id": name}) for key, event in instances.items()}
    return {**others, name: series, **current}


def is_earlier(event: GraphEvent, known: GraphEvent) -> bool:
    """Returns whether ``event`` is older than ``known``; of versions that carry no time, the later told is taken."""
    stamp, other = event.last_modified_date_time, known.last_modified_date_time
    return stamp is not None and other is not None and stamp < other
