"""The limits on asking a provider: for the whole project, and on behalf of one user, counted across all functions.

A handful of requests is drawn from the shared buckets at a time. A user's first few in a minute are not drawn at all:
syncs of one user are too rare for that to matter, and a quiet sync then costs no write.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from lambdas.errors import Retryable

HANDFUL = 5
LEASE_SECONDS = 10.0
"""A handful is good for this long; what is not used by then was not needed."""
FREE_FOR_A_USER = 5
MAX_OF_A_USER = 600
"""Google's own quota for one user of a project in a minute, whatever the project may ask in all."""
MAX_WAIT = 30.0
"""Seconds a sync may wait for its turn, all in all; then the queue brings it again."""

TOO_OFTEN = "AMO has asked this calendar's service as often as it may for now; it is read again soon."


class SharedBuckets(Protocol):
    """store/rate_limits.py."""

    def take(self, bucket: str, wanted: int, per_minute: int, now: datetime) -> int: ...

    def close(self, bucket: str, until: datetime) -> None: ...


@dataclass
class _Handful:
    left: int = 0
    good_until: float = 0


class Quota:
    """``now`` is the clock all functions share, ``clock`` this process's own."""

    def __init__(
        self,
        buckets: SharedBuckets,
        project: str,
        per_minute: int,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._buckets = buckets
        self._project = project
        self._per_minute = per_minute
        self._now = now
        self._clock = clock
        self._sleep = sleep
        self._held: dict[str, _Handful] = {}
        self._free: dict[str, _Handful] = {}

    def take(self, user_id: str) -> None:
        """Waits until one more request may be made. Raises Retryable where that is too far away."""
        if not self._is_free(user_id):
            self._draw(self._bucket_of(user_id), min(self._per_minute, MAX_OF_A_USER))
        self._draw(self._project, self._per_minute)

    def slow_down(self, user_id: str, seconds: float, whole_project: bool) -> None:
        """The service said so: nobody asks on behalf of this user, or at all, for this long."""
        until = self._now() + timedelta(seconds=seconds)
        for bucket in (self._bucket_of(user_id), *([self._project] if whole_project else [])):
            self._held.pop(bucket, None)
            self._buckets.close(bucket, until)
        self._free[user_id] = _Handful(0, self._clock() + 60)

    def _is_free(self, user_id: str) -> bool:
        moment = self._clock()
        free = self._free.get(user_id)
        if free is None or free.good_until <= moment:
            if len(self._free) > 1000:
                self._free.clear()
            free = self._free[user_id] = _Handful(FREE_FOR_A_USER, moment + 60)
        free.left -= 1
        return free.left >= 0

    def _draw(self, bucket: str, per_minute: int) -> None:
        held = self._held.get(bucket)
        if held and held.left > 0 and held.good_until > self._clock():
            held.left -= 1
            return
        granted, waited = self._granted(bucket, per_minute), 0.0
        while not granted:
            pause = 60 / per_minute * random.uniform(1, 3)  # noqa: S311 - jitter, not a secret
            waited += pause
            if waited > MAX_WAIT:
                raise Retryable(TOO_OFTEN)
            self._sleep(pause)
            granted = self._granted(bucket, per_minute)
        self._held[bucket] = _Handful(granted - 1, self._clock() + LEASE_SECONDS)

    def _granted(self, bucket: str, per_minute: int) -> int:
        return self._buckets.take(bucket, min(HANDFUL, per_minute), per_minute, self._now())

    def _bucket_of(self, user_id: str) -> str:
        return f"{self._project}#{user_id}"
