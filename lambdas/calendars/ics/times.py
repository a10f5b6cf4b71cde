"""The times of an event, as its own lines say: start, end, rules and exceptions, all with real time zones."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo

from lambdas.calendars.ics.rules import Rule, read_rule
from lambdas.calendars.ics.text import RawEvent
from lambdas.calendars.ics.values import Moment, Property, UnreadableValue, read_duration, read_moment, read_property
from lambdas.calendars.ics.zones import Zones

_MAX_DATES = 20_000
_MAX_SPAN = timedelta(days=400)


@dataclass(slots=True)
class Timing:
    """``original`` is the RECURRENCE-ID of a changed occurrence, of the series' own kind (day or time).

    ``flaws`` are parts of the repetition that could not be read: it is used without them, and that is reported.
    """

    start: Moment
    end: Moment
    original: Moment | None = None
    this_and_future: bool = False
    rules: list[Rule] = field(default_factory=list)
    extra: list[Moment | tuple[Moment, Moment]] = field(default_factory=list)
    excluded: list[Moment] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)

    @property
    def duration(self) -> timedelta:
        return apart(self.start, self.end)


def is_recurring(event: RawEvent) -> bool:
    return bool(event.lines.keys() & {"RRULE", "RDATE", "EXRULE"})


def read_timing(event: RawEvent, zones: Zones) -> Timing:
    """Raises Unreadable when start or length cannot be known, or when the repetition must not be expanded."""
    start = _start(event, zones)
    timing = Timing(start, _end(event, start, zones))
    if "RECURRENCE-ID" in event.lines:
        item = read_property(event.first("RECURRENCE-ID"))
        timing.original = read_moment(item, zones, floating=_zone(start))
        timing.this_and_future = item.params.get("RANGE", "").upper() == "THISANDFUTURE"
    elif is_recurring(event):
        _read_repetition(event, timing, zones)
    return timing


def _start(event: RawEvent, zones: Zones) -> Moment:
    """DTSTART; a cancellation may name the occurrence only by its RECURRENCE-ID."""
    line = event.first("DTSTART") or event.first("RECURRENCE-ID")
    if not line:
        raise UnreadableValue("it has no DTSTART")
    start = read_moment(read_property(line), zones)
    if isinstance(start, datetime) and event.first("X-MICROSOFT-CDO-ALLDAYEVENT").upper().endswith(":TRUE"):
        return start.date()
    return start


def _end(event: RawEvent, start: Moment, zones: Zones) -> Moment:
    """DTEND, or DURATION, or what RFC 5545 says without both. An end before the start is taken as the start."""
    end = start
    if "DTEND" in event.lines:
        end = read_moment(read_property(event.first("DTEND")), zones, floating=_zone(start))
    elif "DURATION" in event.lines:
        end = later(start, read_duration(read_property(event.first("DURATION"))))
    if not isinstance(start, datetime):
        return max(nominal(end), start + timedelta(days=1))
    if not isinstance(end, datetime):
        end = datetime.combine(end, start.timetz())
    end = max(end.astimezone(start.tzinfo), start)
    if end - start > _MAX_SPAN:
        raise UnreadableValue("it is longer than a year")
    return end


def _read_repetition(event: RawEvent, timing: Timing, zones: Zones) -> None:
    if "EXRULE" in event.lines:
        raise UnreadableValue("it uses an exception rule (EXRULE), which cannot be expanded safely")
    for line in event.lines.get("RRULE", []):
        timing.rules.append(read_rule(read_property(line).value, timing.start))
    for item in _listed(event, "RDATE"):
        with _flaws_of(timing):
            timing.extra.append(_period(item, timing, zones))
    for item in _listed(event, "EXDATE"):
        with _flaws_of(timing):
            timing.excluded.append(_like_start(read_moment(item, zones, floating=_zone(timing.start)), timing.start))


def _listed(event: RawEvent, name: str) -> list[Property]:
    """Each value of a repeated list property, as a property of its own."""
    items = [read_property(line) for line in event.lines.get(name, [])]
    single = [item._replace(value=text.strip()) for item in items for text in item.value.split(",") if text.strip()]
    if len(single) > _MAX_DATES:
        raise UnreadableValue(f"it lists too many dates ({name})")
    return single


@contextmanager
def _flaws_of(timing: Timing) -> Iterator[None]:
    try:
        yield
    except UnreadableValue as unreadable:
        timing.flaws.append(f"{unreadable}; that date is left out")


def _period(item: Property, timing: Timing, zones: Zones) -> Moment | tuple[Moment, Moment]:
    """An RDATE: a moment, or a period with a length of its own."""
    first, slash, last = item.value.partition("/")
    start = read_moment(item._replace(value=first), zones, floating=_zone(timing.start))
    if not slash:
        return start
    if last.upper().lstrip("+").startswith("P"):
        return start, later(start, read_duration(item._replace(value=last)))
    return start, read_moment(item._replace(value=last), zones, floating=_zone(timing.start))


def _like_start(moment: Moment, start: Moment) -> Moment:
    """An exception in UTC, put into the series' own zone: it is then compared on that zone's clock."""
    if isinstance(moment, datetime) and not isinstance(start, datetime):
        return moment.date()
    if isinstance(moment, datetime) and moment.utcoffset() == timedelta(0):
        return moment.astimezone(_zone(start))
    return moment


def _zone(moment: Moment) -> tzinfo | None:
    return moment.tzinfo if isinstance(moment, datetime) else None


def later(start: Moment, length: timedelta) -> Moment:
    """RFC 5545, 3.3.6: hours are exact across a change of the clock, days are days on the calendar."""
    if isinstance(start, datetime) and abs(length) < timedelta(days=1):
        return (start.astimezone(UTC) + length).astimezone(start.tzinfo)
    return start + length


def apart(start: Moment, end: Moment) -> timedelta:
    """The length between two moments of the same kind, on the wall clock."""
    return end - start  # type: ignore[operator] # two days or two times, never one of each


def instant(moment: Moment, zones: Zones) -> datetime:
    """The moment in UTC; a day begins at midnight where the owner lives.

    A time that a jump of the clock leaves out is read on the clock before the jump (RFC 5545, 3.3.5).
    """
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=zones.home)
    return moment.astimezone(UTC)


def nominal(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
