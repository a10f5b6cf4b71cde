"""iCalendar: an uploaded file or a feed's address (Google's secret address, Outlook's published calendar, iCloud).

Reads the whole calendar and works out what happens in the window. A feed that did not change costs one conditional
request and no parsing; its last good copy is stored, because the window moves on while the feed stands still.
"""

import hashlib

from lambdas.calendars.base import CalendarRequest, CalendarSnapshot, SkippedItem, whole_days
from lambdas.calendars.ics.feed_body import EMPTY, split_body
from lambdas.calendars.ics.feed_fetch import FetchedFeed, Fetcher
from lambdas.calendars.ics.read_feed import FeedReading, read_feed
from lambdas.calendars.ics.text import RawFeed
from lambdas.calendars.merged_copies import Copies
from lambdas.calendars.sync_state import meeting_with_id, noted, read_anew, same_reader, still_covers, unchanged
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import NotFound, Refused, Retryable

_READER_VERSION = "3"
"""Part of what makes a calendar unchanged: raise it when the same bytes are to be read differently."""

_UPLOADED = "s3://"
_VALIDATORS = frozenset({"If-None-Match", "If-Modified-Since"})

CUT_OFF = "The calendar ended in the middle; what AMO knows of it stays as it is."
GONE_FILE = "The uploaded calendar file is no longer there; upload it again."


class IcsCalendar:
    """The calendar provider for iCalendar. Holds no state of its own between calls."""

    source = Source.ICS

    def __init__(self, copies: Copies, fetcher: Fetcher) -> None:
        self._copies = copies
        self._fetcher = fetcher

    def fetch_upcoming_meetings(self, request: CalendarRequest) -> CalendarSnapshot:
        """See CalendarProvider. Nothing is cancelled by a login page, an empty answer or a calendar cut off."""
        state = request.connection.sync_state
        fetched = self._fetch(request)
        body, digest = fetched.body, state.get("body", "")
        if body is not None:
            digest = hashlib.sha256(body).hexdigest()
        if digest == state.get("body") and still_covers(request) and same_reader(request, _READER_VERSION):
            return unchanged(request, fetched.requests, fetched.validators)
        if body is None:
            body, fetched = self._last_good(request, digest, fetched)
            digest = hashlib.sha256(body).hexdigest()
        return self._snapshot(request, body, digest, fetched)

    def get_meeting_details(self, request: CalendarRequest, meeting_id: str) -> Meeting:
        """See CalendarProvider; always reads the calendar anew."""
        return meeting_with_id(self.fetch_upcoming_meetings(read_anew(request)).meetings, meeting_id)

    def refresh_calendar_token(self, request: CalendarRequest) -> CalendarConnection:
        """A feed's address is its own credential; there is nothing to renew."""
        return request.connection

    def _snapshot(self, request: CalendarRequest, body: bytes, digest: str, fetched: FetchedFeed) -> CalendarSnapshot:
        feed, window = split_body(body, fetched), whole_days(request.window)
        if not feed.ended and request.connection.sync_state:
            raise Retryable(CUT_OFF)
        reading = read_feed(feed, request, window)
        if not _is_upload(request):
            self._copies.put(_copy_key(request), body, "text/calendar")
        refused = _refused(feed, reading)
        told_of = noted(request, _READER_VERSION, window.end, refused)
        return CalendarSnapshot(
            meetings=tuple({meeting.meeting_id: meeting for meeting in reading.meetings}.values()),
            refused=refused,
            sync_state={**fetched.validators, "body": digest, **told_of},
            window=window,
            complete=reading.complete,
            requests=fetched.requests,
            state_can_recur=True,
        )

    def _fetch(self, request: CalendarRequest) -> FetchedFeed:
        if _is_upload(request):
            return FetchedFeed(self._uploaded(request), requests=0)
        state = request.connection.sync_state
        return self._fetcher.fetch(
            request.connection.address, {name: state[name] for name in _VALIDATORS & state.keys()}
        )

    def _uploaded(self, request: CalendarRequest) -> bytes:
        key = request.connection.address.removeprefix(_UPLOADED)
        if not key.startswith(f"uploads/{request.user_id}/"):
            raise Refused(GONE_FILE)
        try:
            return self._copies.get(key)
        except NotFound:
            raise Refused(GONE_FILE) from None

    def _last_good(self, request: CalendarRequest, digest: str, fetched: FetchedFeed) -> tuple[bytes, FetchedFeed]:
        """The copy the unchanged feed left here, or, when that is lost or another, the feed itself once more."""
        try:
            body = self._copies.get(_copy_key(request))
            if hashlib.sha256(body).hexdigest() == digest:
                return body, fetched
        except NotFound:
            pass
        again = self._fetcher.fetch(request.connection.address, {})
        if again.body is None:
            raise Retryable(EMPTY)
        requests = fetched.requests + again.requests
        return again.body, FetchedFeed(again.body, again.validators, requests, again.content_type)


def _refused(feed: RawFeed, reading: FeedReading) -> tuple[SkippedItem, ...]:
    cut_off = () if feed.ended else (SkippedItem(reason="the calendar ends in the middle", item="end of the calendar"),)
    return (*reading.refused, *cut_off)


def _is_upload(request: CalendarRequest) -> bool:
    return request.connection.address.startswith(_UPLOADED)


def _copy_key(request: CalendarRequest) -> str:
    return f"{request.user_id}/calendars/{request.connection.calendar_id}.ics"
