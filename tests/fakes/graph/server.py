"""Microsoft Graph on loopback, as far as calendars go: real HTTP, real tokens, real refusals.

Every answer is held to Microsoft's published types. The fake's own switches: ``refuse_next`` (canned refusals, each
for one request; None answers it), ``foreign_link`` (a next link elsewhere), ``in_circles`` (a page told again and
again), ``hold`` (requests wait).
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fakes.graph import metadata
from tests.fakes.graph.events import Json
from tests.fakes.graph.mailbox import FakeCalendar, FakeMailbox, days_between, with_mutable_ids
from tests.fakes.graph.subscriptions import FakeSubscriptions

MAX_AT_ONCE = 4
DEFAULT_PAGE = 10


Identity = Callable[[str, str, bytes], tuple[int, dict[str, str], bytes]]
"""Method, target and body to status, headers and body."""


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Json
    token: str


@dataclass(frozen=True)
class Reply:
    status: int
    body: Json | None = None
    headers: dict[str, str] = field(default_factory=dict)
    is_published: bool = True
    """Whether it is such as Microsoft's types allow."""


class FakeGraph:
    """``tokens`` are the bearer tokens that open a mailbox; ``asked`` records every request."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.mailbox = FakeMailbox()
        self.tokens: dict[str, FakeMailbox] = {"good-token": self.mailbox}
        self.scopes = {"Calendars.Read"}
        self.asked: list[Asked] = []
        self.refuse_next: list[Reply | None] = []
        self.foreign_link = ""
        self.in_circles = False
        self.hold = 0.0
        self.most_in_flight = 0
        self.stale_as = 410
        self.broken: list[str] = []
        """Where an answer of the fake did not fit the published types."""
        self.subscriptions = FakeSubscriptions(clock)
        self.identity: Identity | None = None
        """Who signs people in, where this is more than Graph: everything but /v1.0."""
        self._in_flight = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "FakeGraph":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        assert not self.broken, self.broken

    @property
    def requests(self) -> int:
        return len(self.asked)

    def answer(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            self._in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self._in_flight)
            too_many = self._in_flight > MAX_AT_ONCE
            canned = self.refuse_next.pop(0) if self.refuse_next else None
        try:
            if self.hold:
                threading.Event().wait(self.hold)
            if too_many:
                return _refusal(429, "ApplicationThrottled", {"Retry-After": "10"})
            return canned or self._judged(asked)
        finally:
            with self._lock:
                self._in_flight -= 1

    def _judged(self, asked: Asked) -> Reply:
        mailbox = self.tokens.get(asked.token)
        if mailbox is None:
            return _refusal(401, "InvalidAuthenticationToken", {"WWW-Authenticate": "Bearer"})
        if "Calendars.Read" not in self.scopes:
            return _refusal(403, "ErrorAccessDenied")
        match asked.path.split("/")[1:]:
            case ["v1.0", "subscriptions", *rest]:
                return Reply(*self.subscriptions.answer(asked.method, rest, asked.body))
            case ["v1.0", "me", "calendars"]:
                return Reply(200, {"value": mailbox.listing()})
            case ["v1.0", "me", "calendarView", "delta"]:
                return self._delta(asked, mailbox.primary, asked.path)
            case ["v1.0", "me", "calendars", name, "calendarView", "delta"]:
                calendar = mailbox.calendars.get(unquote(name))
                return self._delta(asked, calendar, asked.path) if calendar else _refusal(404, "ErrorItemNotFound")
            case ["v1.0", "me", "events", name, "instances"]:
                days = days_between(asked.query["startDateTime"], asked.query["endDateTime"])
                found = mailbox.instances(unquote(name), days)
                return self._page(asked, found) if mailbox.event(unquote(name)) else _refusal(404, "ErrorItemNotFound")
            case ["v1.0", "me", "events", name]:
                event = mailbox.event(unquote(name))
                return Reply(200, event) if event else _refusal(404, "ErrorItemNotFound")
        return _refusal(404, "ResourceNotFound")

    def _delta(self, asked: Asked, calendar: FakeCalendar, path: str) -> Reply:
        query = asked.query
        if "$select" in query or "$top" in query or "$filter" in query:
            return _refusal(400, "ErrorInvalidUrlQuery")
        if "$skiptoken" in query:
            token: str | None = query["$skiptoken"]
        elif "$deltatoken" in query:
            token = calendar.resumed(query["$deltatoken"])
        elif {"startDateTime", "endDateTime"} <= query.keys():
            token = calendar.round(days_between(query["startDateTime"], query["endDateTime"]))
        else:
            return _refusal(400, "ErrorInvalidParameter")
        page = calendar.page(token, _page_size(asked)) if token else None
        if page is None or token is None:
            return self._stale(path)
        items, following, ended = page
        if self.in_circles:
            following, ended = calendar.round(days_between("2026-01-01T00:00Z", "2027-01-01T00:00Z")), ""
        link = {"@odata.nextLink": f"{self.url}{path}?$skiptoken={following}"}
        if ended:
            link = {"@odata.deltaLink": f"{self.url}{path}?$deltatoken={ended}"}
        elif self.foreign_link:
            link = {"@odata.nextLink": self.foreign_link}
        return self._page(asked, items, link)

    def _page(self, asked: Asked, items: list[Json], link: Json | None = None) -> Reply:
        shown = items if 'IdType="ImmutableId"' in asked.headers.get("prefer", "") else with_mutable_ids(items)
        context = {"@odata.context": f"{self.url}/v1.0/$metadata#Collection(event)"}
        return Reply(200, context | (link or {}) | {"value": shown})

    def _stale(self, path: str) -> Reply:
        if self.stale_as == 410:
            location = f"{self.url}{path}?$deltatoken=&startDateTime=2026-01-01T00:00:00Z"
            return _refusal(410, "SyncStateInvalid", {"Location": location})
        return _refusal(self.stale_as, "syncStateNotFound")


def _refusal(status: int, code: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, {"error": {"code": code, "message": "The fake refuses."}}, headers or {})


def _page_size(asked: Asked) -> int:
    for preference in asked.headers.get("prefer", "").split(","):
        name, _, value = preference.strip().partition("=")
        if name == "odata.maxpagesize":
            return int(value)
    return DEFAULT_PAGE


def _checked(asked: Asked, body: Json) -> None:
    if asked.path.endswith("/calendars"):
        for calendar in body["value"]:
            metadata.check("calendar", calendar)
    elif "value" in body:
        metadata.check_page(body)
    elif "error" not in body:
        metadata.check("subscription" if "notificationUrl" in body else "event", body)


def _handler(graph: FakeGraph) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if graph.identity and not parts.path.startswith("/v1.0/"):
                self._say(*graph.identity(self.command, self.path, body))
                return
            query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            token = headers.get("authorization", "").removeprefix("Bearer ")
            said: dict[str, Any] = json.loads(body) if body else {}
            asked = Asked(self.command, parts.path, query, headers, said, token)
            reply = graph.answer(asked)
            if reply.body is not None and reply.is_published:
                try:
                    _checked(asked, reply.body)
                except AssertionError as wrong:
                    graph.broken.append(str(wrong))
            content = b"" if reply.body is None else json.dumps(reply.body).encode()
            self._say(reply.status, {"Content-Type": "application/json", **reply.headers}, content)

        def _say(self, status: int, headers: dict[str, str], content: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_DELETE = _serve  # noqa: N815 - the names http.server calls

        def log_message(self, *_: object) -> None:
            return

    return Handler
