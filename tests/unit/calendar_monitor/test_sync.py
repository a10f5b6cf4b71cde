"""What one sync does for a user whose calendars can be read."""

from datetime import UTC, datetime, timedelta

import pytest

from lambdas.calendar_monitor.service import SyncRequest
from lambdas.calendar_monitor.sync import sync_now, sync_user
from lambdas.calendars.base import SkippedItem
from lambdas.domain.accounts.user import TypeCorrection
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import Preparation, PrepStatus
from lambdas.errors import NotFound, Refused
from tests.fakes.monitor import MonitorHarness
from tests.fakes.samples import NOW, a_connection, a_meeting, a_user


@pytest.fixture
def harness() -> MonitorHarness:
    return MonitorHarness()


def counts(report: object) -> tuple[int, ...]:
    return tuple(getattr(report, name) for name in ("fetched", "created", "updated", "cancelled", "unchanged"))


def test_a_new_meeting_is_stored_planned_and_scheduled(harness: MonitorHarness) -> None:
    report = harness.synced(a_meeting())
    assert counts(report) == (1, 1, 0, 0, 0)
    assert harness.row().plan.meeting_type == "default"
    assert harness.row().prep_status is PrepStatus.SCHEDULED
    assert harness.fires_at() == harness.row().plan.prep_trigger_time == NOW + timedelta(days=2)
    assert harness.schedules.waiting["prep-m1"].body == {"user_id": "u1", "meeting_id": "m1", "timing_version": 1}
    assert harness.bus.published == []


def test_an_unchanged_calendar_costs_one_question_and_nothing_else(harness: MonitorHarness) -> None:
    harness.synced(a_meeting())
    writes, calls = harness.writes(), harness.schedules.calls
    harness.passes(hours=2)
    report = harness.sync()
    assert counts(report) == (0, 0, 0, 0, 1)
    assert (report.requests, report.writes) == (1, 0)
    assert (harness.writes(), harness.schedules.calls, harness.bus.published) == (writes, calls, [])


def test_a_quiet_calendar_s_last_reading_is_noted_once_a_day(harness: MonitorHarness) -> None:
    harness.synced(a_meeting(start=NOW + timedelta(days=5)))
    noted = 0
    for _ in range(24):
        harness.passes(hours=2)
        noted += harness.sync().writes
    (connection,) = harness.connected_calendars.of_user("u1")
    assert connection.last_good_at is not None
    assert harness.now - connection.last_good_at <= timedelta(days=1)
    assert noted <= 4


def test_a_moved_meeting_is_timed_again_and_others_hear_of_it(harness: MonitorHarness) -> None:
    harness.synced(a_meeting())
    report = harness.synced(a_meeting(start=NOW + timedelta(days=5)))
    assert counts(report) == (1, 0, 1, 0, 0)
    assert harness.fires_at() == NOW + timedelta(days=4)
    assert harness.schedules.waiting["prep-m1"].body["timing_version"] == 2
    assert harness.events() == [("MeetingRescheduled", "m1")]


def test_a_new_title_moves_nothing(harness: MonitorHarness) -> None:
    harness.synced(a_meeting())
    harness.synced(a_meeting(title="Roadmap review, part two"))
    assert (harness.row().version, harness.row().timing_version) == (2, 1)
    assert harness.events() == []


def test_a_meeting_taken_out_is_withdrawn(harness: MonitorHarness) -> None:
    harness.synced(a_meeting())
    report = harness.synced()
    assert counts(report) == (0, 0, 0, 1, 0)
    assert harness.row().meeting.status is MeetingStatus.CANCELLED
    assert harness.fires_at() is None
    assert harness.events() == [("MeetingCancelled", "m1")]


def test_a_meeting_put_back_is_scheduled_again(harness: MonitorHarness) -> None:
    harness.synced(a_meeting())
    harness.synced()
    harness.synced(a_meeting())
    assert harness.fires_at() == NOW + timedelta(days=2)
    assert harness.row().timing_version == 3


def test_a_meeting_already_within_its_hours_is_prepared_at_once(harness: MonitorHarness) -> None:
    harness.synced(a_meeting(start=NOW + timedelta(hours=3)))
    assert harness.fires_at() is None
    assert harness.due_preps.bodies == [{"user_id": "u1", "meeting_id": "m1", "timing_version": 1}]
    harness.fire()
    assert harness.events() == [("MeetingRequiresPrep", "m1")]


