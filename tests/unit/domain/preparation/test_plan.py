"""The plan of a meeting, and what changes it."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.accounts.user import TypeCorrection, UserAccount
from lambdas.domain.meetings.changes import Change
from lambdas.domain.meetings.meeting import Attendee, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.plan import max_prep_hours, plan_for, replanned, rules_fingerprint, tracked_after
from lambdas.settings import load_classification_rules
from tests.fakes.samples import NOW, a_meeting, a_user

RULES = load_classification_rules()
ACCOUNT = UserAccount(user=a_user())
CORRECTION = TypeCorrection(series_key="m1", meeting_type="qbr", corrected_at=NOW)


def first_row(**changes: Any) -> TrackedMeeting:
    return tracked_after(Change(None, a_meeting(**changes), ("work",)), RULES, ACCOUNT, NOW)


def next_row(row: TrackedMeeting, now: datetime = NOW, **changes: object) -> TrackedMeeting:
    return tracked_after(Change(row, row.meeting.model_copy(update=changes), ("work",)), RULES, ACCOUNT, now)


def test_the_plan_says_type_reason_and_time() -> None:
    pair = tuple(Attendee(email=f"p{number}@example.com") for number in range(2))
    plan = first_row(title="1:1 with Sam", attendees=pair).plan
    assert (plan.meeting_type, plan.type_source, plan.prep_hours) == ("one_on_one", "rule", 24)
    assert "1:1" in plan.type_reason
    assert plan.prep_trigger_time == NOW + timedelta(days=2)


def test_a_correction_counts_more_than_the_rules_and_hours_of_one_s_own_more_than_the_type_s() -> None:
    user = a_user(prep_hours={"qbr": 10})
    plan = plan_for(a_meeting(), RULES, user, CORRECTION, NOW)
    assert (plan.meeting_type, plan.type_source, plan.prep_hours) == ("qbr", "correction", 10)


def test_a_meeting_is_prepared_or_says_why_not() -> None:
    for changes in ({}, {"all_day": True}, {"status": MeetingStatus.CANCELLED}, {"start": NOW + timedelta(minutes=5)}):
        plan = first_row(**changes).plan
        assert (plan.prep_trigger_time is None) == bool(plan.skip_reason), changes


def test_only_what_moves_the_preparation_makes_a_new_timing() -> None:
    row = first_row()
    assert next_row(row, title="Other").timing_version == 1
    for changes in (
        {"start": NOW + timedelta(days=4), "end": NOW + timedelta(days=4, hours=1)},
        {"end": NOW + timedelta(days=3, hours=2)},
        {"status": MeetingStatus.CANCELLED},
        {"all_day": True},
    ):
        assert next_row(row, **changes).timing_version == 2, changes


def test_a_meeting_that_has_begun_or_was_cancelled_keeps_its_plan() -> None:
    account = UserAccount(user=a_user(), corrections=(CORRECTION,))
    row = first_row()
    assert replanned(row, RULES, account, NOW) is not None
    assert replanned(row, RULES, account, row.meeting.start) is None
    assert replanned(next_row(row, status=MeetingStatus.CANCELLED), RULES, account, NOW) is None


def test_the_fingerprint_changes_with_whatever_a_plan_depends_on() -> None:
    corrected = UserAccount(user=a_user(), corrections=(CORRECTION,))
    early = UserAccount(user=a_user(prep_hours={"qbr": 1}))
    assert len({rules_fingerprint(RULES, account) for account in (ACCOUNT, corrected, early)}) == 3
    assert rules_fingerprint(RULES, ACCOUNT) == rules_fingerprint(RULES, UserAccount(user=a_user(name="Ada")))


def test_the_longest_preparation_counts_one_s_own_hours() -> None:
    assert max_prep_hours(RULES.types, a_user()) == 336
    assert max_prep_hours(RULES.types, a_user(prep_hours={"default": 1000})) == 1000


@given(st.integers(-100, 2000), st.lists(st.integers(0, 100), max_size=4))
def test_fault_73_time_passing_alone_never_changes_a_plan(hours_ahead: int, steps: list[int]) -> None:
    row = first_row(start=NOW + timedelta(hours=hours_ahead))
    now = NOW
    for step in steps:
        now += timedelta(hours=step)
        assert now > row.meeting.start or replanned(row, RULES, ACCOUNT, now) is None or row.plan.skip_reason


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_fault_73_a_moved_meeting_is_never_due_in_the_past(first: int, second: int) -> None:
    now = NOW + timedelta(minutes=30)
    moved = NOW + timedelta(hours=second)
    row = next_row(first_row(start=NOW + timedelta(hours=first)), now, start=moved, end=moved + timedelta(hours=1))
    trigger = row.plan.prep_trigger_time
    assert trigger is None or trigger >= now or first == second
