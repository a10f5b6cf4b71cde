"""The sweeper ends what was left half-way, and leaves alone what is under way (faults 69, 70, 78)."""

from datetime import timedelta

import pytest

from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.domain.preparation.executions import WorkflowStatus
from lambdas.domain.preparation.sweep import MAX_ATTEMPTS, SweepStep
from lambdas.store.preparations import Watched
from tests.unit.meeting_prep.harness import START, Harness, at


def harness_in(status: PrepStatus) -> Harness:
    harness = Harness()
    harness.asks()
    if status is PrepStatus.WAITING:
        harness.opens_chat()
    elif status is PrepStatus.GENERATING:
        harness.preparations.generate("m1", 1, harness.now)
    elif status is PrepStatus.READY:
        harness.makes_materials()
    return harness


@pytest.fixture
def waiting() -> Harness:
    return harness_in(PrepStatus.WAITING)


def test_a_preparation_that_was_due_and_never_began_is_announced_again(harness: Harness) -> None:
    harness.now = at(0.2)
    assert harness.sweeps() is SweepStep.ANNOUNCE
    (event,) = harness.bus.published
    assert event == harness.requests()
    assert harness.preparations.attention["m1"] > harness.now


def test_one_that_is_due_later_is_left_alone() -> None:
    harness = Harness(start=START + timedelta(days=3))
    assert harness.sweeps() is SweepStep.LOOK_AGAIN
    assert harness.bus.published == []
    assert harness.preparations.attention["m1"] == at(72) + timedelta(minutes=10)


@pytest.mark.parametrize("what", ["is_cancelled", "is_declined"])
def test_one_that_is_no_longer_wanted_is_forgotten(harness: Harness, what: str) -> None:
    harness.preparations.look_again("m1", harness.now)
    getattr(harness, what)()
    assert harness.sweeps() is SweepStep.FORGET
    assert list(harness.preparations.watched()) == []


RUNNING = [PrepStatus.GATHERING, PrepStatus.WAITING, PrepStatus.GENERATING]


@pytest.mark.parametrize("status", [*RUNNING, PrepStatus.READY])
def test_an_execution_under_way_is_left_alone(status: PrepStatus) -> None:
    harness = harness_in(status)
    harness.now = at(0.4)
    assert harness.sweeps() is SweepStep.LOOK_AGAIN
    assert harness.workflows.started == ["m1-v1-r1"]
    assert harness.preparations.attention["m1"] > harness.now


@pytest.mark.parametrize("status", [*RUNNING, PrepStatus.READY])
def test_an_execution_that_is_gone_starts_again_in_the_same_run(status: PrepStatus) -> None:
    harness = harness_in(status)
    harness.dies()
    assert harness.sweeps() is SweepStep.RESTART
    assert harness.workflows.started == ["m1-v1-r1", "m1-v1-r1-a2"]
    assert harness.workflows.inputs["m1-v1-r1-a2"] == harness.workflows.inputs["m1-v1-r1"]
    assert (harness.preparation.run, harness.preparation.status) == (1, status)
    assert harness.preparation.execution_arn.endswith("-a2")


def test_fault_78_a_run_whose_execution_never_started_is_driven(asked: Harness) -> None:
    asked.workflows.statuses.clear()
    lost = asked.preparation.model_copy(update={"execution_arn": ""})
    asked.meetings.rows["m1"] = asked.tracked.model_copy(update={"preparation": lost})
    assert asked.sweeps() is SweepStep.RESTART
    assert asked.workflows.started == ["m1-v1-r1"]


def dies_again_and_again(harness: Harness) -> None:
    for _ in range(MAX_ATTEMPTS - 1):
        harness.dies()
        assert harness.sweeps() is SweepStep.RESTART
    harness.dies()


def test_a_run_that_dies_too_often_is_given_up_and_the_user_told() -> None:
    harness = harness_in(PrepStatus.GENERATING)
    dies_again_and_again(harness)
    assert harness.sweeps() is SweepStep.GIVE_UP
    assert harness.preparation.status is PrepStatus.FAILED
    assert harness.told[-1].kind == "prep_failed"
    assert list(harness.preparations.watched()) == []


def test_a_conversation_waits_on_however_often_the_machine_is_switched_off(waiting: Harness) -> None:
    dies_again_and_again(waiting)
    assert waiting.sweeps() is SweepStep.RESTART
    assert waiting.conversations.stored["m1-r1"].status is ConversationStatus.OPEN


def test_materials_whose_delivery_dies_too_often_are_told_of_all_the_same() -> None:
    harness = harness_in(PrepStatus.READY)
    harness.schedules.send_at("reminder-m1", START, "arn", {})
    dies_again_and_again(harness)
    assert harness.sweeps() is SweepStep.GIVE_UP
    assert harness.preparation.status is PrepStatus.READY
    assert harness.told[-1].lines[0].startswith("Your materials are ready.")
    assert list(harness.schedules.waiting) == ["reminder-m1"]
    assert list(harness.preparations.watched()) == []


def test_faults_69_and_78_the_name_of_an_execution_that_nobody_recorded_and_that_is_over_is_not_taken_again(
    waiting: Harness,
) -> None:
    """Its starter died before recording it, then it ended too: under its name nothing would start."""
    waiting.workflows.start("m1-v1-r1-a2", {})
    waiting.dies()
    assert waiting.sweeps() is SweepStep.RESTART
    assert waiting.preparation.execution_arn.endswith("-a3")
    assert waiting.workflows.is_running(waiting.preparation.execution_arn)


