"""One value of a record in words, as its table and what is said of it show it."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.local_time import zone, zone_name
from lambdas.domain.kernel.periods import spoken


def cell_text(value: Any, column: str, timezone: str) -> str:
    """Empty for what has no value."""
    if value is None or value == "":
        return ""
    if column == "progress":
        return f"{value} %"
    if column == "follow_ups":
        still_open = sum(follow_up.status == "open" for follow_up in value)
        return f"{still_open} of {counted(len(value), 'follow-up')} open" if value else ""
    if column == "period":
        return spoken(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.day} {value:%b %Y}"
    if isinstance(value, datetime):
        return f"{value.astimezone(zone(timezone)):%d %b %Y, %H:%M} {zone_name(value, timezone)}"
    if isinstance(value, StrEnum):
        return str(value).replace("_", " ")
    if isinstance(value, int | float | Decimal):
        return f"{value:,}".removesuffix(".00")
    return str(value)
