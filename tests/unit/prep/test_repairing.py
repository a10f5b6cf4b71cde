"""The sweeper ends what was left half-way, and leaves alone what is under way (faults 69, 70, 78)."""

from datetime import timedelta

import pytest

from lambdas.domain.executions import ExecutionStatus
from lambdas.domain.repairing import MOST_ATTEMPTS, Repair
from lambdas.domain.sessions import SessionStatus
from lambdas.domain.tracking import PrepStatus
from lambdas.prep.repairing import repair_all
from lambdas.store.preparations import Watched
from tests.unit.prep.world import START, World, at


def world_in(status: PrepStatus) -> World:
    world = World()
    world.asks()
    if status is PrepStatus.WAITING:
        world.opens_chat()
    elif status is PrepStatus.GENERATING:
        world.preparations.generate("m1", 1, world.now)
    elif status is PrepStatus.READY:
        world.makes_materials()
    return world


def test_a_preparation_that_was_due_and_never_began_is_announced_again() -> None:
    world = World()
    world.now = at(0.2)
    assert world.sweeps() is Repair.ANNOUNCE
    (event,) = world.bus.published
    assert event == world.requests()
    assert world.preparations.attention["m1"] > world.now


def test_one_that_is_due_later_is_left_alone() -> None:
    world = World(start=START + timedelta(days=3))
    assert world.sweeps() is Repair.LOOK_AGAIN
    assert world.bus.published == []
    assert world.preparations.attention["m1"] == at(72) + timedelta(minutes=10)


@pytest.mark.parametrize("what", ["is_cancelled", "is_declined"])
def test_one_that_is_no_longer_wanted_is_forgotten(what: str) -> None:
    world = World()
    world.preparations.look_again("m1", world.now)
    getattr(world, what)()
    assert world.sweeps() is Repair.FORGET
    assert list(world.preparations.watched()) == []


RUNNING = [PrepStatus.GATHERING, PrepStatus.WAITING, PrepStatus.GENERATING]


@pytest.mark.parametrize("status", [*RUNNING, PrepStatus.READY])
def test_an_execution_under_way_is_left_alone(status: PrepStatus) -> None:
    world = world_in(status)
    world.now = at(0.4)
    assert world.sweeps() is Repair.LOOK_AGAIN
    assert world.workflows.started == ["m1-v1-r1"]
    assert world.preparations.attention["m1"] > world.now


@pytest.mark.parametrize("status", [*RUNNING, PrepStatus.READY])
def test_an_execution_that_is_gone_starts_again_in_the_same_run(status: PrepStatus) -> None:
    world = world_in(status)
    world.dies()
    assert world.sweeps() is Repair.RESTART
    assert world.workflows.started == ["m1-v1-r1", "m1-v1-r1-a2"]
    assert world.workflows.inputs["m1-v1-r1-a2"] == world.workflows.inputs["m1-v1-r1"]
    assert (world.preparation.run, world.preparation.status) == (1, status)
    assert world.preparation.execution_arn.endswith("-a2")


def test_fault_78_a_run_whose_execution_never_started_is_driven() -> None:
    world = World()
    world.asks()
    world.workflows.statuses.clear()
    lost = world.preparation.model_copy(update={"execution_arn": ""})
    world.meetings.rows["m1"] = world.tracked.model_copy(update={"preparation": lost})
    assert world.sweeps() is Repair.RESTART
    assert world.workflows.started == ["m1-v1-r1"]


def dies_again_and_again(world: World) -> None:
    for _ in range(MOST_ATTEMPTS - 1):
        world.dies()
        assert world.sweeps() is Repair.RESTART
    world.dies()


def test_a_run_that_dies_too_often_is_given_up_and_the_user_told() -> None:
    world = world_in(PrepStatus.GENERATING)
    dies_again_and_again(world)
    assert world.sweeps() is Repair.GIVE_UP
    assert world.preparation.status is PrepStatus.FAILED
    assert world.told[-1].kind == "prep_failed"
    assert list(world.preparations.watched()) == []


def test_a_conversation_waits_on_however_often_the_machine_is_switched_off() -> None:
    world = world_in(PrepStatus.WAITING)
    dies_again_and_again(world)
    assert world.sweeps() is Repair.RESTART
    assert world.sessions.stored["m1-r1"].status is SessionStatus.OPEN


def test_materials_whose_delivery_dies_too_often_are_told_of_all_the_same() -> None:
    world = world_in(PrepStatus.READY)
    world.schedules.send_at("reminder-m1", START, "arn", {})
    dies_again_and_again(world)
    assert world.sweeps() is Repair.GIVE_UP
    assert world.preparation.status is PrepStatus.READY
    assert world.told[-1].lines[0].startswith("Your materials are ready.")
    assert list(world.schedules.waiting) == ["reminder-m1"]
    assert list(world.preparations.watched()) == []


def test_faults_69_and_78_the_name_of_an_execution_that_nobody_recorded_and_that_is_over_is_not_taken_again() -> None:
    """Its starter died before recording it, then it ended too: under its name nothing would start."""
    world = world_in(PrepStatus.WAITING)
    world.workflows.start("m1-v1-r1-a2", {})
    world.dies()
    assert world.sweeps() is Repair.RESTART
    assert world.preparation.execution_arn.endswith("-a3")
    assert world.workflows.is_running(world.preparation.execution_arn)


