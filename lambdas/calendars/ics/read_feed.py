"""A feed read into meetings: newest versions chosen, far-away events skipped, the rest worked out one by one.

Each event stands for itself: what cannot be read is reported with its reason and costs nothing else (fault 40).
Events outside the window are never parsed, which is what makes a large feed cheap.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from lambdas.calendars.base import CalendarRequest, SkippedItem, Window
from lambdas.calendars.ics.expand import Occurrence, Series, expand
from lambdas.calendars.ics.meetings import occurrence_of, read_meeting, span
from lambdas.calendars.ics.text import RawEvent, RawFeed
from lambdas.calendars.ics.times import Timing, is_recurring, read_timing
from lambdas.calendars.ics.values import UnreadableValue
from lambdas.calendars.ics.versions import Versions, days_named, is_cancelled, newest_versions
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
        self.reading = FeedReading()

    def read(self, feed: RawFeed) -> FeedReading:
        for uid, versions in newest_versions(feed.events).items():
            if len(self.reading.meetings) >= MAX_MEETINGS or self.clock() > self.deadline:
                self.reading.complete = False
                self.refuse("the calendar is too large to read whole: this and what follows was left out", uid)
                break
            if versions.changes or (versions.master and is_recurring(versions.master)):
                self.take_series(uid, versions)
            elif versions.master:
                self.take_single(uid, versions.master)
        return self.reading

    def take_single(self, uid: str, event: RawEvent) -> None:
        if is_cancelled(event) or self.is_far_away(event, "DTSTART", "DTEND"):
            return
        timing = self.timing(uid, event)
        if timing and self.window.touches(*span(timing.start, timing.end, self.zones_of(event))):
            self.reading.meetings.append(self.meeting(event, timing))

    def take_series(self, uid: str, versions: Versions) -> None:
        if versions.master and is_cancelled(versions.master):
            return
        near = [event for event in versions.changes.values() if not self.is_far_change(event)]
        changes = [(event, timing) for event in near if (timing := self.timing(uid, event))]
        master = self.timing(uid, versions.master) if versions.master else None
        series = Series(master, [timing for _, timing in changes])
        try:
            occurrences, flaws = expand(series, self.window, self.request.now, self.seconds_left)
        except UnreadableValue as unreadable:
            self.refuse(str(unreadable), uid)
            return
        for flaw in (*flaws, *(master.flaws if master else ())):
            self.refuse(flaw, uid)
        self.take_occurrences(occurrences, [versions.master, *(event for event, _ in changes)])

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

    def meeting(self, event: RawEvent, timing: Timing) -> Meeting:
        return read_meeting(event, self.request, self.zones_of(event), timing.start, timing.end)

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
            self.zones[key] = Zones(event.calendar, self.home)
        return self.zones[key]

    def refuse(self, reason: str, item: str) -> None:
        self.reading.refused.append(SkippedItem(reason=reason, item=item))
