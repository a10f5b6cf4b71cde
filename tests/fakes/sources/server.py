"""All stand-ins of sources behind one port on loopback: ``http://127.0.0.1:PORT/<kind>`` is each one's address.

``POST /faults`` with ``{"kind": "pagerduty", "fault": "429", "seconds": 5}`` breaks one from then on; ``none`` mends.
"""

import json
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.fakes.sources.base import FakeSource, SourceFault, SourceReply, SourceRequest

HANG_SECONDS = 120.0
ASLEEP = b"<html><head><title>Your instance is asleep</title></head><body>Sign in to wake it.</body></html>"


@dataclass(frozen=True, slots=True)
class Broken:
    """``after`` requests are still answered well. ``seconds`` is what a busy service asks for."""

    fault: SourceFault
    after: int = 0
    seconds: float = 1.0


class FakeSources:
    """``asked`` are the requests of each kind with the moment they came, monotonic, faults included."""

    def __init__(self, fakes: Mapping[str, FakeSource], port: int = 0) -> None:
        self.fakes = fakes
        self.broken: dict[str, Broken] = {}
        self.asked: defaultdict[str, list[tuple[float, SourceRequest]]] = defaultdict(list)
        self._ended = threading.Event()
        self._server = _ManyAtOnce(("127.0.0.1", port), _handler(self))

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def origin(self) -> str:
        return self.base.removeprefix("http://")

    def address(self, kind: str) -> str:
        return f"{self.base}/{kind}"

    def start(self) -> Self:
        threading.Thread(target=lambda: self._server.serve_forever(poll_interval=0.02), daemon=True).start()
        return self

    def stop(self) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()

    def break_(self, kind: str, fault: SourceFault, after: int = 0, seconds: float = 1.0) -> None:
        """From now on, after so many more good answers."""
        self.broken[kind] = Broken(fault, len(self.asked[kind]) + after, seconds)

    def mend(self, kind: str) -> None:
        self.broken.pop(kind, None)

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> tuple[SourceReply, bool]:
        """The reply, and whether only half of it is sent."""
        if target == "/faults" and method == "POST":
            return self._told(json.loads(body)), False
        kind, _, rest = target.removeprefix("/").partition("/")
        kind, mark, query = kind.partition("?")
        fake = self.fakes.get(kind)
        if fake is None:
            return SourceReply(200 if target == "/ready" else 404, {}), False
        request = SourceRequest.of(method, f"/{rest}{mark}{query}", headers, body)
        self.asked[kind].append((time.monotonic(), request))
        broken = self.broken.get(kind)
        if broken is None or len(self.asked[kind]) <= broken.after:
            return fake.reply(request), False
        return self._broken(broken, fake, request)

    def _broken(self, broken: Broken, fake: FakeSource, request: SourceRequest) -> tuple[SourceReply, bool]:
        match broken.fault:
            case SourceFault.UNAUTHORIZED:
                return SourceReply(401, {"error": "told to refuse"}), False
            case SourceFault.BUSY:
                return SourceReply(429, {"error": "told to be busy"}, {"Retry-After": f"{broken.seconds:.0f}"}), False
            case SourceFault.PAGE:
                return SourceReply(200, ASLEEP, {"Content-Type": "text/html"}), False
            case SourceFault.ERROR:
                return SourceReply(500, {"error": "told to fail"}), False
            case SourceFault.HANG:
                self._ended.wait(HANG_SECONDS)
        return fake.reply(request), broken.fault is SourceFault.HALF

    def _told(self, given: dict[str, Any]) -> SourceReply:
        fault = SourceFault(given.get("fault", "none"))
        if fault is SourceFault.NONE:
            self.mend(given["kind"])
        else:
            self.break_(given["kind"], fault, seconds=float(given.get("seconds", 1)))
        return SourceReply(200, {"kind": given["kind"], "fault": fault})


class _ManyAtOnce(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """Says nothing of a client that hung up."""


def _handler(fakes: FakeSources) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_any(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply, is_half = fakes.answer(self.command, self.path, dict(self.headers.items()), sent)
            body = reply.body
            self.send_response(reply.status)
            headers = {"Content-Type": "application/json", **reply.headers, "Content-Length": str(len(body))}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if is_half else body)
            self.close_connection = self.close_connection or is_half

        do_GET = do_POST = handle_any  # noqa: N815 - HTTP's methods by its convention

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing: requests carry tokens."""

    return Handler