def test_fault_69_an_execution_that_nobody_recorded_and_that_runs_is_taken_over(waiting: Harness) -> None:
    waiting.dies()
    waiting.workflows.start("m1-v1-r1-a2", {})
    assert waiting.sweeps() is SweepStep.RESTART
    assert waiting.workflows.started == ["m1-v1-r1", "m1-v1-r1-a2"]
    assert waiting.preparation.execution_arn.endswith("-a2")


def test_an_execution_that_waits_for_a_function_that_died_starts_again() -> None:
    harness = harness_in(PrepStatus.GATHERING)
    harness.now = at(0.5)
    assert harness.sweeps() is SweepStep.RESTART
    assert harness.workflows.started == ["m1-v1-r1", "m1-v1-r1-a2"]
    assert harness.workflows.statuses[harness.workflows.arn_of("m1-v1-r1")] is WorkflowStatus.ABORTED


def test_fault_70_a_finished_conversation_whose_resume_was_lost_is_resumed(waiting: Harness) -> None:
    waiting.conversations.close("m1-r1", ConversationStatus.FINISHED, waiting.now)
    assert waiting.sweeps() is SweepStep.RESUME
    assert waiting.workflows.answers == [("token-1", {"outcome": "finished"})]
    assert waiting.conversations.stored["m1-r1"].resumed_at == waiting.now
    assert waiting.workflows.started == ["m1-v1-r1"]


def test_where_nobody_waits_for_the_answers_any_more_the_run_goes_on_in_a_new_execution(waiting: Harness) -> None:
    waiting.conversations.close("m1-r1", ConversationStatus.FINISHED, waiting.now)
    waiting.workflows.waiting.clear()
    assert waiting.sweeps() is SweepStep.RESUME
    assert waiting.workflows.started == ["m1-v1-r1", "m1-v1-r1-a2"]
    assert not waiting.workflows.is_running(waiting.workflows.arn_of("m1-v1-r1"))


def test_fault_72_a_deadline_that_nobody_rang_is_rung(waiting: Harness) -> None:
    waiting.now = START - timedelta(minutes=4)
    assert waiting.sweeps() is SweepStep.FIRE
    assert waiting.chat_timers.bodies == [{"session_id": "m1-r1", "timer": "deadline"}]


def test_fault_67_news_of_a_move_that_was_lost_is_found_out(waiting: Harness) -> None:
    waiting.moves(timedelta(days=1))
    assert waiting.sweeps() is SweepStep.WITHDRAW
    assert waiting.tracked.prep_status is PrepStatus.SCHEDULED
    assert not waiting.workflows.is_running(waiting.workflows.arn_of("m1-v1-r1"))


def test_fault_68_so_is_a_cancellation() -> None:
    harness = harness_in(PrepStatus.GENERATING)
    harness.is_cancelled()
    assert harness.sweeps() is SweepStep.WITHDRAW
    assert harness.preparation.status is PrepStatus.WITHDRAWN


def test_a_conversation_the_user_closed_withdraws_the_run_without_telling_them(waiting: Harness) -> None:
    waiting.preparations.mark_notified("m1", 1, waiting.now)
    waiting.conversations.close("m1-r1", ConversationStatus.WITHDRAWN, waiting.now)
    assert waiting.sweeps() is SweepStep.WITHDRAW
    assert waiting.preparation.status is PrepStatus.WITHDRAWN
    assert waiting.told == []


@pytest.mark.parametrize("status", RUNNING)
def test_a_run_that_the_meeting_overtook_is_ended_without_a_word(status: PrepStatus) -> None:
    harness = harness_in(status)
    harness.now = START
    assert harness.sweeps() is SweepStep.EXPIRE
    assert harness.preparation.status is PrepStatus.FAILED
    assert harness.preparation.failure == "The meeting began before its preparation was finished."
    assert harness.told == []


def test_delivered_materials_need_no_more_looking_after() -> None:
    harness = harness_in(PrepStatus.READY)
    harness.workflows.end("m1-v1-r1", WorkflowStatus.SUCCEEDED)
    assert harness.sweeps() is SweepStep.COMPLETE
    assert harness.preparation.status is PrepStatus.READY
    assert list(harness.preparations.watched()) == []


def test_one_that_cannot_be_repaired_does_not_stop_the_others() -> None:
    harness = harness_in(PrepStatus.GATHERING)
    harness.dies()
    done = harness.sweeper.sweep_all([Watched("u1", "unknown"), Watched("u1", "m1")], harness.now)
    assert done == {"left": 1, "restart": 1}


def test_what_its_time_does_not_suffice_for_is_left_to_the_next_sweep() -> None:
    harness = harness_in(PrepStatus.GATHERING)
    harness.dies()
    is_left = iter([True, False])
    watched = [Watched("u1", "m1"), Watched("u1", "unknown")]
    assert harness.sweeper.sweep_all(watched, harness.now, lambda: next(is_left)) == {"restart": 1}


def test_repairing_again_and_again_changes_nothing_more(waiting: Harness) -> None:
    waiting.dies()
    for _ in range(5):
        waiting.sweeps()
    assert waiting.workflows.started == ["m1-v1-r1", "m1-v1-r1-a2"]


def test_one_that_cannot_be_repaired_after_a_restart_is_looked_at_by_the_next_sweep(waiting: Harness) -> None:
    waiting.dies()
    waiting.workflows.is_down = True
    assert waiting.sweeper.sweep_all(list(waiting.preparations.watched()), waiting.now) == {"left": 1}
    assert list(waiting.preparations.overdue(waiting.now)) == [Watched("u1", "m1")]
