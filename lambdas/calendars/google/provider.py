"""Google Calendar: read in full once, then by sync token; one request where nothing changed.

Google expands recurring events (``singleEvents``), within a window that a sync token carries on. That window reaches
further than what is asked for, so that it is renewed about once a week, before the horizon passes its end (fault 8).
"""

from datetime import timedelta
from typing import Any

from lambdas.calendars.base import CalendarRequest, CalendarSnapshot, SkippedItem, Window, whole_days
from lambdas.calendars.google.calls import GoogleCalls
from lambdas.calendars.google.event_list import NO_END, Listing, listed
from lambdas.calendars.google.events import read_meeting
from lambdas.calendars.google.times import UnreadableTime, read_span
from lambdas.calendars.merged_copies import Items, MergedCopies
from lambdas.calendars.sync_state import meeting_with_id, noted, same_reader, still_covers, unchanged
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import Retryable

READER_VERSION = "3"
"""Part of what makes a calendar unchanged: raise it when the same events are to be read differently."""

HELD_BEYOND = timedelta(days=7)


class GoogleCalendar:
    """The calendar provider for Google. Holds no state of its own between calls."""

    source = Source.GOOGLE

    def __init__(self, calls: GoogleCalls, copies: MergedCopies) -> None:
        self._calls = calls
        self._copies = copies

    def fetch_upcoming_meetings(self, request: CalendarRequest) -> CalendarSnapshot:
        """See CalendarProvider. A token that expired, or no longer reaches far enough, leads to a reading in full."""
        state = request.connection.sync_state
        requests = 0
        if state.get("token") and state.get("holds", "") >= iso(whole_days(request.window).end):
            changes, requests = listed(self._calls, request, {"syncToken": state["token"]})
            if changes and changes.is_empty and still_covers(request) and same_reader(request, READER_VERSION):
                return unchanged(request, requests)
            items = self._copies.load(request, state["token"]) if changes else None
            if changes and items is not None:
                return self._merged(request, items, changes)
        return self._in_full(request, requests)

    def get_meeting_details(self, request: CalendarRequest, meeting_id: str) -> Meeting:
        """See CalendarProvider; always reads the calendar anew, and leaves the copy alone."""
        window = whole_days(request.window)
        listing, _ = listed(self._calls, request, {"timeMin": iso(window.start), "timeMax": iso(window.end)})
        items = _by_id(listing.items) if listing else {}
        meetings, _refused = _read_all(items, request, window, listing.zone if listing else "")
        return meeting_with_id(meetings, meeting_id)

    def refresh_calendar_token(self, request: CalendarRequest) -> CalendarConnection:
        """Tokens are renewed where they are stored; nothing of the connection changes with them."""
        self._calls.require_consent(request)
        return request.connection

    def _in_full(self, request: CalendarRequest, asked_before: int) -> CalendarSnapshot:
        window = whole_days(request.window)
        held = Window(start=window.start, end=window.end + HELD_BEYOND)
        listing, requests = listed(self._calls, request, {"timeMin": iso(held.start), "timeMax": iso(held.end)})
        if listing is None:
            raise Retryable(NO_END)
        items = _by_id(listing.items)
        self._copies.store(request, listing.token, items)
        origin = {"token": listing.token, "holds": iso(held.end), "zone": listing.zone}
        return _snapshot(request, items, origin, asked_before + requests, listing.refused)

    def _merged(self, request: CalendarRequest, items: Items, changes: Listing) -> CalendarSnapshot:
        """Merges the changes. Without any the old token stays good: only the days that are looked at have moved on."""
        state = request.connection.sync_state
        token = state["token"] if changes.is_empty else changes.token
        if not changes.is_empty:
            for item in changes.items:
                _merge(items, item)
            items = {key: item for key, item in items.items() if _is_ahead(item, request, state.get("zone", ""))}
            self._copies.store(request, token, items)
        origin = {"token": token, "holds": state["holds"], "zone": changes.zone or state.get("zone", "")}
        return _snapshot(request, items, origin, changes.requests, changes.refused)


def _merge(items: Items, change: dict[str, Any]) -> None:
    """A deleted event has only its id; deleted with its series, it names none of the occurrences (faults 5 and 6)."""
    key = str(change["id"])
    if change.get("status") != "cancelled":
        items[key] = change
        return
    for gone in [key, *(other for other, item in items.items() if item.get("recurringEventId") == key)]:
        items.pop(gone, None)


def _by_id(listed: list[dict[str, Any]]) -> Items:
    return {str(item["id"]): item for item in listed if item.get("status") != "cancelled"}


def _is_ahead(item: dict[str, Any], request: CalendarRequest, zone: str) -> bool:
    """Returns False for what is over, which is forgotten; what cannot be read stays, to be named as such."""
    try:
        return read_span(item, request.timezone, zone).end > request.window.start
    except UnreadableTime:
        return True


def _read_all(
    items: Items, request: CalendarRequest, window: Window, zone: str
) -> tuple[list[Meeting], tuple[SkippedItem, ...]]:
    meetings, refused = [], []
    for key, item in items.items():
        try:
            meeting = read_meeting(item, request, zone)
        except UnreadableTime as error:
            refused.append(SkippedItem(reason=str(error), item=key))
            continue
        if window.touches(meeting.start, meeting.end):
            meetings.append(meeting)
    return meetings, tuple(refused)


def _snapshot(
    request: CalendarRequest, items: Items, origin: dict[str, str], requests: int, nameless: tuple[SkippedItem, ...]
) -> CalendarSnapshot:
    window = whole_days(request.window)
    meetings, unreadable = _read_all(items, request, window, origin["zone"])
    refused = (*unreadable, *nameless)
    return CalendarSnapshot(
        meetings=tuple({meeting.meeting_id: meeting for meeting in meetings}.values()),
        refused=refused,
        sync_state={**origin, **noted(request, READER_VERSION, window.end, refused)},
        window=window,
        requests=requests,
    )
