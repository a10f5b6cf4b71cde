"""The times of an event, as its own lines say: start, end, rules and exceptions, all with real time zones."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from lambdas.calendars.ics.rules import Rule, read_rule
from lambdas.calendars.ics.text import RawEvent
from lambdas.calendars.ics.values import (
    Flaw,
    Moment,
    Property,
    UnreadableValue,
    read_duration,
    read_moment,
    read_property,
    says_something,
)
from lambdas.calendars.ics.zones import Zones

_REPEATING = frozenset({"RRULE", "RDATE"})
_MAX_DATES = 20_000
_MAX_SPAN = timedelta(days=400)


@dataclass(slots=True)
class Timing:
    """``original`` is the RECURRENCE-ID of a changed occurrence, of the series' own kind (day or time).

    ``flaws`` are parts that could not be read: the event is used without them, and that is told.
    """

    start: Moment
    end: Moment
    original: Moment | None = None
    this_and_future: bool = False
    rules: list[Rule] = field(default_factory=list)
    extra: list[Moment | tuple[Moment, Moment]] = field(default_factory=list)
    excluded: list[Moment] = field(default_factory=list)
    exception_rules: list[Rule] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)

    @property
    def duration(self) -> timedelta:
        return apart(self.start, self.end)


def is_recurring(event: RawEvent) -> bool:
    return any(says_something(line) for name in _REPEATING & event.lines.keys() for line in event.lines[name])


def read_timing(event: RawEvent, zones: Zones) -> Timing:
    """Raises Unreadable when the start cannot be known, or when the repetition must not be expanded."""
    start = _start(event, zones)
    timing = Timing(start, start)
    timing.end = _end(event, timing, zones)
    if says_something(event.first("RECURRENCE-ID")):
        _read_original(event, timing, zones)
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


def _end(event: RawEvent, timing: Timing, zones: Zones) -> Moment:
    """DTEND, or DURATION, or what RFC 5545 says without both; one that makes no sense is told and not used."""
    start = timing.start
    shortest = start if isinstance(start, datetime) else start + timedelta(days=1)
    end = _like(_stated_end(event, timing, zones), start)
    if apart(start, end) < timedelta(0):
        timing.flaws.append(Flaw("it ends before it starts; it is kept without a known end"))
        return shortest
    if apart(start, end) > _MAX_SPAN:
        timing.flaws.append(Flaw("it is longer than a year; it is kept without a known end"))
        return shortest
    return max(end, shortest)


def _stated_end(event: RawEvent, timing: Timing, zones: Zones) -> Moment:
    start = timing.start
    if "DTEND" in event.lines:
        with _flaws_of(timing, "it is kept without a known end"):
            return read_moment(read_property(event.first("DTEND")), zones, floating=_zone(start))
    if "DURATION" in event.lines:
        with _flaws_of(timing, "it is kept without a known end"):
            return later(start, read_duration(read_property(event.first("DURATION"))))
    return start


def _like(end: Moment, start: Moment) -> Moment:
    """The end as a day or a time, in the zone of the start, as the start is."""
    if not isinstance(start, datetime):
        return nominal(end)
    if not isinstance(end, datetime):
        return datetime.combine(end, start.timetz())
    return end.astimezone(start.tzinfo)


def _read_original(event: RawEvent, timing: Timing, zones: Zones) -> None:
    with _flaws_of(timing, "it is kept as a meeting of its own"):
        item = read_property(event.first("RECURRENCE-ID"))
        timing.original = on_home_clock(read_moment(item, zones, floating=_zone(timing.start)), zones)
        timing.this_and_future = item.params.get("RANGE", "").upper() == "THISANDFUTURE"


def _read_repetition(event: RawEvent, timing: Timing, zones: Zones) -> None:
    for line in filter(says_something, event.lines.get("RRULE", [])):
        with _flaws_of(timing, "of its repetition only the first time is kept", leaves_out=True):
            rule = read_rule(read_property(line).value, timing.start)
            timing.rules.append(rule)
            timing.flaws += rule.flaws
    for line in event.lines.get("EXRULE", []):
        with _flaws_of(timing, "that exception is left out"):
            timing.exception_rules.append(read_rule(read_property(line).value, timing.start))
    for item in _listed(event, "RDATE", timing):
        with _flaws_of(timing, "that date is left out"):
            timing.extra.append(_period(item, timing, zones))
    for item in _listed(event, "EXDATE", timing):
        with _flaws_of(timing, "that exception is left out"):
            exception = read_moment(item, zones, floating=_zone(timing.start))
            timing.excluded.append(_like_start(exception, timing.start, zones))


def _listed(event: RawEvent, name: str, timing: Timing) -> list[Property]:
    """Each value of a repeated list property, as a property of its own; vCalendar 1.0 lists with semicolons."""
    items = []
    for line in event.lines.get(name, []):
        with _flaws_of(timing, "those dates are left out"):
            items.append(read_property(line))
    values = ((item, text.strip()) for item in items for text in item.value.replace(";", ",").split(","))
    single = [item._replace(value=text) for item, text in values if text]
    if len(single) > _MAX_DATES:
        raise UnreadableValue(f"it lists too many dates ({name})")
    return single


@contextmanager
def _flaws_of(timing: Timing, consequence: str, leaves_out: bool = False) -> Iterator[None]:
    try:
        yield
    except UnreadableValue as unreadable:
        timing.flaws.append(Flaw(f"{unreadable}; {consequence}", leaves_out))


def _period(item: Property, timing: Timing, zones: Zones) -> Moment | tuple[Moment, Moment]:
    """An RDATE: a moment, or a period with a length of its own. A day alone is at the series' own time."""
    first, slash, last = item.value.partition("/")
    start = read_moment(item._replace(value=first), zones, floating=_zone(timing.start))
    if not slash:
        moment, series = on_home_clock(start, zones), timing.start
        if isinstance(moment, datetime) and isinstance(series, datetime):
            return moment.astimezone(series.tzinfo)
        return original_of(moment, series)
    if last.upper().lstrip("+").startswith("P"):
        return start, later(start, read_duration(item._replace(value=last)))
    return start, read_moment(item._replace(value=last), zones, floating=_zone(timing.start))


