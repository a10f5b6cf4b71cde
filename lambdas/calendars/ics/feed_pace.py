"""The pace at which calendars may be asked (config/calendar.yaml)."""

import time
from collections import deque
from collections.abc import Callable

from lambdas.calendars.ics.feed_fetch import FetchedFeed, Fetcher
from lambdas.errors import Retryable

MINUTE = 60.0
MAX_WAIT = 5.0
"""Seconds; a function must not spend its time waiting, so beyond this it leaves the calendar to the next sync."""

TOO_OFTEN = "AMO has asked for many calendars in this minute; this one is read with the next sync."


class Pace:
    """At most ``per_minute`` requests in any minute of this process.

    How many processes ask at once is limited by the queue they are fed from (stacks/functions.py).
    """

    def __init__(
        self,
        per_minute: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._recent: deque[float] = deque(maxlen=per_minute)
        self._clock = clock
        self._sleep = sleep

    def take(self) -> None:
        """Waits for the next request's turn. Raises Retryable where that is too far away."""
        if len(self._recent) == self._recent.maxlen:
            wait = self._recent[0] + MINUTE - self._clock()
            if wait > MAX_WAIT:
                raise Retryable(TOO_OFTEN)
            self._sleep(max(0.0, wait))
        self._recent.append(self._clock())


class PacedFetcher:
    """Fetches at a pace."""

    def __init__(self, fetcher: Fetcher, pace: Pace) -> None:
        self._fetcher = fetcher
        self._pace = pace

    def fetch(self, url: str, validators: dict[str, str]) -> FetchedFeed:
        self._pace.take()
        return self._fetcher.fetch(url, validators)
