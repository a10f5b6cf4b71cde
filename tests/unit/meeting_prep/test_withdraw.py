"""A meeting moves or is cancelled while, or after, it is prepared (MON-4)."""

from datetime import timedelta

import pytest

from lambdas.domain.conversation.conversation import Answer, ConversationStatus
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.domain.preparation.due_times import REFRESH_LEAD
from lambdas.errors import Retryable
from tests.unit.meeting_prep.harness import START, Harness, at


@pytest.fixture
def waiting(harness: Harness) -> Harness:
    """The user has been told, and the conversation is open with one answer and both timers set."""
    harness.asks()
    harness.tells()
    session = harness.opens_chat()
    answered = {"0": Answer(text="Two hires", answered_at=harness.now, channel="web")}
    harness.conversations.stored["m1-r1"] = session.model_copy(update={"answers": answered})
    for timer in ("nudge-m1-r1", "deadline-m1-r1", "prep-m1"):
        harness.schedules.send_at(timer, START, "arn", {})
    return harness


@pytest.mark.parametrize("what", ["moves", "is_cancelled", "is_declined"])
def test_faults_67_and_68_everything_of_the_run_ends_and_the_answers_stay(waiting: Harness, what: str) -> None:
    waiting.moves(timedelta(days=1)) if what == "moves" else getattr(waiting, what)()
    waiting.changes()
    assert waiting.workflows.statuses[waiting.workflows.arn_of("m1-v1-r1")] == "ABORTED"
    session = waiting.conversations.stored["m1-r1"]
    assert session.status is ConversationStatus.WITHDRAWN
    assert session.answers["0"].text == "Two hires"
    assert list(waiting.schedules.waiting) == ["prep-m1"]


def test_a_moved_meeting_is_scheduled_again_and_the_user_told_when(waiting: Harness) -> None:
    waiting.moves(timedelta(days=2))
    waiting.changes()
    assert waiting.tracked.prep_status is PrepStatus.SCHEDULED
    assert waiting.tracked.awaits_prep
    assert waiting.told[-1].title == "Moved: Roadmap review"
    assert waiting.told[-1].lines == (
        "It is now on Thu 5 Mar, 09:00–10:00 UTC.",
        "Your answers are kept; the preparation begins again on Wed 09:00 UTC.",
    )
    assert [entry.meeting_id for entry in waiting.preparations.overdue(at(48.2))] == ["m1"]


def test_a_meeting_moved_nearer_is_prepared_again_at_once(waiting: Harness) -> None:
    waiting.moves(timedelta(hours=-2))
    waiting.changes()
    assert waiting.told[-1].lines[-1] == "Your answers are kept; the preparation begins again now."


def test_a_cancelled_meeting_is_withdrawn_for_good(waiting: Harness) -> None:
    waiting.is_cancelled()
    waiting.changes()
    assert waiting.preparation.status is PrepStatus.WITHDRAWN
    assert waiting.told[-1].title == "Cancelled, nothing to prepare: Roadmap review"
    assert waiting.told[-1].lines == ("The meeting was cancelled; nothing more is needed from you.",)
    assert list(waiting.preparations.watched()) == []


def test_a_second_preparation_of_one_meeting_ends_and_says_that_the_other_goes_on(waiting: Harness) -> None:
    waiting.is_cancelled()
    waiting.meetings.rows["m1"] = waiting.tracked.model_copy(update={"same_as": "m0"})
    waiting.changes()
    assert waiting.told[-1].title == "Prepared once: Roadmap review"
    assert waiting.told[-1].lines == (
        "It is the same meeting in two of your calendars; the other preparation of it goes on.",
    )


def test_a_declined_meeting_says_why(waiting: Harness) -> None:
    waiting.is_declined()
    waiting.changes()
    assert waiting.told[-1].lines == ("You declined it.",)


def test_who_was_not_told_of_the_preparation_is_not_told_of_its_end(asked: Harness) -> None:
    asked.is_cancelled()
    asked.changes()
    assert asked.told == []
    assert asked.preparation.status is PrepStatus.WITHDRAWN


