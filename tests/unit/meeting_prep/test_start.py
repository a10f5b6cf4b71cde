"""A request becomes one run, however it is delivered (WF-1, OPS-2)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.meetings.tracked_meeting import Preparation, PrepStatus
from lambdas.errors import Conflict, Retryable
from tests.fakes.stores import FakePreparations
from tests.unit.meeting_prep.harness import Harness, at


def test_a_request_begins_a_run_and_its_execution(asked: Harness) -> None:
    assert asked.workflows.started == ["m1-v1-r1"]
    assert asked.workflows.inputs["m1-v1-r1"] == {
        "meeting_id": "m1",
        "user_id": "u1",
        "run": 1,
        "timing_version": 1,
        "request_id": "t1",
    }
    assert asked.preparation.status is PrepStatus.GATHERING
    assert asked.preparation.session_id == "m1-r1"
    assert asked.preparation.execution_arn.endswith(":m1-v1-r1")


def test_fault_66_five_deliveries_of_a_request_are_one_execution(harness: Harness) -> None:
    request = harness.requests()
    for _ in range(5):
        harness.asks(request)
    assert harness.workflows.started == ["m1-v1-r1"]


def test_fault_66_three_deliveries_at_once_are_one_execution(harness: Harness) -> None:
    """The others begin the run between this one's reading and writing."""
    request = harness.requests()
    plain_begin = harness.preparations.begin_run
    rivals: Iterator[Callable[[], object]] = iter([lambda: harness.asks(request), lambda: harness.asks(request)])

    def begin_late(meeting_id: str, seen: Preparation, begun: Preparation, now: datetime) -> None:
        next(rivals, lambda: None)()
        plain_begin(meeting_id, seen, begun, now)

    harness.preparations.begin_run = begin_late  # type: ignore[method-assign]  # in the way of the real one
    harness.asks(request)
    assert harness.workflows.started == ["m1-v1-r1"]
    assert harness.preparation.run == 1


def test_fault_78_a_crash_before_the_execution_is_made_good_by_the_redelivery(harness: Harness) -> None:
    request = harness.requests()
    harness.workflows.is_down = True
    with pytest.raises(Retryable):
        harness.asks(request)
    harness.workflows.is_down = False
    harness.asks(request)
    assert harness.workflows.started == ["m1-v1-r1"]
    assert harness.preparation.run == 1


def test_fault_79_a_crash_after_starting_the_execution_starts_no_second_one(harness: Harness) -> None:
    request = harness.requests()
    record = harness.preparations.record_execution
    harness.preparations.record_execution = _crash  # type: ignore[method-assign]  # in the way of the real one
    with pytest.raises(KeyboardInterrupt):
        harness.asks(request)
    harness.preparations.record_execution = record  # type: ignore[method-assign]  # in the way of the real one
    harness.asks(request)
    assert harness.workflows.started == ["m1-v1-r1"]
    assert harness.preparation.execution_arn.endswith(":m1-v1-r1")


def test_fault_83_a_request_for_a_time_that_has_passed_is_refused(harness: Harness) -> None:
    stale = harness.requests()
    harness.moves(timedelta(days=2))
    harness.asks(stale)
    assert harness.workflows.started == []


@pytest.mark.parametrize("what", ["is_cancelled", "is_declined"])
def test_a_meeting_not_to_be_prepared_is_left_alone(harness: Harness, what: str) -> None:
    getattr(harness, what)()
    harness.asks()
    assert harness.workflows.started == []
    assert harness.preparation.run == 0


def test_fault_73_a_meeting_that_has_begun_is_not_prepared(harness: Harness) -> None:
    harness.now = at(24)
    harness.asks()
    assert harness.workflows.started == []


def test_an_unknown_meeting_is_acknowledged(harness: Harness) -> None:
    harness.asks(harness.requests(meeting_id="m2"))
    assert harness.workflows.started == []


def test_what_is_being_prepared_is_not_prepared_again_by_hand(asked: Harness) -> None:
    asked.asks(asked.requests(request_id="by-hand"))
    assert asked.workflows.started == ["m1-v1-r1"]


@pytest.mark.parametrize("ending", ["ready", "failed", "withdrawn"])
def test_by_hand_a_meeting_is_prepared_again_whatever_came_of_the_last_time(harness: Harness, ending: str) -> None:
    _ended(harness, ending)
    harness.asks(harness.requests(request_id="by-hand"))
    assert harness.workflows.started[-1] == "m1-v1-r2"
    assert harness.preparation.session_id == "m1-r2"


@pytest.mark.parametrize("ending", ["ready", "failed", "withdrawn"])
def test_the_scheduled_request_does_not_repeat_what_was_prepared_by_hand_for_the_same_time(
    harness: Harness, ending: str
) -> None:
    _ended(harness, ending, request_id="by-hand")
    harness.asks()
    assert harness.workflows.started == ["m1-v1-r1"]


def test_ready_materials_survive_a_move_and_are_not_made_again(harness: Harness) -> None:
    _ended(harness, "ready")
    harness.moves(timedelta(days=2))
    harness.asks()
    assert harness.preparation.status is PrepStatus.READY
    assert harness.workflows.started == ["m1-v1-r1"]


def test_fault_67_a_request_that_overtakes_the_news_of_the_move_ends_the_old_run_first(asked: Harness) -> None:
    asked.opens_chat()
    asked.moves(timedelta(hours=-1))
    asked.asks()
    assert asked.workflows.statuses[asked.workflows.arn_of("m1-v1-r1")] == "ABORTED"
    assert asked.conversations.stored["m1-r1"].status is ConversationStatus.WITHDRAWN
    assert asked.workflows.started == ["m1-v1-r1", "m1-v2-r2"]
    assert (asked.preparation.run, asked.preparation.timing_version) == (2, 2)


def test_with_the_workflow_switched_off_the_request_waits_for_the_sweeper(harness: Harness) -> None:
    harness.users.switch("workflow", False)
    harness.asks()
    assert harness.workflows.started == []
    assert [entry.meeting_id for entry in harness.preparations.overdue(at(0.25))] == ["m1"]


def test_a_preparation_that_keeps_changing_is_tried_again_later(harness: Harness) -> None:

    def always_late(*_: object, **__: object) -> None:
        raise Conflict("Somebody else was faster.")

    harness.preparations.begin_run = always_late  # type: ignore[method-assign]  # in the way of the real one
    with pytest.raises(Retryable):
        harness.asks()


def _crash(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def _ended(harness: Harness, ending: str, request_id: str = "t1") -> None:
    harness.asks(harness.requests(request_id=request_id))
    preparations: FakePreparations = harness.preparations
    if ending == "ready":
        harness.makes_materials()
    elif ending == "failed":
        preparations.fail("m1", 1, "It did not work.", harness.now)
    else:
        preparations.withdraw("m1", 1, harness.now)