def test_fault_69_an_execution_that_nobody_recorded_and_that_runs_is_taken_over() -> None:
    world = world_in(PrepStatus.WAITING)
    world.dies()
    world.workflows.start("m1-v1-r1-a2", {})
    assert world.sweeps() is Repair.RESTART
    assert world.workflows.started == ["m1-v1-r1", "m1-v1-r1-a2"]
    assert world.preparation.execution_arn.endswith("-a2")


def test_an_execution_that_waits_for_a_function_that_died_starts_again() -> None:
    world = world_in(PrepStatus.GATHERING)
    world.now = at(0.5)
    assert world.sweeps() is Repair.RESTART
    assert world.workflows.started == ["m1-v1-r1", "m1-v1-r1-a2"]
    assert world.workflows.statuses[world.workflows.arn_of("m1-v1-r1")] is ExecutionStatus.ABORTED


def test_fault_70_a_finished_conversation_whose_resume_was_lost_is_resumed() -> None:
    world = world_in(PrepStatus.WAITING)
    world.sessions.close("m1-r1", SessionStatus.FINISHED, world.now)
    assert world.sweeps() is Repair.RESUME
    assert world.workflows.answers == [("token-1", {"outcome": "finished"})]
    assert world.sessions.stored["m1-r1"].resumed_at == world.now
    assert world.workflows.started == ["m1-v1-r1"]


def test_where_nobody_waits_for_the_answers_any_more_the_run_goes_on_in_a_new_execution() -> None:
    world = world_in(PrepStatus.WAITING)
    world.sessions.close("m1-r1", SessionStatus.FINISHED, world.now)
    world.workflows.waiting.clear()
    assert world.sweeps() is Repair.RESUME
    assert world.workflows.started == ["m1-v1-r1", "m1-v1-r1-a2"]
    assert not world.workflows.is_running(world.workflows.arn_of("m1-v1-r1"))


def test_fault_72_a_deadline_that_nobody_rang_is_rung() -> None:
    world = world_in(PrepStatus.WAITING)
    world.now = START - timedelta(minutes=4)
    assert world.sweeps() is Repair.RING
    assert world.chat_timers.bodies == [{"session_id": "m1-r1", "timer": "deadline"}]


def test_fault_67_news_of_a_move_that_was_lost_is_found_out() -> None:
    world = world_in(PrepStatus.WAITING)
    world.moves(timedelta(days=1))
    assert world.sweeps() is Repair.WITHDRAW
    assert world.tracked.prep_status is PrepStatus.SCHEDULED
    assert not world.workflows.is_running(world.workflows.arn_of("m1-v1-r1"))


def test_fault_68_so_is_a_cancellation() -> None:
    world = world_in(PrepStatus.GENERATING)
    world.is_cancelled()
    assert world.sweeps() is Repair.WITHDRAW
    assert world.preparation.status is PrepStatus.WITHDRAWN


def test_a_conversation_the_user_closed_withdraws_the_run_without_telling_them() -> None:
    world = world_in(PrepStatus.WAITING)
    world.preparations.mark_notified("m1", 1, world.now)
    world.sessions.close("m1-r1", SessionStatus.WITHDRAWN, world.now)
    assert world.sweeps() is Repair.WITHDRAW
    assert world.preparation.status is PrepStatus.WITHDRAWN
    assert world.told == []


@pytest.mark.parametrize("status", RUNNING)
def test_a_run_that_the_meeting_overtook_is_ended_without_a_word(status: PrepStatus) -> None:
    world = world_in(status)
    world.now = START
    assert world.sweeps() is Repair.EXPIRE
    assert world.preparation.status is PrepStatus.FAILED
    assert world.preparation.failure == "The meeting began before its preparation was finished."
    assert world.told == []


def test_delivered_materials_need_no_more_looking_after() -> None:
    world = world_in(PrepStatus.READY)
    world.workflows.end("m1-v1-r1", ExecutionStatus.SUCCEEDED)
    assert world.sweeps() is Repair.COMPLETE
    assert world.preparation.status is PrepStatus.READY
    assert list(world.preparations.watched()) == []


def test_one_that_cannot_be_repaired_does_not_stop_the_others() -> None:
    world = world_in(PrepStatus.GATHERING)
    world.dies()
    done = repair_all(world.repairing, [Watched("u1", "unknown"), Watched("u1", "m1")], world.now)
    assert done == {"left": 1, "restart": 1}


def test_what_its_time_does_not_suffice_for_is_left_to_the_next_sweep() -> None:
    world = world_in(PrepStatus.GATHERING)
    world.dies()
    is_left = iter([True, False])
    watched = [Watched("u1", "m1"), Watched("u1", "unknown")]
    assert repair_all(world.repairing, watched, world.now, lambda: next(is_left)) == {"restart": 1}


def test_repairing_again_and_again_changes_nothing_more() -> None:
    world = world_in(PrepStatus.WAITING)
    world.dies()
    for _ in range(5):
        world.sweeps()
    assert world.workflows.started == ["m1-v1-r1", "m1-v1-r1-a2"]


def test_one_that_cannot_be_repaired_after_a_restart_is_looked_at_by_the_next_sweep() -> None:
    world = world_in(PrepStatus.WAITING)
    world.dies()
    world.workflows.is_down = True
    assert repair_all(world.repairing, list(world.preparations.watched()), world.now) == {"left": 1}
    assert list(world.preparations.overdue(world.now)) == [Watched("u1", "m1")]
