"""The hours in which a person's devices stay silent (NOT-1): their own wall clock, their own zone."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Protocol

from pydantic import BeforeValidator, WithJsonSchema

from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.model import Model

WALL_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?$"


def wall_time(value: object) -> time:
    """Raises ValueError, in words for whoever wrote it: a zone would say another thing than their own clock."""
    if isinstance(value, str) and re.fullmatch(WALL_TIME, value):
        return time.fromisoformat(value)
    if isinstance(value, time) and value.tzinfo is None:
        return value
    raise ValueError("write a time on your own clock, as 22:00, without a zone")


WallTime = Annotated[
    time,
    BeforeValidator(wall_time),
    WithJsonSchema({"type": "string", "pattern": WALL_TIME, "examples": ["22:00"]}),
]
"""A time of day on the person's own clock, wherever that is."""


class QuietHours(Model):
    """``start`` after ``end`` means over midnight."""

    start: WallTime
    end: WallTime


class KeepsHours(Protocol):
    """A user, or a policy made for one."""

    @property
    def timezone(self) -> str: ...

    @property
    def quiet_hours(self) -> QuietHours | None: ...


def quiet_until(user: KeepsHours, now: datetime) -> datetime | None:
    """The instant the quiet hours around ``now`` end, or None when it is not quiet.

    Equal start and end mean no quiet hours.
    """
    hours = user.quiet_hours
    if hours is None:
        return None
    local = now.astimezone(zone(user.timezone))
    if not _within(local.time(), hours.start, hours.end):
        return None
    end = datetime.combine(local.date(), hours.end.replace(fold=local.fold), local.tzinfo)
    if hours.end <= local.time():
        end = datetime.combine(local.date() + timedelta(days=1), hours.end, local.tzinfo)
    return end.astimezone(UTC)


def _within(moment: time, start: time, end: time) -> bool:
    if start <= end:
        return start <= moment < end
    return moment >= start or moment < end
