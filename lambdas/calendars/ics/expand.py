"""The occurrences of one repeating event near a window, by recurring-ical-events, with every guard in front of it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from icalendar import Calendar, Event
from icalendar.prop import vDDDLists, vDDDTypes, vRecur
from recurring_ical_events import CalendarQuery
from recurring_ical_events.adapters.event import EventAdapter
from recurring_ical_events.selection.name import ComponentsWithName

from lambdas.calendars.base import Window
from lambdas.calendars.ics.effort import MAX_OCCURRENCES, Stretch, check_effort, moved_close
from lambdas.calendars.ics.exception_rules import excepted_starts
from lambdas.calendars.ics.time_limit import OutOfTime, time_limit
from lambdas.calendars.ics.times import Timing, apart, nominal, original_of
from lambdas.calendars.ics.values import Flaw, Moment, UnreadableValue

_MEMBER = "X-AMO-MEMBER"
_DAY = timedelta(days=1)
_CUT = Flaw(f"it repeats very often: only {MAX_OCCURRENCES} of its occurrences are kept", leaves_out=True)


class Occurrence(NamedTuple):
    """One occurrence. ``member`` is 0 for the series itself, else 1 + the position of the change that made it so."""

    member: int
    start: Moment
    end: Moment
    original: Moment


@dataclass(slots=True)
class Series:
    """An event and its changed occurrences. Without ``master`` only the changes are known (a forwarded instance)."""

    master: Timing | None
    changes: list[Timing] = field(default_factory=list)


class _Member(EventAdapter):  # type: ignore[misc] # the library has no types
    """Makes the expander answer with facts instead of copied components, which cost more than the expansion."""

    def as_component(self, start: Moment, stop: Moment, _keep: bool = False) -> tuple[int, Moment, Moment]:
        return self._component[_MEMBER], start, stop


def expand(series: Series, window: Window, now: datetime, seconds: float) -> tuple[list[Occurrence], list[Flaw]]:
    """Occurrences within a day of the window, and what was cut off.

    Raises Unreadable when the series takes longer than ``seconds`` or makes the expander fail.
    """
    near = Window(start=window.start - _DAY, end=window.end + _DAY)
    cut: list[Flaw] = []
    if _is_idle(series, near):
        return [], cut
    if (busy := _busy_stretch(series, near, max(now, window.start))) is not None:
        near, cut = busy, [_CUT]
    if series.master:
        _check_efforts(series.master, near)
    try:
        with time_limit(seconds):
            found = _expanded(series, near)
    except OutOfTime:
        raise UnreadableValue("its repetition takes too long to work out") from None
    except Exception as failure:  # the expander raises nearly anything on odd input; one series must not cost the feed
        raise UnreadableValue(f"its repetition cannot be worked out ({type(failure).__name__})") from failure
    return found[:MAX_OCCURRENCES], cut or [_CUT] * (len(found) > MAX_OCCURRENCES)


def _is_idle(series: Series, near: Window) -> bool:
    """Returns whether the series certainly has nothing in the window: all over before, or not begun."""
    master = series.master
    if series.changes or master is None or master.extra:
        return not series.changes and master is None
    first, last = nominal(near.start) - master.duration - _DAY, nominal(near.end) + _DAY
    over = bool(master.rules) and all("" < rule.until < first.strftime("%Y%m%d") for rule in master.rules)
    return over or nominal(master.start) > last


def _expanded(series: Series, near: Window) -> list[Occurrence]:
    calendar = Calendar()
    if series.master:
        calendar.add_component(_core(series, near))
    for position, change in enumerate(series.changes, start=1):
        calendar.add_component(_changed(change, position, series.master))
    query = CalendarQuery(calendar, components=[ComponentsWithName("VEVENT", adapter=_Member)])
    struck_out = excepted_starts(series.master, near) if series.master else frozenset()
    occurrences = [
        _occurrence(series, *facts)
        for facts in query.between(near.start, near.end)
        if not (facts[0] == 0 and facts[1] in struck_out)
    ]
    return sorted(occurrences, key=lambda occurrence: str(occurrence.start))


def _occurrence(series: Series, member: int, start: Moment, end: Moment) -> Occurrence:
    if member == 0:
        return Occurrence(member, start, end, start)
    change = series.changes[member - 1]
    original = _original(change, series.master)
    # One change may stand for all that follow: each of those was moved by the same time.
    return Occurrence(member, start, end, original + apart(change.start, start) if change.this_and_future else original)


def _core(series: Series, near: Window) -> Event:
    master = series.master
    assert master is not None
    start = master.start
    if len(master.rules) == 1 and not any(change.this_and_future for change in series.changes):
        start = moved_close(master.rules[0], start, nominal(near.start) - master.duration - _DAY)
    event = _event(0, start, start + master.duration)
    if master.rules:
        rules = [vRecur.from_ical(rule.text) for rule in master.rules]
        event["RRULE"] = rules if len(rules) > 1 else rules[0]
    if master.extra:
        event["RDATE"] = vDDDLists(master.extra)
    if master.excluded:
        event["EXDATE"] = vDDDLists(master.excluded)
    return event


def _changed(change: Timing, position: int, master: Timing | None) -> Event:
    event = _event(position, change.start, change.end)
    event["RECURRENCE-ID"] = vDDDTypes(_original(change, master))
    if change.this_and_future:
        event["RECURRENCE-ID"].params["RANGE"] = "THISANDFUTURE"
    return event


def _event(member: int, start: Moment, end: Moment) -> Event:
    event = Event()
    event["UID"] = "series"
    event[_MEMBER] = member
    event["DTSTART"], event["DTEND"] = vDDDTypes(start), vDDDTypes(end)
    return event


def _original(change: Timing, master: Timing | None) -> Moment:
    original = change.original if change.original is not None else change.start
    return original_of(original, master.start) if master else original


def _check_efforts(master: Timing, near: Window) -> None:
    first: date = nominal(near.start) - master.duration - _DAY
    for rule in (*master.rules, *master.exception_rules):
        start = moved_close(rule, master.start, first) if len(master.rules) == 1 else master.start
        check_effort(rule, start, Stretch(first, nominal(near.end)))


def _busy_stretch(series: Series, near: Window, now: datetime) -> Window | None:
    """For a series that strikes too often (fault 38): the time from now on that holds as many as are kept."""
    a_day = sum(rule.a_day for rule in series.master.rules) if series.master else 0
    if series.master is None or a_day <= 1 or a_day * (near.end - near.start).days <= MAX_OCCURRENCES:
        return None
    start = series.master.start
    begin = max(now, start.astimezone(UTC)) if isinstance(start, datetime) else now
    end = begin + timedelta(days=MAX_OCCURRENCES / a_day)
    return None if end >= near.end or _ends_before(series.master, end) else Window(start=begin, end=end)


def _ends_before(master: Timing, end: datetime) -> bool:
    stamp = end.strftime("%Y%m%dT%H%M%SZ")
    return all(
        int(rule.parts.get("COUNT", MAX_OCCURRENCES + 1)) <= MAX_OCCURRENCES or (rule.until and rule.until < stamp)
        for rule in master.rules
    )
