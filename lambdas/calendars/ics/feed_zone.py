"""A time zone as a feed defines it itself (VTIMEZONE), for names nobody else knows, such as "Customized Time Zone"."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from dateutil.rrule import rrulestr

from lambdas.calendars.ics.rules import read_rule
from lambdas.calendars.ics.time_limit import OutOfTime, time_limit
from lambdas.calendars.ics.values import UnreadableValue

_OFFSET = re.compile(r"([+-]?)(\d\d?):?(\d\d):?(\d\d)?", re.ASCII)
_MAX_ONSETS = 1000
_FIRST_YEAR = 1601
"""Where Windows' own calendar begins. Programs write the first year they know for "always": .NET's is the year 1."""
_LAST_YEAR = 2100
_SECONDS = 0.5


class Transition(NamedTuple):
    """At ``onset`` on the old clock, the clock goes from one offset to the other."""

    onset: datetime
    before: timedelta
    after: timedelta


class FeedZone(tzinfo):
    """Offsets from a table of transitions, with the gap and overlap rules of PEP 495 (and so RFC 5545's)."""

    def __init__(self, name: str, transitions: list[Transition]) -> None:
        self._name = name
        self._offsets = [transitions[0].before, *(change.after for change in transitions)]
        jumps = [(change.onset, change.after - change.before) for change in transitions]
        # In a gap fold=0 keeps the old offset, in an overlap too; fold=1 already has the new one.
        self._changes = (
            [onset + max(timedelta(0), jump) for onset, jump in jumps],
            [onset + min(timedelta(0), jump) for onset, jump in jumps],
        )
        self._instants = [change.onset - change.before for change in transitions]

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        if moment is None:
            return None
        return self._offsets[bisect_right(self._changes[moment.fold], moment.replace(tzinfo=None, fold=0))]

    def fromutc(self, moment: datetime) -> datetime:
        naive = moment.replace(tzinfo=None)
        offset = self._offsets[bisect_right(self._instants, naive)]
        local = (naive + offset).replace(tzinfo=self)
        return local if local.utcoffset() == offset else local.replace(fold=1)

    def dst(self, _moment: datetime | None) -> timedelta | None:
        return None

    def tzname(self, _moment: datetime | None) -> str:
        return self._name


@lru_cache(maxsize=256)
def feed_zone(lines: tuple[str, ...]) -> FeedZone | None:
    """The zone a VTIMEZONE's lines define, or None when they define none. Cached by content, so safe between users."""
    try:
        with time_limit(_SECONDS):
            transitions = sorted(change for part in _observances(lines) for change in _transitions(part))
            return FeedZone(_named(lines), transitions) if transitions else None
    except (ValueError, OverflowError, LookupError, OutOfTime):  # dateutil looks for days beyond the year's end
        return None


def _named(lines: Iterable[str]) -> str:
    return next((line.partition(":")[2] for line in lines if line.startswith("TZID")), "")


def _observances(lines: Iterable[str]) -> Iterator[list[str]]:
    """The lines of each STANDARD and DAYLIGHT part."""
    part: list[str] = []
    for line in lines:
        if line.startswith("BEGIN:"):
            part = []
        elif line.startswith("END:"):
            yield part
        else:
            part.append(line)


def _transitions(part: list[str]) -> Iterator[Transition]:
    values = {line.partition(":")[0].partition(";")[0]: line.partition(":")[2].strip() for line in part}
    after = _offset(values.get("TZOFFSETTO", ""))
    before = _offset(values["TZOFFSETFROM"]) if values.get("TZOFFSETFROM") else after
    for onset in _onsets(part, _naive(values.get("DTSTART") or f"{_FIRST_YEAR}0101")):
        yield Transition(onset, before, after)


def _onsets(part: list[str], start: datetime) -> Iterator[datetime]:
    yield start
    for line in part:
        value = line.partition(":")[2].strip()
        if line.startswith("RDATE"):
            yield from (_naive(moment) for moment in value.split(",")[:_MAX_ONSETS])
        elif line.startswith("RRULE") and value:
            rule = read_rule(value, start.replace(tzinfo=UTC))
            if rule.flaws or rule.parts["FREQ"] not in ("YEARLY", "MONTHLY"):
                raise UnreadableValue("a time zone changes once or twice a year")
            yield from _repeated(rule.text, start)


def _repeated(rule: str, start: datetime) -> list[datetime]:
    """Returns the onsets until 2100: a rule for 30 February would otherwise be searched, daily, to the year 9999."""
    last = datetime(_LAST_YEAR, 1, 1)  # noqa: DTZ001 - on the zone's own clock, like its onsets
    repeated = rrulestr(rule, dtstart=start, ignoretz=True)
    onsets = list(islice(repeated.replace(until=min(last, repeated._until or last)), _MAX_ONSETS))
    if not onsets:
        raise UnreadableValue("a time zone's rule never comes true")
    return onsets


def _offset(value: str) -> timedelta:
    found = _OFFSET.fullmatch(value)
    if not found or int(found[2]) > 23:
        raise UnreadableValue("an offset from UTC cannot be read")
    length = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -length if found[1] == "-" else length


def _naive(value: str) -> datetime:
    """On the zone's own clock, like its onsets."""
    text = value.rstrip("Z")[:15] if "T" in value else f"{value}T000000"
    moment = datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - naive on purpose
    return moment if moment.year >= _FIRST_YEAR else moment.replace(year=_FIRST_YEAR)
