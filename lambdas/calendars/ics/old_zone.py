"""The time zone of a vCalendar 1.0 (versit, 1996, section 2.1.5): one offset (TZ) and its summers (DAYLIGHT).

``TZ:-05`` and ``DAYLIGHT:TRUE;-04;20260308T020000;20261101T020000;EST;EDT``, a line for each year it cares for.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from lambdas.calendars.ics.feed_zone import FeedZone, Transition

_OFFSET = re.compile(r"([+-]?)(\d{1,2}):?(\d\d)?", re.ASCII)
_MAX_SUMMERS = 200


def old_zone(offset: str, daylight: Iterable[str], home: ZoneInfo) -> tzinfo | None:
    """The owner's zone where that keeps the same winter and summer time, as no calendar lists every year."""
    winter = _length(offset)
    if winter is None:
        return None
    summers = sorted(_summers(list(daylight)[:_MAX_SUMMERS], winter))
    ours = {datetime(2025, month, 1, tzinfo=home).utcoffset() for month in (1, 7)}
    if ours == {winter, *(summer.after for summer in summers if summer.after != winter)}:
        return home
    return FeedZone(offset, summers) if summers else timezone(winter)


def _summers(daylight: Iterable[str], winter: timedelta) -> Iterator[Transition]:
    for line in daylight:
        is_kept, *facts = (part.strip() for part in line.split(";"))
        summer = _length(facts[0]) if is_kept.upper() == "TRUE" and len(facts) >= 3 else None
        if summer is None:
            continue
        try:
            begin, end = (_clock(text, summer if text.endswith("Z") else None) for text in facts[1:3])
        except ValueError:
            continue
        yield Transition(begin, winter, summer)
        yield Transition(end, summer, winter)


def _clock(text: str, offset: timedelta | None) -> datetime:
    """On the zone's own clock."""
    moment = datetime.strptime(text.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - naive on purpose
    return moment + offset if offset is not None else moment


def _length(text: str) -> timedelta | None:
    found = _OFFSET.fullmatch(text)
    if not found or int(found[2]) > 14:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return -length if found[1] == "-" else length
