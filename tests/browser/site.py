"""The page's real handlers, in memory (tests/unit/edges/harness.py), behind a port that a browser can open."""

import base64
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.unit.edges.harness import Harness, endpoint_of, event_of


class Site:
    """One world at a time; a new one whenever a test wants to begin from nothing."""

    def __init__(self) -> None:
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
        return self.harness

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


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            given = site.answer(self.command, self.path, sent, headers)
            text = given.get("body") or ""
            body = base64.b64decode(text) if given.get("isBase64Encoded") else text.encode()
            self.send_response(int(given["statusCode"]))
            for name, value in (given.get("headers") or {}).items():
                self.send_header(name, value)
            for cookie in given.get("cookies") or ():
                self.send_header("Set-Cookie", cookie)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer  # noqa: N815 - HTTP's methods by its convention

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    return Handler
