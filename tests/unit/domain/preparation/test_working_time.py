"""When a preparation may begin: examples of a week, then rules that hold for every moment of any week."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lambdas.domain.accounts.working_week import DaysOff, WorkingWeek
from lambdas.domain.preparation.working_time import FURTHEST, WorkingTime

BERLIN = WorkingTime(WorkingWeek(), "Europe/Berlin")
SUNDAY_TO_THURSDAY = WorkingTime(WorkingWeek(days=frozenset({6, 0, 1, 2, 3})), "Asia/Dubai")
AT_ANY_HOUR = WorkingWeek(start=time(0), end=time(0))


def local(text: str) -> datetime:
    """On the clock of Berlin, in the week of Monday 2 March 2026."""
    return datetime.fromisoformat(f"2026-03-{text}+01:00")


@pytest.mark.parametrize(
    ("moment", "begins", "why"),
    [
        ("05T10:00", "05T10:00", ""),
        ("08T10:00", "06T10:00", "Saturday and Sunday are skipped"),
        ("07T10:00", "06T10:00", "Saturday is skipped"),
        ("08T15:00", "06T13:00", "Saturday and Sunday are skipped"),
        ("09T07:30", "06T13:00", "Saturday and Sunday are skipped"),
        ("05T07:59", "04T17:00", "07:59 is outside your working hours"),
        ("05T18:00", "05T17:00", "18:00 is outside your working hours"),
        ("05T08:00", "05T08:00", ""),
        ("05T17:59", "05T17:59", ""),
    ],
)
def test_a_moment_outside_working_time_goes_to_the_last_working_day_before(moment: str, begins: str, why: str) -> None:
    due = BERLIN.last_before(local(moment))
    assert (due.at, due.skipped) == (local(begins), why)


def test_a_nudge_on_a_free_day_comes_in_the_last_hour_worked_before_it() -> None:
    assert BERLIN.nudge_before(local("07T01:00")) == local("06T17:00")
    assert BERLIN.nudge_before(local("05T22:00")) == local("05T22:00")


def test_who_works_from_sunday_to_thursday_has_another_weekend() -> None:
    friday, sunday = datetime(2026, 3, 6, 8, tzinfo=UTC), datetime(2026, 3, 8, 8, tzinfo=UTC)
    assert SUNDAY_TO_THURSDAY.last_before(sunday).at == sunday
    due = SUNDAY_TO_THURSDAY.last_before(friday)
    assert (due.at, due.skipped) == (datetime(2026, 3, 5, 8, tzinfo=UTC), "Friday is skipped")


def test_days_off_are_gone_past_with_the_weekends_beside_them() -> None:
    away = DaysOff(first=date(2026, 3, 9), last=date(2026, 3, 13))
    due = WorkingTime(WorkingWeek(), "Europe/Berlin", (away,)).last_before(local("15T10:00"))
    assert due.at == local("06T10:00")
    assert due.skipped == "Sat 7 Mar to Sun 15 Mar are skipped"


def test_working_hours_are_those_of_the_person_s_own_clock_across_daylight_saving() -> None:
    sunday = datetime(2026, 3, 29, 8, tzinfo=UTC)  # 10:00 in Berlin, whose clocks went forward that night
    assert BERLIN.last_before(sunday).at == datetime(2026, 3, 27, 9, tzinfo=UTC)


def test_whoever_is_away_for_months_is_prepared_when_it_is_due() -> None:
    away = DaysOff(first=date(2026, 1, 1), last=date(2026, 6, 30))
    due = WorkingTime(WorkingWeek(), "UTC", (away,)).last_before(local("15T10:00"))
    assert (due.at, due.skipped) == (local("15T10:00"), "")


def test_the_max_break_counts_weekends_and_days_off_together() -> None:
    monday = date(2026, 3, 2)
    away = DaysOff(first=date(2026, 3, 9), last=date(2026, 3, 13))
    assert BERLIN.max_break(monday) == 2
    assert WorkingTime(WorkingWeek(), "Europe/Berlin", (away,)).max_break(monday) == 9


@pytest.mark.parametrize(
    "values", [{"days": []}, {"days": [7]}, {"start": "18:00", "end": "08:00"}, {"start": "8 o'clock"}]
)
def test_a_week_nobody_can_work_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        WorkingWeek.model_validate(values)


weeks = st.builds(
    WorkingWeek,
    days=st.frozensets(st.integers(0, 6), min_size=1),
    start=st.times(max_value=time(12)).map(lambda moment: moment.replace(microsecond=0)),
    end=st.times(min_value=time(12)).map(lambda moment: moment.replace(microsecond=0)),
) | st.just(AT_ANY_HOUR)
days_off = st.lists(
    st.builds(
        lambda first, length: DaysOff(first=first, last=first + timedelta(days=length)),
        st.dates(date(2026, 1, 1), date(2026, 12, 1)),
        st.integers(0, 20),
    ),
    max_size=3,
).map(tuple)
zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))


@given(week=weeks, zone=zones, off=days_off, moment=moments)
def test_it_never_goes_forward_nor_further_back_than_it_says_and_asking_twice_changes_nothing(
    week: WorkingWeek, zone: str, off: tuple[DaysOff, ...], moment: datetime
) -> None:
    working = WorkingTime(week, zone, off)
    due = working.last_before(moment)
    assert moment - FURTHEST - timedelta(days=1) <= due.at <= moment
    assert (due.at == moment) == (due.skipped == "")
    assert working.last_before(due.at).at == due.at