def _like_start(moment: Moment, start: Moment, zones: Zones) -> Moment:
    """An exception in UTC, put into the series' own zone: it is then compared on that zone's clock."""
    if isinstance(moment, datetime) and not isinstance(start, datetime):
        return nominal(on_home_clock(moment, zones))
    if isinstance(moment, datetime) and (moment.utcoffset() == timedelta(0) or moment.time() == time.min):
        return original_of(moment, start)
    return moment


def on_home_clock(moment: Moment, zones: Zones) -> Moment:
    """A time in UTC as the owner's clock shows it, on which it names a day of an all-day series.

    Midnight in UTC stays: exporters that know no zones write days so.
    """
    if isinstance(moment, datetime) and moment.tzname() == "UTC" and moment.time() != time.min:
        return moment.astimezone(zones.floating)
    return moment


def original_of(change: Moment, series: Moment) -> Moment:
    """The occurrence a change replaces, named as its series (by its own start) names it: a day, a time in its zone.

    Exchange and some others name an occurrence by the midnight of its day.
    """
    if not isinstance(series, datetime):
        return nominal(change)
    if not isinstance(change, datetime):
        return datetime.combine(change, series.timetz())
    moment = change.astimezone(series.tzinfo)
    is_day = change.time() == time.min and moment.time() != series.time()
    return datetime.combine(change.date(), series.timetz()) if is_day else moment


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


def wall_clock(moment: Moment) -> datetime:
    """The moment without its zone, as rules count; a day from its midnight."""
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else datetime.combine(moment, time.min)


def nominal(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
