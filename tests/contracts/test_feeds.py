"""What the calendar provider relies on when it fetches a feed: the real fetcher over loopback, and the fake."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lambdas.calendars.ics.feed_fetch import FeedFetcher
from lambdas.calendars.ics.provider import Fetcher
from tests.fakes.feeds import FakeFeed

BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = self.headers.get("If-None-Match") == '"v1"'
        self.send_response(304 if known else 200)
        self.send_header("ETag", '"v1"')
        self.send_header("Content-Type", "text/calendar")
        self.send_header("Content-Length", "0" if known else str(len(BODY)))
        self.end_headers()
        self.wfile.write(b"" if known else BODY)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture(params=["fake", pytest.param("real", marks=[pytest.mark.network, pytest.mark.enable_socket])])
def feed(request: pytest.FixtureRequest) -> Iterator[tuple[Fetcher, str]]:
    if request.param == "fake":
        yield FakeFeed(BODY), "https://calendar.example.org/x.ics"
        return
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    origin = f"127.0.0.1:{server.server_address[1]}"
    yield FeedFetcher(frozenset({origin})), f"http://{origin}/x.ics"
    server.shutdown()
    server.server_close()


def test_a_feed_answers_with_its_body_and_what_to_send_next_time(feed: tuple[Fetcher, str]) -> None:
    fetcher, url = feed
    first = fetcher.fetch(url, {})
    assert (first.body, first.requests, first.content_type) == (BODY, 1, "text/calendar")
    assert first.validators.keys() <= {"If-None-Match", "If-Modified-Since"}


def test_a_feed_that_did_not_change_answers_without_a_body(feed: tuple[Fetcher, str]) -> None:
    fetcher, url = feed
    again = fetcher.fetch(url, fetcher.fetch(url, {}).validators)
    assert (again.body, again.requests) == (None, 1)
    assert again.validators
