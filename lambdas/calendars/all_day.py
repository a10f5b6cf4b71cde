"""The days of an all-day event, which belong to no zone: they begin at midnight wherever its reader lives.

Providers tell them as days, or as moments at midnight: as told, in the organizer's zone or in the owner's. Microsoft
Graph gives the last two in UTC, where Berlin's 18 November begins on the 17th, at 23:00.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo

NEAREST = timedelta(hours=12)


def midnight(day: date, zone: tzinfo) -> datetime:
    """Returns when the day begins there, in UTC; where the clock jumps over midnight, when it has jumped."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def day_begun_at(moment: datetime, zones: Iterable[tzinfo]) -> date:
    """Returns the day that begins at this moment: as it is told, or in the first of the zones where one begins then.

    Where it is nobody's midnight, the nearest one counts.
    """
    if moment == moment.replace(hour=0, minute=0, second=0, microsecond=0):
        return moment.date()
    there = ((moment.astimezone(zone).date(), zone) for zone in zones)
    return next((day for day, zone in there if midnight(day, zone) == moment), (moment + NEAREST).date())
