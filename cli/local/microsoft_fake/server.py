"""Microsoft Graph on loopback, as far as calendars go: real HTTP, real tokens, real refusals.

``check`` is shown every answer: tests hold it to Microsoft's published types. The fake's own switches: ``refuse_next``
(canned refusals, each for one request; None answers it), ``foreign_link`` (a next link elsewhere), ``in_circles`` (a
page told again and again), ``hold`` (requests wait).
"""

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cli.local.microsoft_fake import edits
from cli.local.microsoft_fake.events import Json
from cli.local.microsoft_fake.mailbox import FakeCalendar, FakeMailbox, days_between, with_mutable_ids
from cli.local.microsoft_fake.subscriptions import Check, FakeSubscriptions, nothing

MAX_AT_ONCE = 4
MARK = re.compile(r"p/id eq '([^']+)'")
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


class GraphFake:
    """``tokens`` are the bearer tokens that open a mailbox; ``note`` is shown every request.

    ``tell`` is called after each change that came over HTTP, ``owner`` is whose mailbox it is.
    """

    def __init__(
        self,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        port: int = 0,
        owner: str = "you@example.com",
        check: Check = nothing,
    ) -> None:
        self._clock = clock
        self._owner = owner
        self.tell: Callable[[], None] = lambda: None
        self.mailbox = FakeMailbox()
        self.tokens: dict[str, FakeMailbox] = {"good-token": self.mailbox}
        self.scopes = {"Calendars.Read"}
        self.note: Callable[[Asked], None] = lambda _asked: None
        self.refuse_next: list[Reply | None] = []
        self.foreign_link = ""
        self.in_circles = False
        self.hold = 0.0
        self.most_in_flight = 0
        self.stale_as = 410
        self.check: Callable[[Asked, Json], None] = lambda _asked, _said: None
        self.subscriptions = FakeSubscriptions(clock, check=check)
        self.identity: Identity | None = None
        """Who signs people in, where this is more than Graph: everything but /v1.0."""
        self._in_flight = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def let_in(self, bearer: str, _account: str) -> None:
        self.tokens[bearer] = self.mailbox

    def answer(self, asked: Asked) -> Reply:
        with self._lock:
            self.note(asked)
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
                return self._delta(asked, calendar, asked.path) if calendar else _missing()
            case ["v1.0", "me", "events", name, "instances"]:
                days = days_between(asked.query["startDateTime"], asked.query["endDateTime"])
                found = mailbox.instances(unquote(name), days)
                return self._page(asked, found) if mailbox.event(unquote(name)) else _missing()
            case ["v1.0", "me", "events"]:
                return self._collection(asked, mailbox, mailbox.primary)
            case ["v1.0", "me", "calendars", name, "events"]:
                calendar = mailbox.calendars.get(unquote(name))
                return self._collection(asked, mailbox, calendar) if calendar else _missing()
            case ["v1.0", "me", "events", name, *verb]:
                calendar = mailbox.holding(unquote(name))
                return self._one(asked, calendar, unquote(name), verb) if calendar else _missing()
        return _refusal(404, "ResourceNotFound")

    def _collection(self, asked: Asked, mailbox: FakeMailbox, calendar: FakeCalendar) -> Reply:
        if asked.method == "POST":
            return self._changed(201, lambda: edits.create(calendar, self._owner, asked.body, self._clock()))
        if mark := MARK.search(asked.query.get("$filter", "")):
            return Reply(200, {"value": [{"id": event["id"]} for event in mailbox.marked(mark[1])]})
        return self._page(asked, [event for event in calendar.events.values() if event["type"] != "occurrence"])

    def _one(self, asked: Asked, calendar: FakeCalendar, key: str, verb: list[str]) -> Reply:
        match asked.method, verb:
            case "GET", []:
                return Reply(200, calendar.events[key])
            case "PATCH", []:
                return self._changed(200, lambda: edits.change(calendar, key, asked.body, self._clock()))
            case "DELETE", []:
                return self._changed(204, lambda: calendar.remove(key))
            case "POST", [said] if said in edits.ANSWERS:
                return self._changed(202, lambda: edits.answer(calendar, key, said, self._owner, self._clock()))
        return _refusal(405, "MethodNotAllowed")

    def _changed(self, status: int, do: Callable[[], Json | None]) -> Reply:
        try:
            said = do()
        except (AttributeError, KeyError, TypeError, ValueError):
            return _refusal(400, "ErrorInvalidRequest")
        self.tell()
        return Reply(status, said)

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


def _missing() -> Reply:
    return _refusal(404, "ErrorItemNotFound")


def _refusal(status: int, code: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, {"error": {"code": code, "message": "The fake refuses."}}, headers or {})


def _page_size(asked: Asked) -> int:
    for preference in asked.headers.get("prefer", "").split(","):
        name, _, value = preference.strip().partition("=")
        if name == "odata.maxpagesize":
            return int(value)
    return DEFAULT_PAGE


def _handler(graph: GraphFake) -> type[BaseHTTPRequestHandler]:
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
                graph.check(asked, reply.body)
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
