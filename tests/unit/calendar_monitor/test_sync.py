"""What one sync does for a user whose calendars can be read."""

from datetime import timedelta

import pytest

from lambdas.calendar_monitor.monitor import SyncRequest
from lambdas.calendar_monitor.sync import sync_now, sync_user
from lambdas.calendars.base import Refusal
from lambdas.domain.meetings import MeetingStatus
from lambdas.domain.tracking import Preparation, PrepStatus
from lambdas.domain.users import TypeCorrection
from lambdas.errors import NotFound, Refused
from tests.fakes.monitor import MonitorWorld
from tests.fakes.samples import NOW, a_connection, a_meeting, a_user


@pytest.fixture
def world() -> MonitorWorld:
    return MonitorWorld()


def counts(report: object) -> tuple[int, ...]:
    return tuple(getattr(report, name) for name in ("fetched", "created", "updated", "cancelled", "unchanged"))


def test_a_new_meeting_is_stored_planned_and_scheduled(world: MonitorWorld) -> None:
    report = world.synced(a_meeting())
    assert counts(report) == (1, 1, 0, 0, 0)
    assert world.row().plan.meeting_type == "default"
    assert world.row().prep_status is PrepStatus.SCHEDULED
    assert world.fires_at() == world.row().plan.prep_trigger_time == NOW + timedelta(days=2)
    assert world.schedules.waiting["prep-m1"].body == {"user_id": "u1", "meeting_id": "m1", "timing_version": 1}
    assert world.bus.published == []


def test_an_unchanged_calendar_costs_one_question_and_nothing_else(world: MonitorWorld) -> None:
    world.synced(a_meeting())
    writes, calls = world.writes(), world.schedules.calls
    world.passes(hours=2)
    report = world.sync()
    assert counts(report) == (0, 0, 0, 0, 1)
    assert (report.requests, report.writes) == (1, 0)
    assert (world.writes(), world.schedules.calls, world.bus.published) == (writes, calls, [])


def test_a_quiet_calendar_s_last_reading_is_noted_once_a_day(world: MonitorWorld) -> None:
    world.synced(a_meeting(start=NOW + timedelta(days=5)))
    noted = 0
    for _ in range(24):
        world.passes(hours=2)
        noted += world.sync().writes
    (connection,) = world.users.account("u1").connections
    assert connection.last_good_at is not None
    assert world.now - connection.last_good_at <= timedelta(days=1)
    assert noted <= 4


def test_a_moved_meeting_is_timed_again_and_others_hear_of_it(world: MonitorWorld) -> None:
    world.synced(a_meeting())
    report = world.synced(a_meeting(start=NOW + timedelta(days=5)))
    assert counts(report) == (1, 0, 1, 0, 0)
    assert world.fires_at() == NOW + timedelta(days=4)
    assert world.schedules.waiting["prep-m1"].body["timing_version"] == 2
    assert world.events() == [("MeetingRescheduled", "m1")]


def test_a_new_title_moves_nothing(world: MonitorWorld) -> None:
    world.synced(a_meeting())
    world.synced(a_meeting(title="Roadmap review, part two"))
    assert (world.row().version, world.row().timing_version) == (2, 1)
    assert world.events() == []


def test_a_meeting_taken_out_is_withdrawn(world: MonitorWorld) -> None:
    world.synced(a_meeting())
    report = world.synced()
    assert counts(report) == (0, 0, 0, 1, 0)
    assert world.row().meeting.status is MeetingStatus.CANCELLED
    assert world.fires_at() is None
    assert world.events() == [("MeetingCancelled", "m1")]


def test_a_meeting_put_back_is_scheduled_again(world: MonitorWorld) -> None:
    world.synced(a_meeting())
    world.synced()
    world.synced(a_meeting())
    assert world.fires_at() == NOW + timedelta(days=2)
    assert world.row().timing_version == 3


def test_a_meeting_already_within_its_hours_is_prepared_at_once(world: MonitorWorld) -> None:
    world.synced(a_meeting(start=NOW + timedelta(hours=3)))
    assert world.fires_at() is None
    assert world.due_preps.bodies == [{"user_id": "u1", "meeting_id": "m1", "timing_version": 1}]
    world.fire()
    assert world.events() == [("MeetingRequiresPrep", "m1")]


def test_a_trigger_that_has_passed_stays_as_it_was_decided(world: MonitorWorld) -> None:
    world.synced(a_meeting(start=NOW + timedelta(hours=3)))
    world.passes(hours=1)
    world.synced(a_meeting(start=NOW + timedelta(hours=3), title="Other title"))
    assert world.row().plan.prep_trigger_time == NOW
    assert world.row().timing_version == 1


def test_what_is_over_or_not_to_be_prepared_is_stored_and_left_in_peace(world: MonitorWorld) -> None:
    report = world.synced(a_meeting(start=NOW - timedelta(hours=2)), a_meeting("m2", all_day=True))
    assert report.created == 2
    assert (world.schedules.calls, world.due_preps.bodies, world.bus.published) == (0, [], [])
    assert world.row("m1").plan.skip_reason
    assert world.row("m2").plan.skip_reason


def test_the_horizon_reaches_as_far_as_the_longest_preparation(world: MonitorWorld) -> None:
    world.sync()
    assert world.calendars.requests[-1].days_ahead == 15
    world.users.patch("u1", {"prep_hours": {"qbr": 20 * 24}})
    world.sync()
    assert world.calendars.requests[-1].days_ahead == 21


