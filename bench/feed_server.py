"""A calendar's server on loopback, as the web has them: an entity tag, and 304 for whoever knows it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class FeedServer:
    """``body`` may be changed while it runs; requests are counted by the status they were answered with."""

    body: bytes
    origin: str = ""
    answered_whole: int = 0
    answered_unchanged: int = 0

    @property
    def url(self) -> str:
        return f"http://{self.origin}/feed.ics"

    def answer(self, known_tag: str | None) -> tuple[int, bytes, str]:
        tag = f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'
        if known_tag == tag:
            self.answered_unchanged += 1
            return 304, b"", tag
        self.answered_whole += 1
        return 200, self.body, tag


@contextmanager
def serving(body: bytes) -> Iterator[FeedServer]:
    feed = FeedServer(body)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content, tag = feed.answer(self.headers.get("If-None-Match"))
            self.send_response(status)
            self.send_header("ETag", tag)
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    feed.origin = f"127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield feed
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