def test_a_trigger_that_has_passed_stays_as_it_was_decided(harness: MonitorHarness) -> None:
    harness.synced(a_meeting(start=NOW + timedelta(hours=3)))
    harness.passes(hours=1)
    harness.synced(a_meeting(start=NOW + timedelta(hours=3), title="Other title"))
    assert harness.row().plan.prep_trigger_time == NOW
    assert harness.row().timing_version == 1


def test_what_is_over_or_not_to_be_prepared_is_stored_and_left_in_peace(harness: MonitorHarness) -> None:
    report = harness.synced(a_meeting(start=NOW - timedelta(hours=2)), a_meeting("m2", all_day=True))
    assert report.created == 2
    assert (harness.schedules.calls, harness.due_preps.bodies, harness.bus.published) == (0, [], [])
    assert harness.row("m1").plan.skip_reason
    assert harness.row("m2").plan.skip_reason


def midnight(day: int) -> datetime:
    return datetime(2026, 3, day, tzinfo=UTC)


def test_the_horizon_reaches_as_far_as_the_longest_preparation(harness: MonitorHarness) -> None:
    harness.sync()
    assert harness.calendars.requests[-1].days_ahead == 17  # two weeks, a day to spare, a weekend gone past
    harness.users.patch("u1", {"prep_hours": {"qbr": 20 * 24}})
    harness.sync()
    assert harness.calendars.requests[-1].days_ahead == 23


def test_a_vacation_in_the_calendar_moves_the_preparations_that_would_fall_into_it_and_back_when_it_goes(
    harness: MonitorHarness,
) -> None:
    friday = a_meeting("friday", start=NOW + timedelta(days=4))
    week = {"start": midnight(4), "end": midnight(6), "all_day": True, "attendees": ()}
    vacation = a_meeting("vacation", title="Vacation", **week)
    harness.synced(friday)
    assert harness.row("friday").plan.prep_trigger_time == NOW + timedelta(days=3)
    report = harness.synced(friday, vacation)
    assert harness.row("friday").plan.prep_trigger_time == NOW + timedelta(days=1)
    assert harness.row("friday").plan.skipped == "Wednesday and Thursday are skipped"
    assert harness.schedules.waiting["prep-friday"].at == NOW + timedelta(days=1)
    assert report.updated == 1
    assert harness.synced(friday, vacation).updated == 0
    harness.synced(friday)
    assert harness.row("friday").plan.prep_trigger_time == NOW + timedelta(days=3)


def test_fault_8_a_meeting_that_enters_the_horizon_of_a_calendar_nobody_edited_is_found(
    harness: MonitorHarness,
) -> None:
    assert harness.synced(a_meeting(start=NOW + timedelta(days=19))).created == 0
    harness.passes(days=3)
    assert harness.sync().created == 1


def test_a_meeting_in_two_calendars_is_one(harness: MonitorHarness) -> None:
    harness.connected_calendars.connect("u1", a_connection("home"))
    harness.shows(a_meeting())
    harness.shows(a_meeting(title="", attendees=(), attendees_hidden=True), calendar="home")
    report = harness.sync()
    assert (report.fetched, report.created, len(harness.meetings.rows)) == (2, 1, 1)
    assert harness.row().meeting.title == "Roadmap review"
    assert harness.row().calendars == ("home", "work")
    harness.shows()
    assert harness.sync().cancelled == 0
    harness.shows(calendar="home")
    assert harness.sync().cancelled == 1


def test_a_calendar_taken_away_takes_its_meetings_along(harness: MonitorHarness) -> None:
    harness.connected_calendars.connect("u1", a_connection("home"))
    harness.shows(a_meeting("m1"))
    harness.shows(a_meeting("m2", title="Dinner"), calendar="home")
    harness.sync()
    harness.connected_calendars.disconnect("u1", "home")
    harness.sync(replan=True)
    assert harness.row("m1").meeting.status is MeetingStatus.SCHEDULED
    assert harness.row("m2").meeting.status is MeetingStatus.CANCELLED


