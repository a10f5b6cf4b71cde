"""Quotas in memory; the same behaviour as store/rate_limits.py, by the same contract test."""

from collections import defaultdict
from datetime import datetime

from lambdas.store.rate_limits import REFILLED, capacity, portion


class FakeRateLimits:
    def __init__(self) -> None:
        self._level: dict[str, tuple[float, float]] = {}
        self._closed: dict[str, float] = defaultdict(float)
        self.writes = 0

    def take(self, bucket: str, wanted: int, per_minute: int, now: datetime) -> int:
        moment = now.timestamp()
        full = capacity(per_minute)
        level, filled_at = self._level.get(bucket, (full, moment))
        level = min(full, level + max(0.0, moment - filled_at) * per_minute * REFILLED / 60)
        granted = 0 if self._closed[bucket] > moment else portion(level, wanted, per_minute)
        if granted > 0:
            self.writes += 1
            self._level[bucket] = (level - granted, moment)
        return granted

    def close(self, bucket: str, until: datetime) -> None:
        self.writes += 1
        self._closed[bucket] = max(self._closed[bucket], until.timestamp())

    def closed_for(self, bucket: str, now: datetime) -> float:
        return max(0.0, self._closed[bucket] - now.timestamp())
