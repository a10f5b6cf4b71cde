"""One day of the calendar: what lasts all day, what stands where in its hours, and the time that is free."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.local_time import clock_time, place_name, zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.calendar_days import Axis, Rows, Segment, all_day_dates, day_of, rows, segment, week_of
from lambdas.domain.meetings.free_time import TimeSpan, free_spans, is_busy
from lambdas.domain.meetings.meeting import EventKind, Meeting, Response
from lambdas.domain.meetings.overlaps import Column, side_by_side
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.working_time import WorkingTime
from lambdas.edges.web.meeting_rows import address_of, state_at
from lambdas.edges.web.states import State
from lambdas.edges.web.words import listed, title_of

ANY_HOUR = (time(8), time(18))
"""The hours drawn for whoever works at any hour."""
MIN_ROWS = 2
"""Half an hour: less than this holds no line of text."""
TALL_ROWS = 4
MAX_COLUMNS_OF_A_WEEK, MAX_COLUMNS_OF_A_DAY = 2, 6
KINDS = {
    EventKind.FOCUS_TIME: "Focus time",
    EventKind.OUT_OF_OFFICE: "Out of office",
    EventKind.WORKING_LOCATION: "Where you work",
    EventKind.BIRTHDAY: "Birthday",
    EventKind.FROM_MAIL: "From your e-mail",
}


class Reader(NamedTuple):
    """A person who looks at a day, at a moment."""

    user: User
    day: date
    is_week: bool
    now: datetime
    working: WorkingTime

    @property
    def hours(self) -> tuple[time, time]:
        """Returns the hours drawn also where nothing is, and looked through for free time."""
        week = self.working.week
        return ANY_HOUR if week.is_any_hour else (week.start, week.end)

    @property
    def days(self) -> tuple[date, ...]:
        return week_of(self.day) if self.is_week else (self.day,)

    @property
    def max_columns(self) -> int:
        return MAX_COLUMNS_OF_A_WEEK if self.is_week else MAX_COLUMNS_OF_A_DAY


class Grid(NamedTuple):
    """``drawn`` are the rows of the axis that are shown."""

    axis: Axis
    drawn: Rows


class TimedEntry(NamedTuple):
    """A meeting's part of a day, and the rows it takes there."""

    tracked: TrackedMeeting
    part: Segment
    rows: Rows


class DayEntries(NamedTuple):
    """The meetings that touch a day; ``timed`` in the order of the clock."""

    all_day: tuple[TrackedMeeting, ...]
    timed: tuple[TimedEntry, ...]

    @property
    def rows(self) -> list[Rows]:
        return [entry.rows for entry in self.timed]


class CalendarEntry(Model):
    """``begin`` and ``end`` are lines of the day's grid, ``column`` counts from 0; an all-day entry has none of them.

    ``continues`` says that it began on another day, or ends on one. ``kind`` names what is no meeting.
    ``is_extra``: there is no room for it beside the others, so a grid names it above.
    """

    address: str
    title: str
    time: str
    beside: str
    continues: str
    kind: str
    state: State
    is_free: bool
    begin: int = 0
    end: int = 0
    column: int = 0
    columns: int = 1
    is_extra: bool = False

    @property
    def is_tall(self) -> bool:
        return self.end - self.begin >= TALL_ROWS


class CalendarDay(Model):
    """``now`` is the row of this moment, 0 elsewhere; ``free`` names the gaps of the working day still to come."""

    name: str
    date: str
    address: str
    is_today: bool
    all_day: tuple[CalendarEntry, ...]
    entries: tuple[CalendarEntry, ...]
    free: str
    now: int

    @property
    def has_extra(self) -> bool:
        return any(entry.is_extra for entry in self.entries)


def entries_of(day: date, meetings: Sequence[TrackedMeeting], local: ZoneInfo, axis: Axis) -> DayEntries:
    timed = []
    for tracked in meetings:
        part = segment(tracked.meeting.start, tracked.meeting.end, day, local)
        if part and not tracked.meeting.all_day:
            timed.append(TimedEntry(tracked, part, _tall_enough(rows(part, day, local, axis), axis)))
    timed.sort(key=lambda entry: (entry.part.start, entry.part.end))
    all_day = (tracked for tracked in meetings if tracked.meeting.all_day and _lasts(tracked.meeting, day, local))
    return DayEntries(tuple(all_day), tuple(timed))


