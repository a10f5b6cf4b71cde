"""Everything the calendar shows of a day or a week, from the meetings that touch it."""

from collections.abc import Sequence
from datetime import date, timedelta

from lambdas.domain.kernel.local_time import place_name, zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.calendar_days import (
    axis_of,
    clock_beside,
    cropped,
    day_bounds,
    day_of,
)
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.edges.web.calendar_day import CalendarDay, Grid, Reader, calendar_day, entries_of
from lambdas.edges.web.zones import zone_label


class HourMark(Model):
    """``row`` counts from 1, as grids do; ``beside`` is the hour in the second zone, empty where it cannot be told."""

    row: int
    label: str
    beside: str


class CalendarPage(Model):
    heading: str
    is_week: bool
    day: str
    earlier: str
    later: str
    today: str
    same_view: str
    other_view: str
    days: tuple[CalendarDay, ...]
    hours: tuple[HourMark, ...]
    rows: int
    zone: str
    second_zone: str
    second_city: str
    note: str


def calendar_page(reader: Reader, meetings: Sequence[TrackedMeeting]) -> CalendarPage:
    user, days, local = reader.user, reader.days, zone(reader.user.timezone)
    shown = [tracked for tracked in meetings if tracked.meeting.status is MeetingStatus.SCHEDULED]
    axis = axis_of(days, local)
    found = [entries_of(day, shown, local, axis) for day in days]
    drawn = cropped([rows for day in found for rows in day.rows], axis, *reader.hours)
    grid = Grid(axis, drawn)
    beside = clock_beside(days, local, zone(user.second_timezone), axis) if user.second_timezone else ()
    view = "week" if reader.is_week else "day"
    begins, _ = day_bounds(days[0], local)
    step = timedelta(days=len(days))
    return CalendarPage(
        heading=_heading(days),
        is_week=reader.is_week,
        day=reader.day.isoformat(),
        earlier=_address(view, reader.day - step),
        later=_address(view, reader.day + step),
        today=_address(view, day_of(reader.now, local)),
        same_view=_address(view, reader.day),
        other_view=_address("day" if reader.is_week else "week", reader.day),
        days=tuple(calendar_day(day, entries, grid, reader) for day, entries in zip(days, found, strict=True)),
        hours=tuple(_hours(grid, beside)),
        rows=drawn.last - drawn.first,
        zone=zone_label(user.timezone, begins),
        second_zone=zone_label(user.second_timezone, begins) if user.second_timezone else "",
        second_city=place_name(user.second_timezone),
        note=_note(reader, has_hours=bool(beside)),
    )


def _address(view: str, day: date) -> str:
    return f"/calendar?view={view}&day={day.isoformat()}"


def _heading(days: Sequence[date]) -> str:
    first, last = days[0], days[-1]
    if first == last:
        return f"{first:%A} {first.day} {first:%B} {first.year}"
    begin = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
    begin += f" {first.year}" if first.year != last.year else ""
    return f"{begin} – {last.day} {last:%B} {last.year}"


def _hours(grid: Grid, beside: Sequence[str]) -> list[HourMark]:
    """An hour that comes twice stands there twice."""
    marks = []
    for place in range(*grid.drawn):
        hour, minute = divmod(grid.axis[place].minute, 60)
        if minute == 0:
            row = place - grid.drawn.first + 1
            marks.append(HourMark(row=row, label=f"{hour:02d}:00", beside=beside[place] if beside else ""))
    return marks


def _note(reader: Reader, *, has_hours: bool) -> str:
    """Says on which day clocks change."""
    local = zone(reader.user.timezone)
    notes = []
    for day in reader.days:
        begins, ends = day_bounds(day, local)
        if (hours := (ends - begins) / timedelta(hours=1)) != 24:
            way = "forward" if hours < 24 else "back"
            notes.append(f"Clocks go {way} on {day:%A} {day.day} {day:%B}: that day has {hours:g} hours.")
    if reader.user.second_timezone and not has_hours:
        city = place_name(reader.user.second_timezone)
        notes.append(f"The difference to {city} changes this week, so its times stand at each meeting.")
    return " ".join(notes)
