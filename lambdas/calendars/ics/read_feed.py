"""A feed read into meetings: newest versions chosen, far-away events skipped, the rest worked out one by one.

Each event stands for itself: what cannot be read is reported with its reason and costs nothing else (fault 40).
Events outside the window are never parsed, which is what makes a large feed cheap.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from lambdas.calendars.base import CalendarRequest, SkippedItem, Window
from lambdas.calendars.ics.expand import Occurrence, Series, expand
from lambdas.calendars.ics.meetings import occurrence_of, one_of_several, read_meeting, span, wording_flaws
from lambdas.calendars.ics.places import Places
from lambdas.calendars.ics.series_end import is_after, last_start
from lambdas.calendars.ics.text import RawEvent, RawFeed
from lambdas.calendars.ics.times import Timing, is_recurring, read_timing
from lambdas.calendars.ics.values import Flaw, UnreadableValue
from lambdas.calendars.ics.versions import Versions, days_named, is_cancelled, versions_by_uid
from lambdas.calendars.ics.zones import Zones, iana_zone
from lambdas.domain.meetings.meeting import Meeting

MAX_MEETINGS = 5000
FEED_SECONDS = 15.0
SERIES_SECONDS = 1.0
"""One series may take this long to work out, a whole feed FEED_SECONDS."""


@dataclass(slots=True)
class FeedReading:
    """``complete``: no limit cut the reading short, so what is not in ``meetings`` is not in the feed either."""

    meetings: list[Meeting] = field(default_factory=list)
    refused: list[SkippedItem] = field(default_factory=list)
    complete: bool = True


def read_feed(
    feed: RawFeed, request: CalendarRequest, window: Window, clock: Callable[[], float] = time.monotonic
) -> FeedReading:
    """Every occurrence that touches the window. ``clock`` counts seconds and serves the time limit only."""
    return _Reader(request, window, clock).read(feed)


class _Reader:
    def __init__(self, request: CalendarRequest, window: Window, clock: Callable[[], float]) -> None:
        self.request, self.window, self.clock = request, window, clock
        self.deadline = clock() + FEED_SECONDS
        self.first_day = (window.start - timedelta(days=2)).strftime("%Y%m%d")
        self.last_day = (window.end + timedelta(days=2)).strftime("%Y%m%d")
        self.home = iana_zone(request.timezone) or ZoneInfo("UTC")
        self.zones: dict[int, Zones] = {}
        self.places = Places(self.zones_of)
        self.reading = FeedReading()

    def read(self, feed: RawFeed) -> FeedReading:
        for uid, versions in versions_by_uid(feed.events).items():
            if self.is_too_much():
                self.refuse("the calendar is too large to read whole: this and what follows was left out", uid)
                break
            self.take(uid, versions)
        return self.reading

    def is_too_much(self) -> bool:
        """Returns whether a limit is reached; the reading is then not complete."""
        if len(self.reading.meetings) < MAX_MEETINGS:
            return self.is_late()
        self.reading.complete = False
        return True

    def is_late(self) -> bool:
        if self.clock() <= self.deadline:
            return False
        self.reading.complete = False
        return True

    def take(self, uid: str, versions: Versions) -> None:
        if len(versions.masters) == 1 and not versions.changes and not is_recurring(versions.masters[0]):
            self.take_single(uid, versions.masters[0], is_alone=True)  # as most are: a large feed must stay cheap
            return
        events = self.places.events(versions.masters)
        changes = self.places.shared_out(versions.changes, events)
        if not events and versions.changes and not versions.masters:
            self.take_series(uid, None, changes[0])
        for event, own in zip(events, changes, strict=False):
            if self.is_too_much():
                return
            if own or is_recurring(event):
                self.take_series(uid, event, own)
            else:
                self.take_single(uid, event, is_alone=len(events) == 1)

    def take_single(self, uid: str, event: RawEvent, is_alone: bool) -> None:
        if is_cancelled(event) or self.is_far_away(event, "DTSTART", "DTEND"):
            return
        timing = self.timing(uid, event)
        zones = self.zones_of(event)
        if timing and self.window.touches(*span(timing.start, timing.end, zones)):
            self.tell(uid, [*timing.flaws, *wording_flaws(event)])
            meeting = read_meeting(event, self.request, zones, timing.start, timing.end)
            self.reading.meetings.append(meeting if is_alone else one_of_several(meeting, timing.start, zones))

    def take_series(self, uid: str, event: RawEvent | None, changed: list[RawEvent]) -> None:
        if event and is_cancelled(event):
            return
        master = self.timing(uid, event) if event else None
        near = [change for change in self.places.newest_changes(changed, master) if not self.is_far_change(change)]
        changes = [(change, timing) for change in near if (timing := self.timing(uid, change))]
        if master and changes:
            end = last_start(master, self.window.end + timedelta(days=2))
            changes = [(change, timing) for change, timing in changes if not is_after(end, master, timing)]
        series = Series(master, [timing for _, timing in changes])
        told = [flaw for timing in (master, *series.changes) if timing for flaw in timing.flaws]
        try:
            occurrences, flaws = expand(series, self.window, self.request.now, self.seconds_left)
        except UnreadableValue as unreadable:
            self.refuse(str(unreadable), uid)
            self.tell(uid, told)
            return
        self.tell(uid, [*flaws, *(flaw for flaw in told if occurrences or flaw.leaves_out)])
        self.take_occurrences(occurrences, [event, *(change for change, _ in changes)])

    def take_occurrences(self, occurrences: list[Occurrence], members: list[RawEvent | None]) -> None:
        models: dict[int, Meeting] = {}
        for occurrence in occurrences:
            event = members[occurrence.member]
            if event is None or is_cancelled(event):
                continue
            zones = self.zones_of(event)
            begins, ends = span(occurrence.start, occurrence.end, zones)
            if not self.window.touches(begins, ends):
                continue
            if occurrence.member not in models:
                models[occurrence.member] = read_meeting(event, self.request, zones, occurrence.start, occurrence.end)
            model = models[occurrence.member]
            self.reading.meetings.append(occurrence_of(model, occurrence.original, begins, ends, zones))

    def timing(self, uid: str, event: RawEvent) -> Timing | None:
        try:
            return read_timing(event, self.zones_of(event))
        except UnreadableValue as unreadable:
            self.refuse(str(unreadable), uid)
            return None

    def is_far_away(self, event: RawEvent, *names: str) -> bool:
        """Returns whether all days it names are on one side of the window, with two days to spare for time zones."""
        days = days_named(event, *names)
        return bool(days) and (
            (max(days) < self.first_day and "DURATION" not in event.lines) or min(days) > self.last_day
        )

    def is_far_change(self, event: RawEvent) -> bool:
        """Neither where it was nor where it is now is near, and nothing after it follows."""
        return (
            len(days_named(event, "DTSTART", "RECURRENCE-ID")) == 2
            and "RANGE" not in event.first("RECURRENCE-ID").upper()
            and self.is_far_away(event, "DTSTART", "DTEND")
            and self.is_far_away(event, "RECURRENCE-ID")
        )

    @property
    def seconds_left(self) -> float:
        return min(SERIES_SECONDS, self.deadline - self.clock())

    def zones_of(self, event: RawEvent) -> Zones:
        key = id(event.calendar)
        if key not in self.zones:
            self.zones[key] = Zones(event.calendar, self.home, self.is_late)
        return self.zones[key]

    def refuse(self, reason: str, item: str) -> None:
        self.reading.refused.append(SkippedItem(reason=reason, item=item))

    def tell(self, item: str, flaws: Iterable[Flaw]) -> None:
        """Each flaw of an event once, however many of its occurrences have it."""
        for flaw in dict.fromkeys(flaws):
            self.reading.refused.append(SkippedItem(reason=flaw.reason, item=item, leaves_out=flaw.leaves_out))