def calendar_day(day: date, found: DayEntries, grid: Grid, reader: Reader) -> CalendarDay:
    columns = side_by_side(found.rows)
    entries = [_placed(timed, column, grid, reader) for timed, column in zip(found.timed, columns, strict=True)]
    is_today = day == day_of(reader.now, zone(reader.user.timezone))
    return CalendarDay(
        name=f"{day:%A}",
        date=f"{day.day} {day:%B}",
        address=f"/calendar?view=day&day={day.isoformat()}",
        is_today=is_today,
        all_day=tuple(_entry(tracked, "All day", reader) for tracked in found.all_day),
        entries=tuple(entries),
        free=_free(day, found, reader) if found.timed or not reader.is_week else "",
        now=_row_of_now(day, grid, reader) if is_today else 0,
    )


def _tall_enough(taken: Rows, axis: Axis) -> Rows:
    last = min(max(taken.last, taken.first + MIN_ROWS), len(axis))
    return Rows(min(taken.first, last - MIN_ROWS), last)


def _lasts(meeting: Meeting, day: date, local: ZoneInfo) -> bool:
    first, last = all_day_dates(meeting.start, meeting.end, local)
    return first <= day <= last


def _placed(timed: TimedEntry, column: Column, grid: Grid, reader: Reader) -> CalendarEntry:
    begin, end = (clock_time(moment, reader.user.timezone) for moment in (timed.part.start, timed.part.end))
    place = {
        "beside": _beside(timed.part, reader.user),
        "continues": _continues(timed, reader.user),
        "begin": timed.rows.first - grid.drawn.first + 1,
        "end": timed.rows.last - grid.drawn.first + 1,
        "column": column.number,
        "columns": min(column.of, reader.max_columns),
        "is_extra": column.number >= reader.max_columns,
    }
    return _entry(timed.tracked, f"{begin}–{end}", reader).model_copy(update=place)


def _entry(tracked: TrackedMeeting, time_of_day: str, reader: Reader) -> CalendarEntry:
    meeting = tracked.meeting
    return CalendarEntry(
        address=address_of(meeting),
        title=title_of(meeting),
        time=time_of_day,
        beside="",
        continues="",
        kind="Declined" if meeting.owner_response is Response.DECLINED else KINDS.get(meeting.event_kind, ""),
        state=state_at(tracked, reader.user.timezone, reader.now),
        is_free=not is_busy(meeting),
    )


def _beside(part: Segment, user: User) -> str:
    if not user.second_timezone:
        return ""
    begin, end = (clock_time(moment, user.second_timezone) for moment in (part.start, part.end))
    return f"{begin}–{end} {place_name(user.second_timezone)}"


def _continues(timed: TimedEntry, user: User) -> str:
    meeting = timed.tracked.meeting
    start, end = (moment.astimezone(zone(user.timezone)) for moment in (meeting.start, meeting.end))
    since = f"since {start:%a %H:%M}" if timed.part.begins_before else ""
    until = f"until {end:%a %H:%M}" if timed.part.ends_after else ""
    return ", ".join(filter(None, (since, until)))


def _free(day: date, found: DayEntries, reader: Reader) -> str:
    timezone = reader.user.timezone
    if not reader.working.is_working_day(day):
        return "Not a working day" if found.timed else ""
    opens, closes = (datetime.combine(day, hour, zone(timezone)) for hour in reader.hours)
    within = TimeSpan(max(opens, reader.now.replace(second=0, microsecond=0)), closes)
    if within.start >= within.end:
        return ""
    if any(is_busy(tracked.meeting) for tracked in found.all_day):
        return "No free time"
    gaps = free_spans(_busy(found.timed), within)
    said = [f"{clock_time(gap.start, timezone)}–{clock_time(gap.end, timezone)}" for gap in gaps]
    return f"Free {listed(said)}" if said else "No free time"


def _busy(timed: Iterable[TimedEntry]) -> list[TimeSpan]:
    return [TimeSpan(entry.part.start, entry.part.end) for entry in timed if is_busy(entry.tracked.meeting)]


def _row_of_now(day: date, grid: Grid, reader: Reader) -> int:
    """0 where this moment is in none of the hours that are shown."""
    local = zone(reader.user.timezone)
    part = segment(reader.now, reader.now, day, local)
    row = rows(part, day, local, grid.axis).first if part else -1
    return row - grid.drawn.first + 1 if grid.drawn.first <= row < grid.drawn.last else 0
