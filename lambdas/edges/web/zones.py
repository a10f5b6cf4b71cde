"""Time zones as people choose and read them."""

from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

from lambdas.domain.kernel.local_time import place_name, zone_name


@cache
def zone_names() -> tuple[str, ...]:
    """Those people look for: a region and a city."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ("UTC", *sorted(name for name in available_timezones() if name.startswith(regions)))


def zone_label(name: str, moment: datetime) -> str:
    """``Berlin time (CET)``, as it is called at that moment."""
    place, called = place_name(name), zone_name(moment, name)
    return called if called == place else f"{place} time ({called})"
