"""When not to make a person's devices ring (NOT-1): their own wall clock, their own zone."""

from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from lambdas.domain.local_time import zone
from lambdas.domain.users import QuietHours


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