def test_a_correction_plans_the_series_again_without_the_calendar_changing(harness: MonitorHarness) -> None:
    harness.synced(
        a_meeting("m1", series_id="s", start=NOW + timedelta(days=5)),
        a_meeting("m2", series_id="s", start=NOW + timedelta(days=12)),
        a_meeting("m3", start=NOW + timedelta(days=5)),
    )
    harness.users.correct("u1", TypeCorrection(series_key="s", meeting_type="leadership_meeting", corrected_at=NOW))
    report = harness.sync()
    assert (report.updated, report.cancelled) == (2, 0)
    assert harness.row("m1").plan.type_source == "correction"
    assert harness.fires_at("m1") == NOW + timedelta(days=2)
    assert harness.fires_at("m2") == NOW + timedelta(days=9)
    assert harness.fires_at("m3") == NOW + timedelta(days=4)
    assert harness.sync().writes == 0


def test_hours_of_one_s_own_move_the_preparation(harness: MonitorHarness) -> None:
    harness.synced(a_meeting())
    harness.users.patch("u1", {"prep_hours": {"default": 48}})
    harness.sync()
    assert harness.fires_at() == NOW + timedelta(days=1)


def test_hours_changed_while_somebody_prepares_disturb_nothing(harness: MonitorHarness) -> None:
    harness.synced(a_meeting())
    running = Preparation(status=PrepStatus.WAITING, run=1, timing_version=1)
    harness.meetings.rows["m1"] = harness.row().model_copy(update={"preparation": running})
    harness.users.patch("u1", {"prep_hours": {"default": 2}})
    harness.sync()
    assert harness.row().timing_version == 1
    assert harness.events() == []


def test_a_meeting_moved_while_somebody_prepares_is_due_again_at_its_new_time(harness: MonitorHarness) -> None:
    harness.synced(a_meeting(start=NOW + timedelta(hours=20)))
    harness.fire()
    running = Preparation(status=PrepStatus.WAITING, run=1, timing_version=1)
    harness.meetings.rows["m1"] = harness.row().model_copy(update={"preparation": running})
    harness.synced(a_meeting(start=NOW + timedelta(days=4)))
    assert harness.fires_at() == NOW + timedelta(days=3)
    assert harness.events("MeetingRescheduled") == [("MeetingRescheduled", "m1")]


def test_materials_that_are_ready_are_not_made_again_when_the_meeting_moves(harness: MonitorHarness) -> None:
    harness.synced(a_meeting())
    ready = Preparation(status=PrepStatus.READY, run=1, timing_version=1)
    harness.meetings.rows["m1"] = harness.row().model_copy(update={"preparation": ready})
    harness.synced(a_meeting(start=NOW + timedelta(days=6)))
    assert harness.fires_at() is None
    assert harness.events() == [("MeetingRescheduled", "m1")]


def test_what_a_calendar_refuses_is_in_the_report(harness: MonitorHarness) -> None:
    harness.calendars.refused = (SkippedItem(reason="The start is missing.", item="uid-7"),)
    assert harness.synced(a_meeting()).refused == harness.calendars.refused


def test_an_inactive_user_s_calendars_are_not_read(harness: MonitorHarness) -> None:
    harness.users.put(a_user(active=False))
    harness.synced(a_meeting())
    assert harness.calendars.requests == []


def test_an_unknown_user_is_not_found(harness: MonitorHarness) -> None:
    with pytest.raises(NotFound):
        sync_user(harness.monitor(), SyncRequest(user_id="nobody"))


def test_somebody_who_waits_hears_why_nothing_could_be_read(harness: MonitorHarness) -> None:
    harness.calendars.failures["work"] = Refused("This is a web page, not a calendar.")
    with pytest.raises(Refused, match="Work: This is a web page"):
        sync_now(harness.monitor(), "u1")


def test_somebody_who_waits_hears_that_no_calendar_is_connected(harness: MonitorHarness) -> None:
    harness.connected_calendars.disconnect("u1", "work")
    with pytest.raises(Refused, match=r"connect an \.ics file"):
        sync_now(harness.monitor(), "u1")


def test_nothing_is_read_while_the_calendar_is_switched_off(harness: MonitorHarness) -> None:
    harness.users.switch("calendar", False)
    with pytest.raises(Refused, match="switched off"):
        sync_now(harness.monitor(), "u1")
    assert harness.calendars.requests == []
