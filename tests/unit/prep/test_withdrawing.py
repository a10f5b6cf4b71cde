"""A meeting moves or is cancelled while, or after, it is prepared (MON-4)."""

from datetime import timedelta

import pytest

from lambdas.domain.sessions import Answer, SessionStatus
from lambdas.domain.tracking import PrepStatus
from lambdas.errors import Retryable
from tests.unit.prep.world import START, World, at


def waiting_world() -> World:
    """The user has been told, and the conversation is open with one answer and both timers set."""
    world = World()
    world.asks()
    world.tells()
    session = world.opens_chat()
    answered = {"0": Answer(text="Two hires", answered_at=world.now, channel="web")}
    world.sessions.stored["m1-r1"] = session.model_copy(update={"answers": answered})
    for timer in ("nudge-m1-r1", "deadline-m1-r1", "prep-m1"):
        world.schedules.send_at(timer, START, "arn", {})
    return world


@pytest.mark.parametrize("what", ["moves", "is_cancelled", "is_declined"])
def test_faults_67_and_68_everything_of_the_run_ends_and_the_answers_stay(what: str) -> None:
    world = waiting_world()
    world.moves(timedelta(days=1)) if what == "moves" else getattr(world, what)()
    world.changes()
    assert world.workflows.statuses[world.workflows.arn_of("m1-v1-r1")] == "ABORTED"
    session = world.sessions.stored["m1-r1"]
    assert session.status is SessionStatus.WITHDRAWN
    assert session.answers["0"].text == "Two hires"
    assert list(world.schedules.waiting) == ["prep-m1"]


def test_a_moved_meeting_is_scheduled_again_and_the_user_told_when() -> None:
    world = waiting_world()
    world.moves(timedelta(days=2))
    world.changes()
    assert world.tracked.prep_status is PrepStatus.SCHEDULED
    assert world.tracked.awaits_prep
    assert world.told[-1].title == "Roadmap review: preparation stopped"
    assert world.told[-1].lines == (
        "It is now on Thu 5 Mar, 09:00–10:00.",
        "Your answers are kept; the preparation begins again on Wed 09:00.",
    )
    assert [entry.meeting_id for entry in world.preparations.overdue(at(48.2))] == ["m1"]


def test_a_meeting_moved_nearer_is_prepared_again_at_once() -> None:
    world = waiting_world()
    world.moves(timedelta(hours=-2))
    world.changes()
    assert world.told[-1].lines[-1] == "Your answers are kept; the preparation begins again now."


def test_a_cancelled_meeting_is_withdrawn_for_good() -> None:
    world = waiting_world()
    world.is_cancelled()
    world.changes()
    assert world.preparation.status is PrepStatus.WITHDRAWN
    assert world.told[-1].lines == ("The meeting was cancelled; nothing more is needed from you.",)
    assert list(world.preparations.watched()) == []


def test_a_declined_meeting_says_why() -> None:
    world = waiting_world()
    world.is_declined()
    world.changes()
    assert world.told[-1].lines == ("You declined it.",)


def test_who_was_not_told_of_the_preparation_is_not_told_of_its_end() -> None:
    world = World()
    world.asks()
    world.is_cancelled()
    world.changes()
    assert world.told == []
    assert world.preparation.status is PrepStatus.WITHDRAWN


def test_hearing_of_a_change_twice_tells_once() -> None:
    world = waiting_world()
    world.is_cancelled()
    for _ in range(3):
        world.changes()
    assert len([message for message in world.told if message.kind == "prep_withdrawn"]) == 1


def test_fault_79_a_withdrawal_cut_short_is_finished_by_its_redelivery() -> None:
    world = waiting_world()
    world.is_cancelled()
    world.schedules.is_down = True
    with pytest.raises(Retryable):
        world.changes()
    world.schedules.is_down = False
    world.changes()
    assert world.preparation.status is PrepStatus.WITHDRAWN
    assert len(world.told) == 2


def test_an_old_event_about_a_run_that_is_up_to_date_changes_nothing() -> None:
    world = World()
    world.moves(timedelta(hours=1))
    world.asks()
    world.changes()
    assert world.preparation.status is PrepStatus.GATHERING
    assert world.workflows.is_running(world.workflows.arn_of("m1-v2-r1"))


def test_an_unknown_meeting_changes_nothing() -> None:
    world = World()
    world.meetings.rows.clear()
    world.changes()
    assert world.schedules.calls == 0


def test_a_crash_between_starting_and_recording_still_stops_the_execution() -> None:
    world = waiting_world()
    lost = world.preparation.model_copy(update={"execution_arn": ""})
    world.meetings.rows["m1"] = world.tracked.model_copy(update={"preparation": lost})
    world.is_cancelled()
    world.changes()
    assert not world.workflows.is_running(world.workflows.arn_of("m1-v1-r1"))


def ready_world() -> World:
    world = World()
    world.asks()
    world.makes_materials()
    world.schedules.send_at("reminder-m1", at(22), "arn:reminders", {})
    return world


def test_fault_92_a_ready_meeting_keeps_its_materials_and_its_reminder_moves_with_it() -> None:
    world = ready_world()
    world.moves(timedelta(days=1))
    world.changes()
    reminder = world.schedules.waiting["reminder-m1"]
    assert (reminder.at, reminder.queue_arn) == (at(46), "arn:reminders")
    assert reminder.body == {"meeting_id": "m1", "user_id": "u1", "timing_version": 2}
    assert world.preparation.status is PrepStatus.READY
    assert world.preparation.materials is not None
    assert world.told == []


def test_moved_to_within_two_hours_it_is_reminded_of_at_once() -> None:
    world = ready_world()
    world.moves(timedelta(hours=-23))
    world.changes()
    assert world.schedules.waiting["reminder-m1"].at == world.now + timedelta(minutes=1)


def test_moved_into_the_past_it_is_not_reminded_of() -> None:
    world = ready_world()
    world.moves(timedelta(hours=-25))
    world.changes()
    assert world.schedules.waiting == {}


def test_fault_68_a_ready_meeting_that_is_cancelled_is_not_reminded_of() -> None:
    world = ready_world()
    world.is_cancelled()
    world.changes()
    assert world.schedules.waiting == {}
    assert world.preparation.materials is not None


def test_fault_79_an_execution_whose_starter_died_before_recording_it_ends_too() -> None:
    world = waiting_world()
    world.dies()
    unrecorded = world.workflows.start("m1-v1-r1-a2", {})
    world.is_cancelled()
    world.changes()
    assert world.workflows.statuses[unrecorded] == "ABORTED"
