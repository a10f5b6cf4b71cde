"""A user's calendars that need no consent: feeds and uploaded files, connected, counted, disconnected."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lambdas.accounts.sync_requests import SyncRequests
from lambdas.calendars.ics.feed_addresses import NOT_A_WEB_ADDRESS
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.source import Source
from lambdas.errors import NotFound, Refused, Retryable
from lambdas.store.documents import Documents
from lambdas.store.user_accounts import OwnCalendars

if TYPE_CHECKING:
    from lambdas.calendars.ics.feed_check import FeedCheck

FEED_SCHEMES = frozenset({"https", "http", "webcal", "webcals"})
UPLOADED = "s3://"
NOT_NOW = "{}; nothing is connected yet. Check the address, or try again in a few minutes."


@dataclass(frozen=True, slots=True)
class Calendars:
    connected: OwnCalendars
    files: Documents
    syncs: SyncRequests
    feed_check: "Callable[[], FeedCheck]"
    """Made only where a feed is connected: what fetches one is not loaded for the rest."""

    def connect_feed(self, user_id: str, address: str, label: str) -> str:
        """Returns the new calendar's id. Raises Refused, with the reason, where no calendar can be read."""
        address = address.strip()
        try:
            parts = urlsplit(address if address.isprintable() else "")
        except ValueError:  # brackets and signs that no host has
            raise Refused(NOT_A_WEB_ADDRESS) from None
        if parts.scheme.lower() not in FEED_SCHEMES or not parts.hostname or len(address) > 2000:
            raise Refused(NOT_A_WEB_ADDRESS)
        try:
            self.feed_check().require(address)
        except Retryable as error:
            raise Refused(NOT_NOW.format(str(error).partition(";")[0].rstrip("."))) from None
        return self._connect(user_id, digest(address)[:12], label or f"feed at {parts.hostname}", address)

    def import_file(self, user_id: str, content: bytes, label: str) -> str:
        """Returns the calendar's id. The same label again replaces the file. Raises Refused for what is no calendar."""
        if b"BEGIN:VCALENDAR" not in content[:4096].upper():
            raise Refused("This is not a calendar file; choose an .ics file.")
        label = label or "Uploaded calendar"
        calendar_id = digest(f"upload:{label}")[:12]
        key = f"uploads/{user_id}/{calendar_id}.ics"
        self.files.put(key, content, "text/calendar")
        return self._connect(user_id, calendar_id, label, f"{UPLOADED}{key}")

    def disconnect(self, user_id: str, calendar_id: str, now: datetime) -> None:
        """Its meetings go with the next reading. Raises NotFound for a calendar this user does not have."""
        known = self._require(user_id, calendar_id)
        self.connected.disconnect(user_id, calendar_id)
        self.syncs.request_end(user_id, [known[calendar_id]], now)
        self.syncs.request(user_id, replan=True)

    def count(self, user_id: str, calendar_id: str, counts: bool) -> CalendarConnection:
        """Sets whether a calendar's meetings are prepared (CAL-6). Raises NotFound for one this user does not have.

        All are read anew: what another calendar shows of the same meeting counts for more, or less, from now on.
        """
        known = self._require(user_id, calendar_id)
        known[calendar_id] = known[calendar_id].model_copy(update={"counts": counts})
        for connection in known.values():
            self.connected.connect(user_id, connection.model_copy(update={"sync_state": {}}))
        self.syncs.request(user_id, replan=True)
        return known[calendar_id]

    def _require(self, user_id: str, calendar_id: str) -> dict[str, CalendarConnection]:
        known = {connection.calendar_id: connection for connection in self.connected.of_user(user_id)}
        if calendar_id not in known:
            raise NotFound("There is no such calendar.")
        return known

    def _connect(self, user_id: str, calendar_id: str, label: str, address: str) -> str:
        connection = CalendarConnection(calendar_id=calendar_id, source=Source.ICS, label=label[:200], address=address)
        self.connected.connect(user_id, connection)
        self.syncs.request(user_id)
        return calendar_id
