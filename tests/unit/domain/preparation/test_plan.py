"""The plan of a meeting, and what changes it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lambdas.config_files import load_classification_rules
from lambdas.domain.accounts.user import TypeCorrection, UserAccount
from lambdas.domain.accounts.working_week import DaysOff, WorkingWeek
from lambdas.domain.meetings.changes import Change
from lambdas.domain.meetings.meeting import Attendee, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.plan import max_prep_hours, plan_for, replanned, rules_fingerprint, tracked_after
from tests.fakes.samples import NOW, a_meeting, a_user

RULES = load_classification_rules()
ACCOUNT = UserAccount(user=a_user())
SUNDAY_TO_THURSDAY = WorkingWeek(days=frozenset({6, 0, 1, 2, 3}))
MONDAY = date(2026, 3, 9)
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
    account = UserAccount(user=a_user(prep_hours={"qbr": 10}), corrections=(CORRECTION,))
    plan = plan_for(a_meeting(), RULES, account, NOW)
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
    others = (
        UserAccount(user=a_user(**changes))
        for changes in (
            {"prep_hours": {"qbr": 1}},
            {"timezone": "America/New_York"},
            {"working_week": SUNDAY_TO_THURSDAY},
            {"days_off": (DaysOff(first=MONDAY, last=MONDAY),)},
        )
    )
    assert len({rules_fingerprint(RULES, account) for account in (ACCOUNT, corrected, *others)}) == 6
    assert rules_fingerprint(RULES, ACCOUNT) == rules_fingerprint(RULES, UserAccount(user=a_user(name="Ada")))


def weekend_row(account: UserAccount = ACCOUNT) -> TrackedMeeting:
    """A meeting on Monday at 10:00 whose day before is Sunday."""
    meeting = a_meeting(start=datetime(2026, 3, 9, 10, tzinfo=UTC))
    return tracked_after(Change(None, meeting, ("work",)), RULES, account, NOW)


def test_a_preparation_due_on_sunday_begins_on_friday_and_says_why() -> None:
    plan = weekend_row().plan
    assert plan.prep_trigger_time == datetime(2026, 3, 6, 10, tzinfo=UTC)
    assert plan.skipped == "Saturday and Sunday are skipped"


def test_what_was_moved_past_a_weekend_stays_as_it_was_decided_while_time_passes() -> None:
    row = weekend_row()
    for day in (3, 7, 8):
        assert replanned(row, RULES, ACCOUNT, datetime(2026, 3, day, 12, tzinfo=UTC)) is None


def test_another_working_week_another_zone_or_a_day_off_moves_what_has_not_begun() -> None:
    row = weekend_row()
    for changes, begins in (
        ({"working_week": SUNDAY_TO_THURSDAY}, datetime(2026, 3, 8, 10, tzinfo=UTC)),
        ({"timezone": "Asia/Tokyo"}, datetime(2026, 3, 6, 4, tzinfo=UTC)),  # 13:00 there
        ({"days_off": (DaysOff(first=date(2026, 3, 5), last=date(2026, 3, 6)),)}, datetime(2026, 3, 4, 10, tzinfo=UTC)),
    ):
        planned = replanned(row, RULES, UserAccount(user=a_user(**changes)), NOW)
        assert planned is not None
        assert planned.plan.prep_trigger_time == begins, changes
    begun = row.model_copy(update={"announced_version": row.timing_version})
    kept = replanned(begun, RULES, UserAccount(user=a_user(working_week=SUNDAY_TO_THURSDAY)), NOW)
    assert kept is None


def test_daylight_saving_plays_no_part_in_the_hours_before() -> None:
    start = datetime.fromisoformat("2026-03-31T09:00:00+02:00")  # Berlin; clocks went forward on the 29th
    account = UserAccount(user=a_user(timezone="Europe/Berlin", working_week=WorkingWeek(days=frozenset(range(7)))))
    meeting = a_meeting(start=start, title="Leadership meeting", attendees=())
    plan = plan_for(meeting, RULES, account, NOW)
    assert (plan.prep_hours, plan.prep_trigger_time) == (72, datetime(2026, 3, 28, 7, 0, tzinfo=UTC))


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
