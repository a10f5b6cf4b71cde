"""What the calendar provider relies on when it fetches a feed: the real fetcher over loopback, and the fake."""

from collections.abc import Iterator

import pytest

from lambdas.calendars.ics.feed_fetch import FeedFetcher, Fetcher
from tests.fakes.feeds import FakeFeed
from tests.fakes.loopback import Asked, Reply, serving

BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def serve(asked: Asked) -> Reply:
    known = asked.headers.get("If-None-Match") == '"v1"'
    return 304 if known else 200, {"ETag": '"v1"', "Content-Type": "text/calendar"}, b"" if known else BODY


@pytest.fixture(params=["fake", pytest.param("real", marks=[pytest.mark.network, pytest.mark.enable_socket])])
def feed(request: pytest.FixtureRequest) -> Iterator[tuple[Fetcher, str]]:
    if request.param == "fake":
        yield FakeFeed(BODY), "https://calendar.example.org/x.ics"
        return
    with serving(serve) as url:
        yield FeedFetcher(frozenset({url.removeprefix("http://")})), f"{url}/x.ics"


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
