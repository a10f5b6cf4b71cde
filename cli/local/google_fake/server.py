"""The stand-in for Google Calendar as a server on loopback, for whoever has no Google account at hand and for tests.

Any client library of Google's can speak to it. ``before`` may answer instead of the service: that is how faults come.
"""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from cli.local.fake_identity import FakeIdentity
from cli.local.google_fake.partial import parse, partial
from cli.local.google_fake.service import Content, GoogleService, Parameters, Trouble

PREFIX = "/calendar/v3"

Answer = tuple[int, Content | None]
Before = Callable[[str, Parameters], Answer | None]
Checked = Callable[[str, Content], None]
"""Is shown every answer with the name of its schema in Google's discovery document."""


class GoogleFake:
    """``url`` is the API's base address, as ``https://www.googleapis.com/calendar/v3`` is the real one's."""

    def __init__(self, service: GoogleService, port: int = 0) -> None:
        self.service = service
        self.before: Before = lambda _operation, _asked: None
        self.check: Checked = lambda _schema, _content: None
        self.identity: FakeIdentity | None = None
        self._lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{PREFIX}"

    @property
    def issuer(self) -> str:
        return self.url.removesuffix(PREFIX)

    def start(self) -> None:
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, target: str, bearer: str, body: Content) -> Answer:
        """Raises Trouble. One request at a time: the service is plain data."""
        parts = urlsplit(target)
        asked = dict(parse_qsl(parts.query))
        path = [unquote(part) for part in parts.path.removeprefix(PREFIX).strip("/").split("/")]
        with self._lock:
            operation, schema, do = self._route(method, path, asked, body)
            self.service.calls[operation] += 1
            if instead := self.before(operation, asked):
                return instead
            account = self.service.account_of(bearer)
            self.service.spend(account)
            content = do(account)
            if content is None:
                return 204, None
            self.check(schema, content)
            return 200, partial(content, parse(asked["fields"])) if "fields" in asked else content

    def _route(
        self, method: str, path: list[str], asked: Parameters, body: Content
    ) -> tuple[str, str, Callable[[str], Content | None]]:
        service = self.service
        match (method, *path):
            case ("GET", "users", "me", "calendarList"):
                return "calendarList.list", "CalendarList", service.calendar_list
            case ("GET", "calendars", name, "events"):
                return "events.list", "Events", lambda account: service.list_events(account, name, asked)
            case ("POST", "calendars", name, "events", "watch"):
                return "events.watch", "Channel", lambda account: service.watch(account, name, body)
            case ("POST", "channels", "stop"):
                return "channels.stop", "", lambda _account: service.stop(body)
            case ("POST", "calendars", name, "events"):
                return "events.insert", "Event", lambda account: service.put(account, name, body)
            case ("GET", "calendars", name, "events", key):
                return "events.get", "Event", lambda account: service.get(account, name, key)
            case ("PATCH", "calendars", name, "events", key):
                return "events.patch", "Event", lambda account: service.patch(account, name, key, body)
            case ("PUT", "calendars", name, "events", key):
                return "events.update", "Event", lambda account: service.put(account, name, {**body, "id": key})
            case ("DELETE", "calendars", name, "events", key):
                return "events.delete", "", lambda account: service.delete(account, name, key)
        raise Trouble(404, "notFound")


def error_body(status: int, reason: str) -> Content:
    """As Google writes errors."""
    told = [{"domain": "usageLimits" if "Limit" in reason else "global", "reason": reason, "message": reason}]
    return {"error": {"code": status, "message": reason, "errors": told}}


def _handler(fake: GoogleFake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            sent = self.rfile.read(length)
            if fake.identity and not self.path.startswith(PREFIX):
                self._send(*fake.identity.answer(self.command, self.path, sent))
                return
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            headers: dict[str, str] = {}
            try:
                status, content = fake.answer(self.command, self.path, bearer, json.loads(sent or b"{}"))
            except Trouble as trouble:
                status, headers = trouble.status, trouble.headers
                content = error_body(trouble.status, trouble.reason)
            self._send(status, headers, b"" if content is None else json.dumps(content).encode())

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815 - HTTP's methods by its convention

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing: requests carry people's calendars."""

        def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json; charset=UTF-8", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
