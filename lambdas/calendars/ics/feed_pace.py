"""The pace at which feeds may be asked (config/calendar.yaml): each host by itself, however many there are."""

import time
from collections import deque
from collections.abc import Callable
from urllib.parse import urlsplit

from lambdas.calendars.ics.feed_fetch import FetchedFeed, Fetcher
from lambdas.errors import Retryable

MINUTE = 60.0
MAX_WAIT = 5.0
"""Seconds; a function must not spend its time waiting, so beyond this it leaves the calendar to the next sync."""

TOO_OFTEN = "AMO has asked for many calendars in this minute; this one is read with the next sync."


MAX_HOSTS = 1000
"""Whose paces are remembered; a process asks few."""


class Pace:
    """At most ``per_minute`` requests in any minute of this process, and as evenly as that allows: then nobody waits
    for longer than a few seconds, and no calendar is left to the next sync.

    How many processes ask at once is limited by the queue they are fed from (stacks/functions.py).
    """

    def __init__(
        self,
        per_minute: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        parts = int(MINUTE / MAX_WAIT)
        is_even = per_minute >= parts
        self._window = MAX_WAIT if is_even else MINUTE
        self._recent: deque[float] = deque(maxlen=per_minute // parts if is_even else per_minute)
        self._clock = clock
        self._sleep = sleep

    @property
    def a_minute(self) -> float:
        """Returns what it lets through when there is always one more to ask."""
        return (self._recent.maxlen or 0) * MINUTE / self._window

    def take(self) -> None:
        """Waits for the next request's turn. Raises Retryable where that is too far away."""
        if len(self._recent) == self._recent.maxlen:
            wait = self._recent[0] + self._window - self._clock()
            if wait > MAX_WAIT:
                raise Retryable(TOO_OFTEN)
            self._sleep(max(0.0, wait))
        self._recent.append(self._clock())


class PacedFetcher:
    """Fetches from each host at a pace; ``pace_of_one`` makes the pace of another."""

    def __init__(self, fetcher: Fetcher, pace_of_one: Callable[[], Pace]) -> None:
        self._fetcher = fetcher
        self._pace_of_one = pace_of_one
        self._paces: dict[str, Pace] = {}

    def fetch(self, url: str, validators: dict[str, str]) -> FetchedFeed:
        self._pace_of(urlsplit(url).hostname or "").take()
        return self._fetcher.fetch(url, validators)

    def _pace_of(self, host: str) -> Pace:
        if host not in self._paces:
            if len(self._paces) >= MAX_HOSTS:
                self._paces.clear()
            self._paces[host] = self._pace_of_one()
        return self._paces[host]
