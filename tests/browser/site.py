"""The page's real handlers, in memory (tests/unit/edges/harness.py), behind a port that a browser can open."""

import base64
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from lambdas.edges.http.requests import COOKIE
from tests.unit.edges.harness import ADA, Harness, endpoint_of, event_of, session_cookie

NO_CONTENT = 204
Fault = Callable[["Exchange"], None]
"""What goes wrong with one request, instead of its answer or around it."""


class Site:
    """One world at a time; a new one whenever a test wants to begin from nothing.

    ``faults`` wait for requests that begin so (``POST /meetings/``): each befalls one, in this order. ``asked`` are the
    requests so far, ``under_way`` how many wait for their answer.
    """

    def __init__(self) -> None:
        self.faults: list[tuple[str, Fault]] = []
        self.asked: list[str] = []
        self.under_way = 0
        self._patches = pytest.MonkeyPatch()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.harness = self.begin_anew()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def begin_anew(self) -> Harness:
        with self._lock:
            self._patches.undo()
            self.harness = Harness(self._patches, self.url)
            self.faults, self.asked = [], []
        return self.harness

    def sign_in(self, context: Any, user: str = ADA) -> None:
        value = session_cookie(user).removeprefix(f"{COOKIE}=")
        context.add_cookies([{"name": COOKIE, "value": value, "url": self.url}])

    def fault_for(self, request: str) -> Fault | None:
        waiting = next((fault for fault in self.faults if request.startswith(fault[0])), None)
        if waiting is None:
            return None
        self.faults.remove(waiting)
        return waiting[1]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._patches.undo()

    def answer(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
        """One request at a time: the handlers keep the current one, as in Lambda."""
        cookies = headers.pop("cookie", "").split("; ")
        with self._lock:
            answered: dict[str, Any] = endpoint_of(path).handler(event_of(method, path, body, headers, cookies), None)
            return answered


class Exchange(BaseHTTPRequestHandler):
    """One request and its answer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    site: Site

    def answer(self) -> None:
        request = f"{self.command} {self.path}"
        self.site.asked.append(request)
        self.site.under_way += 1
        try:
            befalls = self.site.fault_for(request) or (lambda exchange: exchange.send(exchange.given()))
            befalls(self)
        finally:
            self.site.under_way -= 1

    def given(self) -> dict[str, Any]:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return self.site.answer(self.command, self.path, sent, headers)

    def send(self, given: dict[str, Any]) -> None:
        text = given.get("body") or ""
        body = base64.b64decode(text) if given.get("isBase64Encoded") else text.encode()
        assert not (given["statusCode"] == NO_CONTENT and body), "a browser takes it for the next answer's beginning"
        self.send_response(int(given["statusCode"]))
        for name, value in (given.get("headers") or {}).items():
            self.send_header(name, value)
        for cookie in given.get("cookies") or ():
            self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def hang_up(self) -> None:
        """In the middle of an answer: a browser would send a request again that no byte answers."""
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    do_GET = do_POST = answer  # noqa: N815 - HTTP's methods by its convention

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


def _handler(site: Site) -> type[Exchange]:
    return type("SiteExchange", (Exchange,), {"site": site})


def broken(
    status: int, body: str = '{"message":"Service Unavailable"}', content_type: str = "application/json"
) -> Fault:
    """As API Gateway answers when the function is away."""

    def fault(exchange: Exchange) -> None:
        exchange.rfile.read(int(exchange.headers.get("Content-Length") or 0))
        exchange.send({"statusCode": status, "headers": {"Content-Type": content_type}, "body": body})

    return fault


def busy() -> Fault:
    """As a proxy answers; what API Gateway says, the page takes for no answer for a while."""
    return broken(503, "<p>busy</p>", "text/html")


def cut_before(exchange: Exchange) -> None:
    """The network is cut before AMO has the request."""
    exchange.hang_up()


def cut_after(exchange: Exchange) -> None:
    """The network is cut when AMO has taken the request and before its answer is there."""
    exchange.given()
    exchange.hang_up()


def slow(seconds: float) -> Fault:
    def fault(exchange: Exchange) -> None:
        time.sleep(seconds)
        exchange.send(exchange.given())

    return fault
