"""The time between two runs of a schedule, read from EventBridge's own expressions. Pure."""

import re
from datetime import timedelta

RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
EVERY_HOURS = re.compile(r"cron\(\d+ \*(?:/(\d+))? \* \* \? \*\)")
UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
MAX_AGE = timedelta(hours=6)
"""Lambda keeps no invocation for longer."""


def interval_of(schedule: str) -> timedelta:
    """Raises ValueError for an expression that neither repeats at a rate nor every so many hours."""
    if rate := RATE.fullmatch(schedule):
        return int(rate[1]) * UNITS[rate[2]]
    if hours := EVERY_HOURS.fullmatch(schedule):
        return timedelta(hours=int(hours[1] or 1))
    raise ValueError(f"{schedule}: write rate(N minutes|hours|days) or cron(M */H * * ? *)")


def invocation_age(schedule: str) -> timedelta:
    """Returns how long an invocation that found no room is worth making: then the next one does its work."""
    return min(interval_of(schedule), MAX_AGE)