def test_fault_8_a_meeting_that_enters_the_horizon_of_a_calendar_nobody_edited_is_found(world: MonitorWorld) -> None:
    assert world.synced(a_meeting(start=NOW + timedelta(days=17))).created == 0
    world.passes(days=3)
    assert world.sync().created == 1


def test_a_meeting_in_two_calendars_is_one(world: MonitorWorld) -> None:
    world.users.connect("u1", a_connection("home"))
    world.shows(a_meeting())
    world.shows(a_meeting(title="", attendees=(), attendees_hidden=True), calendar="home")
    report = world.sync()
    assert (report.fetched, report.created, len(world.meetings.rows)) == (2, 1, 1)
    assert world.row().meeting.title == "Roadmap review"
    assert world.row().calendars == ("home", "work")
    world.shows()
    assert world.sync().cancelled == 0
    world.shows(calendar="home")
    assert world.sync().cancelled == 1


def test_a_calendar_taken_away_takes_its_meetings_along(world: MonitorWorld) -> None:
    world.users.connect("u1", a_connection("home"))
    world.shows(a_meeting("m1"))
    world.shows(a_meeting("m2"), calendar="home")
    world.sync()
    world.users.disconnect("u1", "home")
    world.sync(replan=True)
    assert world.row("m1").meeting.status is MeetingStatus.SCHEDULED
    assert world.row("m2").meeting.status is MeetingStatus.CANCELLED


def test_a_correction_plans_the_series_again_without_the_calendar_changing(world: MonitorWorld) -> None:
    world.synced(
        a_meeting("m1", series_id="s", start=NOW + timedelta(days=5)),
        a_meeting("m2", series_id="s", start=NOW + timedelta(days=12)),
        a_meeting("m3", start=NOW + timedelta(days=5)),
    )
    world.users.correct("u1", TypeCorrection(series_key="s", meeting_type="leadership_meeting", corrected_at=NOW))
    report = world.sync()
    assert (report.updated, report.cancelled) == (2, 0)
    assert world.row("m1").plan.type_source == "correction"
    assert world.fires_at("m1") == NOW + timedelta(days=2)
    assert world.fires_at("m2") == NOW + timedelta(days=9)
    assert world.fires_at("m3") == NOW + timedelta(days=4)
    assert world.sync().writes == 0


def test_hours_of_one_s_own_move_the_preparation(world: MonitorWorld) -> None:
    world.synced(a_meeting())
    world.users.patch("u1", {"prep_hours": {"default": 48}})
    world.sync()
    assert world.fires_at() == NOW + timedelta(days=1)


def test_hours_changed_while_somebody_prepares_disturb_nothing(world: MonitorWorld) -> None:
    world.synced(a_meeting())
    running = Preparation(status=PrepStatus.WAITING, run=1, timing_version=1)
    world.meetings.rows["m1"] = world.row().model_copy(update={"preparation": running})
    world.users.patch("u1", {"prep_hours": {"default": 2}})
    world.sync()
    assert world.row().timing_version == 1
    assert world.events() == []


def test_a_meeting_moved_while_somebody_prepares_is_due_again_at_its_new_time(world: MonitorWorld) -> None:
    world.synced(a_meeting(start=NOW + timedelta(hours=20)))
    world.fire()
    running = Preparation(status=PrepStatus.WAITING, run=1, timing_version=1)
    world.meetings.rows["m1"] = world.row().model_copy(update={"preparation": running})
    world.synced(a_meeting(start=NOW + timedelta(days=4)))
    assert world.fires_at() == NOW + timedelta(days=3)
    assert world.events("MeetingRescheduled") == [("MeetingRescheduled", "m1")]


def test_materials_that_are_ready_are_not_made_again_when_the_meeting_moves(world: MonitorWorld) -> None:
    world.synced(a_meeting())
    ready = Preparation(status=PrepStatus.READY, run=1, timing_version=1)
    world.meetings.rows["m1"] = world.row().model_copy(update={"preparation": ready})
    world.synced(a_meeting(start=NOW + timedelta(days=6)))
    assert world.fires_at() is None
    assert world.events() == [("MeetingRescheduled", "m1")]


def test_what_a_calendar_refuses_is_in_the_report(world: MonitorWorld) -> None:
    world.calendars.refused = (Refusal(reason="The start is missing.", item="uid-7"),)
    assert world.synced(a_meeting()).refused == world.calendars.refused


def test_an_inactive_user_s_calendars_are_not_read(world: MonitorWorld) -> None:
    world.users.put(a_user(active=False))
    world.synced(a_meeting())
    assert world.calendars.requests == []


def test_an_unknown_user_is_not_found(world: MonitorWorld) -> None:
    with pytest.raises(NotFound):
        sync_user(world.monitor(), SyncRequest(user_id="nobody"))


def test_somebody_who_waits_hears_why_nothing_could_be_read(world: MonitorWorld) -> None:
    world.calendars.failures["work"] = Refused("This is a web page, not a calendar.")
    with pytest.raises(Refused, match="Work: This is a web page"):
        sync_now(world.monitor(), "u1")


def test_somebody_who_waits_hears_that_no_calendar_is_connected(world: MonitorWorld) -> None:
    world.users.disconnect("u1", "work")
    with pytest.raises(Refused, match=r"connect an \.ics file"):
        sync_now(world.monitor(), "u1")


def test_nothing_is_read_while_the_calendar_is_switched_off(world: MonitorWorld) -> None:
    world.users.switch("calendar", False)
    with pytest.raises(Refused, match="switched off"):
        sync_now(world.monitor(), "u1")
    assert world.calendars.requests == []
