"""Microsoft Graph over HTTPS: one mailbox at a time, its turns kept, its answers judged, its links vetted.

Every call goes to the configured origin: of a link in an answer only path and query are used, after its origin was
checked, so that a token is never sent anywhere else (fault 25).
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from lambdas.calendars.access import CalendarAccess
from lambdas.calendars.authorized_calls import AuthorizedCalls
from lambdas.calendars.base import CalendarRequest
from lambdas.calendars.microsoft.refusals import is_stale, judged, seconds_left_alone
from lambdas.calendars.pages import Pages
from lambdas.errors import Refused, Retryable
from lambdas.outbound.json_http import HttpAnswer, JsonHttp, Query
from lambdas.store.mailbox_turns import Turn

PAGE_ITEMS = 200
PREFERENCES = f'IdType="ImmutableId", outlook.body-content-type="text", odata.maxpagesize={PAGE_ITEMS}'
MAX_PAGES = 500
MAX_EMPTY = 20
"""Pages without an item, one after the other, before their number counts as endless; a few are usual."""
MAX_REPEATED = 3
"""Pages without news before a round counts as going in circles, which Graph's own paging has done to others."""

WAITS = (0.2, 0.4, 0.8, 1.6, 2.0)
"""Seconds between the tries for a turn; then the calendar is left to the next sync."""

TAKEN = "Several syncs read this mailbox at the same time; AMO tries again."
ELSEWHERE = "Microsoft's answer leads to a foreign address; AMO does not follow it."
IN_CIRCLES = "Microsoft's answer about this calendar has no end; AMO tries again."


class StaleToken(Exception):
    """The delta token is no longer known: the calendar has to be read from the beginning (fault 21)."""


class MailboxQuota(Protocol):
    """store/mailbox_turns.py."""

    def take(self, mailbox: str, now: datetime) -> Turn | None: ...

    def give_back(self, turn: Turn) -> None: ...

    def close(self, mailbox: str, until: datetime) -> None: ...


class Graph:
    """``http`` knows where Graph is, or its stand-in: an origin without a path."""

    def __init__(
        self,
        http: JsonHttp,
        access: CalendarAccess,
        turns: MailboxQuota,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = http
        self._authorized = AuthorizedCalls(access)
        self._turns = turns
        self._clock = clock
        self._sleep = sleep

    @property
    def is_local(self) -> bool:
        return self._http.is_local

    @contextmanager
    def mailbox(self, request: CalendarRequest) -> Iterator["Mailbox"]:
        """A turn at the owner's mailbox. Raises Retryable where there is none to be had (faults 26 and 27)."""
        name = f"graph#{request.connection.account_id or request.user_id}"
        turn = self._turn(name)
        try:
            yield Mailbox(self._http, self._authorized, request, lambda wait: self._close(name, wait))
        finally:
            self._turns.give_back(turn)

    def require_consent(self, request: CalendarRequest) -> None:
        """Raises NeedsConsent where the owner's consent is over."""
        self._authorized.require_consent(request.user_id, request.connection)

    def _turn(self, name: str) -> Turn:
        for wait in (*WAITS, None):
            if turn := self._turns.take(name, self._clock()):
                return turn
            if wait is not None:
                self._sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311 - spreads the tries, guards nothing
        raise Retryable(TAKEN)

    def _close(self, name: str, seconds: float) -> None:
        self._turns.close(name, self._clock() + timedelta(seconds=seconds))


class Mailbox:
    """The mailbox during one turn. ``requests`` counts what was asked."""

    def __init__(
        self,
        http: JsonHttp,
        authorized: AuthorizedCalls,
        request: CalendarRequest,
        close: Callable[[float], None],
    ) -> None:
        self._http = http
        self._authorized = authorized
        self._request = request
        self._close = close
        self.requests = 0

    def pages(self, path: str, query: Query = ()) -> Iterator[dict[str, Any]]:
        """Each page of a collection; the caller stops when it has seen enough.

        Raises Retryable where a page leads to one that was read before, or the pages do not end.
        """
        pages, empty = Pages(MAX_PAGES, IN_CIRCLES, first=f"{path}?{urlencode(query)}" if query else path), 0
        while empty <= MAX_EMPTY:
            page = self.call("GET", path, query=query)
            yield page
            following = page.get("@odata.nextLink")
            if not following:
                return
            path, query = pages.require_new(self.path_of(following)), ()
            empty = 0 if page.get("value") else empty + 1
        raise Retryable(IN_CIRCLES)

    def call(
        self, method: str, path: str, *, query: Query = (), body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Raises NotFound, Refused, Retryable, or StaleToken."""
        ask = self._http.ask(method, path, headers={"Prefer": PREFERENCES}, query=query, body=body)

        def counted(token: str) -> HttpAnswer:
            self.requests += 1
            return ask(token)

        answer = self._authorized.make(self._request.user_id, self._request.connection, counted)
        if 200 <= answer.status < 300:
            return answer.content
        raise self._judged(answer)

    def path_of(self, link: object) -> str:
        """Path and query of a link in an answer. Raises Refused for one that leads elsewhere."""
        parts = urlsplit(str(link))
        if parts[:2] != urlsplit(self._http.base_url)[:2] or not parts.path.startswith("/"):
            raise Refused(ELSEWHERE)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def _judged(self, answer: HttpAnswer) -> Exception:
        if is_stale(answer):
            return StaleToken()
        if pause := seconds_left_alone(answer):
            self._close(pause)
        return judged(answer)
