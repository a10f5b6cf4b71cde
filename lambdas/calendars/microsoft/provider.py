"""Microsoft 365 and Outlook calendars, through Microsoft Graph: read once, then only what changed.

A delta query's days are frozen in its token. They reach a week further than asked for, and the calendar is read anew
before the week is used up (fault 24). Changes are merged into a copy of the calendar; the monitor sees the whole.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from lambdas.calendars.base import CalendarRequest, CalendarSnapshot, SkippedItem, Window, whole_days
from lambdas.calendars.merged_copies import MergedCopies
from lambdas.calendars.microsoft.delta_round import Events, Round, merged, with_series
from lambdas.calendars.microsoft.event import GraphEvent, from_copy, read_event
from lambdas.calendars.microsoft.graph import IN_CIRCLES, MAX_REPEATED, Graph, Mailbox, StaleToken
from lambdas.calendars.microsoft.meetings import read_meetings
from lambdas.calendars.microsoft.paths import calendar_path, event_path
from lambdas.calendars.microsoft.refusals import NO_CALENDAR, UNWELL
from lambdas.calendars.sync_state import meeting_with_id, noted, read_anew, same_reader, still_covers, unchanged
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.kernel.instants import iso, parse_iso
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import NotFound, Refused, Retryable
from lambdas.outbound.json_http import Query

AHEAD = timedelta(days=7)
"""The time a baseline reaches beyond the days asked for: as often as this a calendar is read anew."""

_READER_VERSION = "3"
"""Part of what makes a calendar unchanged: raise it when the same events are to be read differently."""

_NAMELESS = SkippedItem(reason="it has no id", item="an event without an id")
_SHAPELESS = SkippedItem(reason="it is not written as Microsoft writes events", item="an entry that is no event")


class MicrosoftCalendar:
    """The calendar provider for Microsoft Graph. Holds no state of its own between calls."""

    source = Source.MICROSOFT

    def __init__(self, graph: Graph, copies: MergedCopies) -> None:
        self._graph = graph
        self._copies = copies

    def fetch_upcoming_meetings(self, request: CalendarRequest) -> CalendarSnapshot:
        """See CalendarProvider. Nothing changed costs one request, and gives the state back as it was."""
        with self._graph.mailbox(request) as mailbox:
            try:
                return self._what_changed(mailbox, request) or self._everything(mailbox, request)
            except NotFound:
                raise Refused(NO_CALENDAR) from None

    def get_meeting_details(self, request: CalendarRequest, meeting_id: str) -> Meeting:
        """See CalendarProvider; always reads the calendar anew."""
        return meeting_with_id(self.fetch_upcoming_meetings(read_anew(request)).meetings, meeting_id)

    def refresh_calendar_token(self, request: CalendarRequest) -> CalendarConnection:
        """See CalendarProvider; tokens are stored elsewhere, so the connection stays as it is."""
        self._graph.require_consent(request)
        return request.connection

    def _what_changed(self, mailbox: Mailbox, request: CalendarRequest) -> CalendarSnapshot | None:
        """None where the calendar has to be read from the beginning."""
        state = request.connection.sync_state
        if not state.get("delta") or not still_covers(request):
            return None
        try:
            told, link = _round(mailbox, state["delta"])
        except StaleToken:  # where its Location leads is not asked for: that would be the old days again
            return None
        if told.is_empty and same_reader(request, _READER_VERSION):
            return unchanged(request, mailbox.requests)
        kept = self._copies.load(request, state["delta"])
        if kept is None:
            return None
        covered = Window(start=parse_iso(state["from"]), end=parse_iso(state["covers"]))
        events = merged({name: from_copy(item) for name, item in kept.items()}, told)
        for series in sorted(told.series):
            events = _refreshed(mailbox, told, events, series, covered)
        return self._snapshot(mailbox, request, told, events, link, covered)

    def _everything(self, mailbox: Mailbox, request: CalendarRequest) -> CalendarSnapshot:
        asked = whole_days(request.window)
        covered = Window(start=asked.start.replace(hour=0, minute=0, second=0, microsecond=0), end=asked.end + AHEAD)
        try:
            told, link = _round(mailbox, f"{calendar_path(request.connection)}/calendarView/delta", _days(covered))
        except StaleToken:
            raise Retryable(UNWELL) from None
        events = merged({}, told)
        # Series that began before these days are not among what was told, their occurrences are.
        for name in sorted(told.series - events.keys()):
            if series := _series(mailbox, name):
                events[name] = series
        return self._snapshot(mailbox, request, told, events, link, covered)

    def _snapshot(
        self, mailbox: Mailbox, request: CalendarRequest, told: Round, events: Events, link: str, covered: Window
    ) -> CalendarSnapshot:
        window = Window(start=max(covered.start, request.window.start), end=covered.end)
        found, unreadable = read_meetings(events, request)
        refused = (*unreadable, *_without_name(told))
        self._copies.store(request, link, {name: event.kept() for name, event in events.items()})
        told_of = noted(request, _READER_VERSION, covered.end, refused)
        return CalendarSnapshot(
            meetings=tuple(meeting for meeting in found if window.touches(meeting.start, meeting.end)),
            refused=refused,
            sync_state={"delta": link, "from": iso(covered.start), **told_of},
            window=window,
            requests=mailbox.requests,
        )


def _round(mailbox: Mailbox, path: str, query: Query = ()) -> tuple[Round, str]:
    """All pages up to the link for the next time."""
    told, repeated = Round(), 0
    for page in mailbox.pages(path, query):
        repeated = 0 if told.add(_items(page)) or not _items(page) else repeated + 1
        if link := page.get("@odata.deltaLink"):
            return told, mailbox.path_of(link)
        if repeated >= MAX_REPEATED:
            break
    raise Retryable(IN_CIRCLES)


def _refreshed(mailbox: Mailbox, told: Round, events: Events, name: str, covered: Window) -> Events:
    """A series a round touched, with the occurrences it has now: of one taken out, a delta tells nothing."""
    known = told.changed.get(name)
    series = known if known and known.is_series else _series(mailbox, name)
    if series is None:
        return with_series(events, name, None, {})
    current = Round()
    try:
        for page in mailbox.pages(f"{event_path(name)}/instances", _days(covered)):
            current.add(_items(page))
    except NotFound:
        return with_series(events, name, None, {})
    told.nameless += current.nameless
    told.shapeless += current.shapeless
    return with_series(events, name, series, current.changed)


def _series(mailbox: Mailbox, name: str) -> GraphEvent | None:
    """The pattern of a series; None where it is gone by now."""
    try:
        return read_event(mailbox.call("GET", event_path(name)))
    except NotFound:
        return None


def _items(page: Mapping[str, Any]) -> list[object]:
    value = page.get("value") or []
    return value if isinstance(value, list) else [value]


def _without_name(told: Round) -> tuple[SkippedItem, ...]:
    """Each kind of them once: there is nothing to tell one from another by."""
    return (*([_NAMELESS] if told.nameless else []), *([_SHAPELESS] if told.shapeless else []))


def _days(covered: Window) -> Query:
    return (("startDateTime", iso(covered.start)), ("endDateTime", iso(covered.end)))
