"""A request becomes one run, however it is delivered (WF-1, OPS-2)."""

from datetime import timedelta

import pytest

from lambdas.domain.sessions import SessionStatus
from lambdas.domain.tracking import PrepStatus
from lambdas.errors import Conflict, Retryable
from tests.fakes.preparations import FakePreparations
from tests.unit.prep.world import World, at


def test_a_request_begins_a_run_and_its_execution() -> None:
    world = World()
    world.asks()
    assert world.workflows.started == ["m1-v1-r1"]
    assert world.workflows.inputs["m1-v1-r1"] == {
        "meeting_id": "m1",
        "user_id": "u1",
        "run": 1,
        "timing_version": 1,
        "request_id": "t1",
    }
    assert world.preparation.status is PrepStatus.GATHERING
    assert world.preparation.session_id == "m1-r1"
    assert world.preparation.execution_arn.endswith(":m1-v1-r1")


def test_fault_66_five_deliveries_of_a_request_are_one_execution() -> None:
    world = World()
    request = world.requests()
    for _ in range(5):
        world.asks(request)
    assert world.workflows.started == ["m1-v1-r1"]


def test_fault_66_three_deliveries_at_once_are_one_execution() -> None:
    """The others begin the run between this one's reading and writing."""
    world = World()
    request = world.requests()
    plain_begin = world.preparations.begin_run
    rivals = iter([lambda: world.asks(request), lambda: world.asks(request)])

    def begin_late(*arguments: object) -> None:
        next(rivals, lambda: None)()
        plain_begin(*arguments)  # type: ignore[arg-type]

    world.preparations.begin_run = begin_late  # type: ignore[method-assign]
    world.asks(request)
    assert world.workflows.started == ["m1-v1-r1"]
    assert world.preparation.run == 1


def test_fault_78_a_crash_before_the_execution_is_made_good_by_the_redelivery() -> None:
    world = World()
    request = world.requests()
    world.workflows.is_down = True
    with pytest.raises(Retryable):
        world.asks(request)
    world.workflows.is_down = False
    world.asks(request)
    assert world.workflows.started == ["m1-v1-r1"]
    assert world.preparation.run == 1


def test_fault_79_a_crash_after_starting_the_execution_starts_no_second_one() -> None:
    world = World()
    request = world.requests()
    record = world.preparations.record_execution
    world.preparations.record_execution = _crash  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        world.asks(request)
    world.preparations.record_execution = record  # type: ignore[method-assign]
    world.asks(request)
    assert world.workflows.started == ["m1-v1-r1"]
    assert world.preparation.execution_arn.endswith(":m1-v1-r1")


def test_fault_83_a_request_for_a_time_that_has_passed_is_refused() -> None:
    world = World()
    stale = world.requests()
    world.moves(timedelta(days=2))
    world.asks(stale)
    assert world.workflows.started == []


@pytest.mark.parametrize("what", ["is_cancelled", "is_declined"])
def test_a_meeting_not_to_be_prepared_is_left_alone(what: str) -> None:
    world = World()
    getattr(world, what)()
    world.asks()
    assert world.workflows.started == []
    assert world.preparation.run == 0


def test_fault_73_a_meeting_that_has_begun_is_not_prepared() -> None:
    world = World()
    world.now = at(24)
    world.asks()
    assert world.workflows.started == []


def test_an_unknown_meeting_is_acknowledged() -> None:
    world = World()
    world.asks(world.requests(meeting_id="m2"))
    assert world.workflows.started == []


def test_what_is_being_prepared_is_not_prepared_again_by_hand() -> None:
    world = World()
    world.asks()
    world.asks(world.requests(request_id="by-hand"))
    assert world.workflows.started == ["m1-v1-r1"]


@pytest.mark.parametrize("ending", ["ready", "failed", "withdrawn"])
def test_by_hand_a_meeting_is_prepared_again_whatever_came_of_the_last_time(ending: str) -> None:
    world = World()
    _ended(world, ending)
    world.asks(world.requests(request_id="by-hand"))
    assert world.workflows.started[-1] == "m1-v1-r2"
    assert world.preparation.session_id == "m1-r2"


@pytest.mark.parametrize("ending", ["ready", "failed", "withdrawn"])
def test_the_scheduled_request_does_not_repeat_what_was_prepared_by_hand_for_the_same_time(ending: str) -> None:
    world = World()
    _ended(world, ending, request_id="by-hand")
    world.asks()
    assert world.workflows.started == ["m1-v1-r1"]


def test_ready_materials_survive_a_move_and_are_not_made_again() -> None:
    world = World()
    _ended(world, "ready")
    world.moves(timedelta(days=2))
    world.asks()
    assert world.preparation.status is PrepStatus.READY
    assert world.workflows.started == ["m1-v1-r1"]


def test_fault_67_a_request_that_overtakes_the_news_of_the_move_ends_the_old_run_first() -> None:
    world = World()
    world.asks()
    world.opens_chat()
    world.moves(timedelta(hours=-1))
    world.asks()
    assert world.workflows.statuses[world.workflows.arn_of("m1-v1-r1")] == "ABORTED"
    assert world.sessions.stored["m1-r1"].status is SessionStatus.WITHDRAWN
    assert world.workflows.started == ["m1-v1-r1", "m1-v2-r2"]
    assert (world.preparation.run, world.preparation.timing_version) == (2, 2)


def test_with_the_workflow_switched_off_the_request_waits_for_the_sweeper() -> None:
    world = World()
    world.users.switch("workflow", False)
    world.asks()
    assert world.workflows.started == []
    assert [entry.meeting_id for entry in world.preparations.overdue(at(0.25))] == ["m1"]


def test_a_preparation_that_keeps_changing_is_tried_again_later() -> None:
    world = World()

    def always_late(*_: object) -> None:
        raise Conflict("Somebody else was faster.")

    world.preparations.begin_run = always_late  # type: ignore[method-assign]
    with pytest.raises(Retryable):
        world.asks()


def _crash(*_: object) -> None:
    raise KeyboardInterrupt


def _ended(world: World, ending: str, request_id: str = "t1") -> None:
    world.asks(world.requests(request_id=request_id))
    preparations: FakePreparations = world.preparations
    if ending == "ready":
        world.makes_materials()
    elif ending == "failed":
        preparations.fail("m1", 1, "It did not work.", world.now)
    else:
        preparations.withdraw("m1", 1, world.now)
