"""The rate_limits table: how much of a quota is left, shared by every function that draws on it.

A bucket holds a tenth of a minute's quota and fills evenly, a little slower than the quota allows: so no minute,
wherever it begins, sees more. While it is full whoever draws may take a handful, so that most requests of a quiet time
cost no write; a service that asks to be left alone closes the bucket until it may be asked again.
"""

from datetime import datetime, timedelta
from typing import Any

from lambdas.aws.items import Item, attribute, plain, translated
from lambdas.errors import Conflict, Retryable

MINUTE = 60.0
HELD = 0.10
REFILLED = 0.85
"""Shares of a minute's quota: at once, and in a minute; the rest is for handfuls drawn and not yet used."""
KEPT = timedelta(hours=1)
"""A bucket nobody drew on for a minute is full: it need not be kept."""
ATTEMPTS = 5

BUSY = "Many functions ask for the same quota; it is tried again."


class RateLimits:
    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def take(self, bucket: str, wanted: int, per_minute: int, now: datetime) -> int:
        """How many requests the caller may make: up to ``wanted``, 0 while the bucket is empty or closed."""
        for _ in range(ATTEMPTS):
            row = self._row(bucket)
            granted = _granted(row, wanted, per_minute, now)
            if granted < 1 or self._taken(bucket, row, granted, per_minute, now):
                return max(0, granted)
        raise Retryable(BUSY)

    def close(self, bucket: str, until: datetime) -> None:
        """Nothing is taken before ``until``; an earlier closing time never shortens a later one."""
        try:
            self._set(
                bucket,
                {"closed_until": attribute(until.timestamp()), **_expiry(until + KEPT)},
                condition="attribute_not_exists(closed_until) OR closed_until < :closed_until",
            )
        except Conflict:
            return

    def closed_for(self, bucket: str, now: datetime) -> float:
        """Seconds until the bucket may be drawn on again; 0 when it may now."""
        return max(0.0, _number(self._row(bucket), "closed_until") - now.timestamp())

    def _row(self, bucket: str) -> Item:
        with translated("reading a quota"):
            answer = self._client.get_item(TableName=self._table, Key=_key(bucket), ConsistentRead=True)
        row: Item = answer.get("Item", {})
        return row

    def _taken(self, bucket: str, row: Item, granted: int, per_minute: int, now: datetime) -> bool:
        """False when somebody else drew meanwhile."""
        left = _level(row, per_minute, now) - granted
        seen = row.get("version")
        values = {
            "level": attribute(round(left, 6)),
            "filled_at": attribute(now.timestamp()),
            "version": attribute(plain(seen) + 1 if seen else 1),
            **_expiry(now + KEPT),
        }
        condition = "version = :seen" if seen else "attribute_not_exists(version)"
        try:
            self._set(bucket, values, condition, {":seen": seen} if seen else {})
        except Conflict:
            return False
        return True

    def _set(self, bucket: str, values: Item, condition: str, extra: Item | None = None) -> None:
        with translated("keeping a quota"):
            self._client.update_item(
                TableName=self._table,
                Key=_key(bucket),
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
                ConditionExpression=condition,
                ExpressionAttributeNames={f"#{name}": name for name in values},
                ExpressionAttributeValues={f":{name}": value for name, value in values.items()} | (extra or {}),
            )


def _granted(row: Item, wanted: int, per_minute: int, now: datetime) -> int:
    if _number(row, "closed_until") > now.timestamp():
        return 0
    return portion(_level(row, per_minute, now), wanted, per_minute)


def capacity(per_minute: int) -> float:
    return max(1.0, per_minute * HELD)


def portion(level: float, wanted: int, per_minute: int) -> int:
    """A handful of a bucket that is more than half full, else one by one."""
    return min(wanted, int(level) if level <= 1 else max(1, int(level - capacity(per_minute) / 2)))


def _level(row: Item, per_minute: int, now: datetime) -> float:
    if "level" not in row:
        return capacity(per_minute)
    passed = max(0.0, now.timestamp() - _number(row, "filled_at"))
    return min(capacity(per_minute), _number(row, "level") + passed * per_minute * REFILLED / MINUTE)


def _number(row: Item, name: str) -> float:
    return float(plain(row[name])) if name in row else 0.0


def _expiry(moment: datetime) -> Item:
    return {"expires_at": attribute(int(moment.timestamp()))}


def _key(bucket: str) -> Item:
    return {"bucket": {"S": bucket}}
