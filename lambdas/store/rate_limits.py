"""The rate_limits table: how much of a quota is left, shared by every function that draws on it.

A bucket holds a tenth of a minute's quota and fills evenly, a little slower than the quota allows: so no minute,
wherever it begins, sees more. While it is full whoever draws may take a handful, so that most requests of a quiet time
cost no write; a service that asks to be left alone closes the bucket until it may be asked again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Row, Table, Update
from lambdas.errors import Conflict, Retryable
from lambdas.store.rows import expiring

MINUTE = 60.0
AT_ONCE = 0.10
REFILLED = 0.85
"""Shares of a minute's quota: at once, and in a minute; the rest is for handfuls drawn and not yet used."""
LIFE = timedelta(hours=1)
"""A bucket nobody drew on for a minute is full: it need not be kept."""
ATTEMPTS = 5

BUSY = "Many functions ask for the same quota; it is tried again."


@dataclass(frozen=True)
class RateLimits:
    table: Table

    def take(self, bucket: str, wanted: int, per_minute: int, now: datetime) -> int:
        """Returns how many requests the caller may make: up to ``wanted``, 0 while the bucket is empty or closed."""
        for _ in range(ATTEMPTS):
            row = self._row(bucket)
            granted = _granted(row, wanted, per_minute, now)
            if granted < 1 or self._is_taken(bucket, row, granted, per_minute, now):
                return max(0, granted)
        raise Retryable(BUSY)

    def close(self, bucket: str, until: datetime) -> None:
        """Nothing is taken before ``until``; an earlier closing time never shortens a later one."""
        closed_until = Attr("closed_until")
        is_earlier = closed_until.not_exists() | closed_until.lt(until.timestamp())
        change = Update(set={"closed_until": until.timestamp(), **expiring(until + LIFE)})
        try:
            self.table.update(_key(bucket), change, "closing a quota", is_earlier)
        except Conflict:
            return

    def _row(self, bucket: str) -> Row:
        return self.table.get(_key(bucket), "reading a quota") or {}

    def _is_taken(self, bucket: str, row: Row, granted: int, per_minute: int, now: datetime) -> bool:
        """False when somebody else drew meanwhile."""
        seen = row.get("version")
        values = {
            "level": round(_level(row, per_minute, now) - granted, 6),
            "filled_at": now.timestamp(),
            "version": (seen or 0) + 1,
            **expiring(now + LIFE),
        }
        is_unchanged = Attr("version").eq(seen) if seen else Attr("version").not_exists()
        try:
            self.table.update(_key(bucket), Update(set=values), "drawing on a quota", is_unchanged)
        except Conflict:
            return False
        return True


def _granted(row: Row, wanted: int, per_minute: int, now: datetime) -> int:
    if row.get("closed_until", 0) > now.timestamp():
        return 0
    return portion(_level(row, per_minute, now), wanted, per_minute)


def capacity(per_minute: int) -> float:
    return max(1.0, per_minute * AT_ONCE)


def portion(level: float, wanted: int, per_minute: int) -> int:
    """A handful of a bucket that is more than half full, else one by one."""
    return min(wanted, int(level) if level <= 1 else max(1, int(level - capacity(per_minute) / 2)))


def _level(row: Row, per_minute: int, now: datetime) -> float:
    if "level" not in row:
        return capacity(per_minute)
    passed = max(0.0, now.timestamp() - row["filled_at"])
    level: float = row["level"] + passed * per_minute * REFILLED / MINUTE
    return min(capacity(per_minute), level)


def _key(bucket: str) -> Key:
    return {"bucket": bucket}
