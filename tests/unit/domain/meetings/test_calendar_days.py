"""Days of 23, 24 and 25 hours, entries across midnight, and the hours that are drawn."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.meetings.calendar_days import (
    Rows,
    all_day_dates,
    axis_of,
    clock_beside,
    cropped,
    day_bounds,
    rows,
    segment,
    week_of,
)

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
SPRING, AUTUMN, PLAIN = date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 5)
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Cairo", "Australia/Lord_Howe"])


def local(day: date, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, fold=fold, tzinfo=BERLIN).astimezone(UTC)


def placed(day: date, start: datetime, end: datetime, days: tuple[date, ...] = ()) -> Rows:
    part = segment(start, end, day, BERLIN)
    assert part is not None
    return rows(part, day, BERLIN, axis_of(days or (day,), BERLIN))


@pytest.mark.parametrize(("day", "quarters"), [(SPRING, 92), (PLAIN, 96), (AUTUMN, 100)])
def test_a_day_has_the_quarters_of_its_own_hours(day: date, quarters: int) -> None:
    assert len(axis_of((day,), BERLIN)) == quarters


def test_where_the_clock_jumps_over_midnight_the_day_begins_when_it_has_jumped() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    begins, ends = day_bounds(date(2026, 4, 24), cairo)
    assert begins.astimezone(cairo).hour == 1
    assert ends - begins == timedelta(hours=23)
    assert axis_of((date(2026, 4, 24),), cairo)[0].minute == 60


def test_an_hour_that_comes_twice_is_drawn_twice_and_a_meeting_is_as_tall_as_it_is_long() -> None:
    first, second = local(AUTUMN, 2, 30), local(AUTUMN, 2, 30, fold=1)
    assert placed(AUTUMN, first, first + timedelta(minutes=30)) == Rows(10, 12)
    assert placed(AUTUMN, second, second + timedelta(minutes=30)) == Rows(14, 16)
    assert placed(AUTUMN, local(AUTUMN, 1), local(AUTUMN, 3)) == Rows(4, 16)


def test_a_week_is_drawn_on_its_longest_day_and_the_other_days_skip_what_they_have_not() -> None:
    autumn, spring = week_of(AUTUMN), week_of(SPRING)
    saturday = autumn[5]
    assert placed(AUTUMN, local(AUTUMN, 9), local(AUTUMN, 10), autumn) == Rows(40, 44)
    assert placed(saturday, local(saturday, 9), local(saturday, 10), autumn) == Rows(40, 44)
    assert placed(SPRING, local(SPRING, 9), local(SPRING, 10), spring) == Rows(36, 40)
    assert placed(SPRING, local(SPRING, 1), local(SPRING, 4), spring) == Rows(4, 16)


def test_a_meeting_across_midnight_stands_on_both_days() -> None:
    start, end = local(PLAIN, 22, 30), local(PLAIN + timedelta(days=1), 1)
    assert placed(PLAIN, start, end) == Rows(90, 96)
    assert placed(PLAIN + timedelta(days=1), start, end) == Rows(0, 4)
    today, tomorrow = (segment(start, end, PLAIN + timedelta(days=n), BERLIN) for n in (0, 1))
    assert today
    assert tomorrow
    assert (today.begins_before, today.ends_after) == (False, True)
    assert (tomorrow.begins_before, tomorrow.ends_after) == (True, False)


def test_what_ends_at_midnight_is_not_on_the_next_day_and_what_has_no_length_is_on_its_own() -> None:
    midnight = local(PLAIN + timedelta(days=1), 0)
    assert segment(local(PLAIN, 23), midnight, PLAIN + timedelta(days=1), BERLIN) is None
    assert segment(midnight, midnight, PLAIN, BERLIN) is None
    assert placed(PLAIN + timedelta(days=1), midnight, midnight) == Rows(0, 1)


def test_the_working_day_is_drawn_and_what_is_earlier_or_later_in_whole_hours() -> None:
    axis = axis_of((PLAIN,), BERLIN)
    assert cropped([], axis, time(8), time(18)) == Rows(32, 72)
    assert cropped([Rows(26, 30), Rows(78, 79)], axis, time(8), time(18)) == Rows(24, 80)
    assert cropped([], axis, time(9, 30), time(17, 40)) == Rows(36, 72)
    assert cropped([Rows(0, 96)], axis, time(8), time(18)) == Rows(0, 96)


def test_a_second_clock_stands_beside_the_hours_unless_the_difference_changes_on_the_way() -> None:
    winter = week_of(date(2026, 2, 5))
    beside = clock_beside(winter, BERLIN, NEW_YORK, axis_of(winter, BERLIN))
    assert (beside[0], beside[36]) == ("18:00", "03:00")
    assert clock_beside(week_of(AUTUMN), BERLIN, NEW_YORK, axis_of(week_of(AUTUMN), BERLIN)) == ()
    day = clock_beside((AUTUMN,), BERLIN, NEW_YORK, axis_of((AUTUMN,), BERLIN))
    assert day[8:17:4] == ("20:00", "21:00", "22:00")


def test_an_all_day_entry_ends_on_the_day_before_its_end() -> None:
    assert all_day_dates(local(PLAIN, 0), local(PLAIN + timedelta(days=2), 0), BERLIN) == (
        PLAIN,
        PLAIN + timedelta(days=1),
    )
    assert all_day_dates(local(PLAIN, 0), local(PLAIN, 0), BERLIN) == (PLAIN, PLAIN)


def test_a_week_begins_on_monday() -> None:
    assert [day.weekday() for day in week_of(AUTUMN)] == list(range(7))
    assert AUTUMN in week_of(AUTUMN)


@given(
    name=ZONES,
    start=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 30)),
    minutes=st.integers(min_value=1, max_value=2000),
)
def test_every_moment_of_a_meeting_is_on_some_day_exactly_once(name: str, start: datetime, minutes: int) -> None:
    zone, begins = ZoneInfo(name), start.replace(tzinfo=UTC)
    ends = begins + timedelta(minutes=minutes)
    first = begins.astimezone(zone).date() - timedelta(days=1)
    days = [first + timedelta(days=n) for n in range(5)]
    parts = [part for day in days if (part := segment(begins, ends, day, zone))]
    assert sum((part.end - part.start for part in parts), timedelta()) == ends - begins
    for day in days:
        if part := segment(begins, ends, day, zone):
            axis = axis_of(week_of(day), zone)
            taken = rows(part, day, zone, axis)
            assert 0 <= taken.first < taken.last <= len(axis)
