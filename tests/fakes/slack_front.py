"""Stands in front of a Slack Web API on loopback: passes calls on, hangs up, or answers 429 as Slack does."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import ceil

PASSED_ON = ("Authorization", "Content-Type")
TIMEOUT_SECONDS = 10


class SlackFront:
    """``calls`` are the methods that were passed on, in order; ``refused`` counts those that were not."""

    def __init__(self, behind: str) -> None:
        self.behind = behind
        self.port = 0
        self.calls: list[str] = []
        self.refused = 0
        self._cut_until = self._busy_until = 0.0

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    def is_away_for(self, cut: float, busy: float) -> None:
        """Hangs up on everybody for ``cut`` seconds from now on, then is busy for ``busy`` more."""
        self._cut_until = time.monotonic() + cut
        self._busy_until = self._cut_until + busy

    @property
    def is_cut(self) -> bool:
        return time.monotonic() < self._cut_until

    @property
    def busy_for(self) -> float:
        """Seconds; 0 when everything is passed on."""
        return max(0.0, self._busy_until - time.monotonic())

    def wait_until_back(self) -> None:
        time.sleep(self.busy_for)


@contextmanager
def slack_front(api_url: str) -> Iterator[SlackFront]:
    """In front of the API at ``api_url``, which ends in a slash."""
    front = SlackFront(api_url)

    class Endpoint(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if front.is_cut:
                front.refused += 1
                self.close_connection = True
                self.connection.close()
            elif seconds := front.busy_for:
                front.refused += 1
                self._answer(429, json.dumps({"ok": False, "error": "ratelimited"}).encode(), ceil(seconds))
            else:
                self._pass_on(body)

        do_GET = do_POST  # noqa: N815 - the base class's name

        def _pass_on(self, body: bytes) -> None:
            method = self.path.rpartition("/")[2]
            headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
            asked = urllib.request.Request(front.behind + method, body or None, headers, method=self.command)
            try:
                with urllib.request.urlopen(asked, timeout=TIMEOUT_SECONDS) as answer:
                    status, content = answer.status, answer.read()
            except urllib.error.HTTPError as error:
                status, content = error.code, error.read()
            front.calls.append(method.partition("?")[0])
            self._answer(status, content)

        def _answer(self, status: int, content: bytes, retry_after: int = 0) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            if retry_after:
                self.send_header("Retry-After", str(retry_after))
            self.end_headers()
            self.wfile.write(content)

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    server.daemon_threads = True
    front.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield front
    finally:
        server.shutdown()
        server.server_close()
