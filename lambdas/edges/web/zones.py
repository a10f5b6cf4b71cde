"""Time zones as people choose and read them."""

from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

from lambdas.domain.kernel.local_time import zone


@cache
def zone_names() -> tuple[str, ...]:
    """Those people look for: a region and a city."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ("UTC", *sorted(name for name in available_timezones() if name.startswith(regions)))


def city_of(name: str) -> str:
    """``New York`` for ``America/New_York``."""
    return name.rpartition("/")[2].replace("_", " ")


def zone_label(name: str, moment: datetime) -> str:
    """``Berlin time (UTC+1)``, as it is at that moment."""
    offset = moment.astimezone(zone(name)).utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    ahead = f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
    return "UTC" if city_of(name) == "UTC" else f"{city_of(name)} time ({ahead if minutes else 'UTC'})"
