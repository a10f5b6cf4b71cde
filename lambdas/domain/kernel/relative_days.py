"""``today``, ``today-3``, ``this month``: days said from where one stands, made absolute when they are read."""

import re
from datetime import date, timedelta

_DAY = re.compile(r"today\s*(?:([+-])\s*(\d{1,4}))?\b", re.IGNORECASE)
_PERIOD = re.compile(r"(this|last|next) (month|quarter|year)", re.IGNORECASE)
_STEPS = {"last": -1, "this": 0, "next": 1}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def absolute_day(value: object, today: date | None) -> object:
    """``today+7 14:30`` with its day as a date; anything else, and everything without ``today``, unchanged."""
    found = _DAY.match(value.strip()) if isinstance(value, str) and today else None
    if not found or today is None:
        return value
    days = int(found[2] or 0) * (-1 if found[1] == "-" else 1)
    return (today + timedelta(days=days)).isoformat() + found.string[found.end() :]


def absolute_period(value: object, today: date | None) -> object:
    """``last quarter`` as ``2026-Q3``; anything else, and everything without ``today``, unchanged."""
    found = _PERIOD.fullmatch(value.strip()) if isinstance(value, str) and today else None
    if not found or today is None:
        return value
    step, length = _STEPS[found[1].casefold()], _MONTHS[found[2].casefold()]
    month = today.year * 12 + (today.month - 1) // length * length + step * length
    year, number = divmod(month, 12)
    return {1: f"{year}-{number + 1:02d}", 3: f"{year}-Q{number // 3 + 1}", 12: f"{year}"}[length]
