"""Calendars are asked no harder than config/calendar.yaml allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.calendars.ics.feed_fetch import FetchedFeed
from lambdas.calendars.ics.feed_pace import MAX_WAIT, MINUTE, Pace, PacedFetcher
from lambdas.errors import Retryable


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


class CountingFetcher:
    def __init__(self) -> None:
        self.asked = 0

    def fetch(self, url: str, validators: dict[str, str]) -> FetchedFeed:
        self.asked += 1
        return FetchedFeed(b"")


@given(st.integers(1, 60), st.lists(st.floats(0, 40), max_size=100))
def test_no_minute_holds_more_requests_than_allowed_and_no_wait_is_long(per_minute: int, pauses: list[float]) -> None:
    clock, taken = Clock(), []
    pace = Pace(per_minute, clock, clock.sleep)
    for pause in pauses:
        clock.seconds += pause
        before = clock.seconds
        try:
            pace.take()
        except Retryable:
            continue
        assert clock.seconds - before <= MAX_WAIT
        taken.append(clock.seconds)
    assert all(later - earlier >= MINUTE - 1e-6 for earlier, later in zip(taken, taken[per_minute:], strict=False))


def test_beyond_the_limit_nothing_is_asked_and_the_calendar_is_left_to_the_next_sync() -> None:
    clock, fetcher = Clock(), CountingFetcher()
    paced = PacedFetcher(fetcher, lambda: Pace(2, clock, clock.sleep))
    for _ in range(2):
        paced.fetch("https://calendars.example.com/a.ics", {})
    with pytest.raises(Retryable, match="next sync"):
        paced.fetch("https://calendars.example.com/a.ics", {})
    assert fetcher.asked == 2
    clock.seconds += MINUTE
    paced.fetch("https://calendars.example.com/a.ics", {})
    assert fetcher.asked == 3


def test_each_host_is_asked_at_its_own_pace() -> None:
    clock, fetcher = Clock(), CountingFetcher()
    paced = PacedFetcher(fetcher, lambda: Pace(2, clock, clock.sleep))
    for host in ("a.example.com", "b.example.com", "A.example.com", "b.example.com"):
        paced.fetch(f"https://{host}/a.ics", {})
    assert (fetcher.asked, clock.seconds) == (4, 0)
    with pytest.raises(Retryable):
        paced.fetch("https://a.example.com/b.ics", {})


@given(st.integers(12, 100), st.integers(1, 400))
def test_from_a_dozen_a_minute_on_whoever_waits_waits_briefly_and_nothing_is_left_out(per_minute: int, n: int) -> None:
    clock = Clock()
    pace = Pace(per_minute, clock, clock.sleep)
    for _ in range(n):
        before = clock.seconds
        pace.take()
        assert clock.seconds - before <= MAX_WAIT
    assert clock.seconds <= n / (per_minute // 12) * MAX_WAIT, "and it goes on at about the pace that is allowed"
