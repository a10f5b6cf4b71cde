"""When things are due: examples first, then rules that hold for every instant."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.preparation.due_times import (
    ANSWER_LIMIT,
    ANSWER_MARGIN,
    REMINDER_LEAD,
    TOO_LATE,
    answer_deadline,
    horizon,
    is_due,
    nudge_at,
    prep_trigger,
    reminder_at,
)
from tests.fakes.samples import NOW

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)
HOURS = st.integers(0, 2160)
YESTERDAY = NOW - timedelta(days=1)


def test_a_preparation_begins_when_it_is_due() -> None:
    assert prep_trigger(NOW + timedelta(days=20), NOW + timedelta(days=6), NOW) == NOW + timedelta(days=6)


def test_fault_73_a_time_that_has_passed_is_due_now() -> None:
    assert prep_trigger(NOW + timedelta(hours=3), YESTERDAY, NOW) == NOW


def test_fault_73_a_meeting_about_to_start_is_not_prepared() -> None:
    assert prep_trigger(NOW + TOO_LATE - timedelta(seconds=1), YESTERDAY, NOW) is None
    assert prep_trigger(NOW + TOO_LATE, YESTERDAY, NOW) == NOW
    assert prep_trigger(NOW - timedelta(hours=1), YESTERDAY, NOW) is None


@given(start=INSTANTS, hours=HOURS, now=INSTANTS)
def test_fault_73_a_trigger_is_never_in_the_past_and_never_after_the_start(
    start: datetime, hours: int, now: datetime
) -> None:
    trigger = prep_trigger(start, start - timedelta(hours=hours), now)
    assert (trigger is None) == (start - now < TOO_LATE)
    if trigger:
        assert now <= trigger <= start
        assert trigger in (now, start - timedelta(hours=hours))


@pytest.mark.parametrize(("ahead", "due"), [(-60, True), (0, True), (60, True), (61, False)])
def test_what_is_due_within_a_minute_needs_no_schedule(ahead: int, due: bool) -> None:
    assert is_due(NOW + timedelta(seconds=ahead), NOW) is due


def test_fault_72_silence_ends_after_a_day_or_before_the_meeting() -> None:
    assert answer_deadline(NOW, NOW + timedelta(days=3)) == NOW + timedelta(hours=24)
    assert answer_deadline(NOW, NOW + timedelta(hours=2)) == NOW + timedelta(hours=2) - ANSWER_MARGIN


@given(started=INSTANTS, start=INSTANTS)
def test_fault_72_a_conversation_never_outlasts_a_day_or_the_start_of_its_meeting(
    started: datetime, start: datetime
) -> None:
    deadline = answer_deadline(started, start)
    assert started <= deadline <= started + ANSWER_LIMIT
    assert deadline <= max(started, start - ANSWER_MARGIN)
    assert started <= nudge_at(started, deadline) <= deadline


def test_the_nudge_comes_half_way() -> None:
    assert nudge_at(NOW, NOW + timedelta(hours=24)) == NOW + timedelta(hours=12)


def test_the_reminder_comes_two_hours_before_or_now_or_not_at_all() -> None:
    assert reminder_at(NOW + timedelta(days=1), NOW) == NOW + timedelta(days=1) - REMINDER_LEAD
    assert reminder_at(NOW + timedelta(minutes=30), NOW) == NOW
    assert reminder_at(NOW, NOW) is None


def test_a_horizon_sees_a_quarterly_review_before_its_preparation_is_due() -> None:
    assert horizon(14, [24, 72, 336]) == timedelta(days=15)
    assert horizon(14, [24]) == timedelta(days=14)
    assert horizon(14, []) == timedelta(days=14)
    assert horizon(14, [336], max_break=2) == timedelta(days=17)


@given(days=st.integers(1, 90), hours=st.lists(HOURS))
def test_every_meeting_enters_the_horizon_a_day_before_its_preparation(days: int, hours: list[int]) -> None:
    ahead = horizon(days, hours)
    assert ahead >= timedelta(days=days)
    assert all(ahead >= timedelta(hours=lead) + timedelta(days=1) for lead in hours)