def test_hearing_of_a_change_twice_tells_once(waiting: Harness) -> None:
    waiting.is_cancelled()
    for _ in range(3):
        waiting.changes()
    assert len([message for message in waiting.told if message.kind == "prep_withdrawn"]) == 1


def test_fault_79_a_withdrawal_cut_short_is_finished_by_its_redelivery(waiting: Harness) -> None:
    waiting.is_cancelled()
    waiting.schedules.is_down = True
    with pytest.raises(Retryable):
        waiting.changes()
    waiting.schedules.is_down = False
    waiting.changes()
    assert waiting.preparation.status is PrepStatus.WITHDRAWN
    assert len(waiting.told) == 2


def test_an_old_event_about_a_run_that_is_up_to_date_changes_nothing(harness: Harness) -> None:
    harness.moves(timedelta(hours=1))
    harness.asks()
    harness.changes()
    assert harness.preparation.status is PrepStatus.GATHERING
    assert harness.workflows.is_running(harness.workflows.arn_of("m1-v2-r1"))


def test_an_unknown_meeting_changes_nothing(harness: Harness) -> None:
    harness.meetings.rows.clear()
    harness.changes()
    assert harness.schedules.calls == 0


def test_a_crash_between_starting_and_recording_still_stops_the_execution(waiting: Harness) -> None:
    lost = waiting.preparation.model_copy(update={"execution_arn": ""})
    waiting.meetings.rows["m1"] = waiting.tracked.model_copy(update={"preparation": lost})
    waiting.is_cancelled()
    waiting.changes()
    assert not waiting.workflows.is_running(waiting.workflows.arn_of("m1-v1-r1"))


@pytest.fixture
def ready(harness: Harness) -> Harness:
    harness.asks()
    harness.makes_materials()
    harness.schedules.send_at("reminder-m1", at(22), "arn:reminders", {})
    return harness


def test_fault_92_a_ready_meeting_keeps_its_materials_and_its_reminder_moves_with_it(ready: Harness) -> None:
    ready.moves(timedelta(days=1))
    ready.changes()
    reminder = ready.schedules.waiting["reminder-m1"]
    assert (reminder.at, reminder.queue_arn) == (at(48) - REFRESH_LEAD, "arn:reminders")
    assert reminder.body == {"meeting_id": "m1", "user_id": "u1", "timing_version": 2}
    assert ready.preparation.status is PrepStatus.READY
    assert ready.preparation.materials is not None
    assert ready.told == []


def test_moved_to_within_two_hours_it_is_reminded_of_at_once(ready: Harness) -> None:
    ready.moves(timedelta(hours=-23))
    ready.changes()
    assert ready.schedules.waiting["reminder-m1"].at == ready.now  # Schedules makes it the soonest there is


def test_moved_into_the_past_it_is_not_reminded_of(ready: Harness) -> None:
    ready.moves(timedelta(hours=-25))
    ready.changes()
    assert "reminder-m1" not in ready.schedules.waiting


def test_how_it_went_is_asked_when_the_meeting_is_over_wherever_it_moves(ready: Harness) -> None:
    ready.moves(timedelta(days=1))
    ready.changes()
    over = ready.tracked.meeting.end + timedelta(minutes=5)
    assert ready.schedules.waiting["ended-m1"].at == over
    ready.is_cancelled()
    ready.changes()
    assert "ended-m1" not in ready.schedules.waiting


def test_fault_68_a_ready_meeting_that_is_cancelled_is_not_reminded_of(ready: Harness) -> None:
    ready.is_cancelled()
    ready.changes()
    assert ready.schedules.waiting == {}
    assert ready.preparation.materials is not None


def test_fault_79_an_execution_whose_starter_died_before_recording_it_ends_too(waiting: Harness) -> None:
    waiting.dies()
    unrecorded = waiting.workflows.start("m1-v1-r1-a2", {})
    waiting.is_cancelled()
    waiting.changes()
    assert waiting.workflows.statuses[unrecorded] == "ABORTED"
