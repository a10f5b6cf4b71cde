"""A preparation that failed is said in plain words (WF-2)."""

import pytest

from lambdas.domain.events import PrepFailed
from lambdas.domain.tracking import PrepStatus
from lambdas.errors import Retryable
from tests.unit.prep.world import World


def started_world() -> World:
    world = World()
    world.asks()
    return world


def test_the_user_is_told_what_failed_and_what_to_do() -> None:
    world = started_world()
    assert world.fails("GenerateMaterials States.Timeout")
    (message,) = world.told
    assert message.title == "Roadmap review: preparation needs you"
    assert message.lines == (
        "AMO could not write your materials. Any answers you gave are kept: open the meeting and prepare it again.",
    )
    assert message.actions[0].verb == "open_meeting"


def test_it_is_recorded_published_and_no_longer_watched() -> None:
    world = started_world()
    world.fails()
    assert world.preparation.status is PrepStatus.FAILED
    assert world.preparation.failure == world.told[0].lines[0]
    assert world.bus.published == [
        PrepFailed(meeting_id="m1", user_id="u1", run=1, reason=world.preparation.failure),
    ]
    assert list(world.preparations.watched()) == []


@pytest.mark.parametrize("cause", ["LoadMeeting Lambda.Unknown", "StoreMaterials AccessDenied", "Workflow WornOut", ""])
def test_no_error_name_ever_reaches_the_user(cause: str) -> None:
    world = started_world()
    world.fails(cause)
    assert not any(word in world.told[0].lines[0] for word in ("Lambda", "Denied", "WornOut", "States"))


def test_materials_that_are_ready_stay_ready() -> None:
    world = started_world()
    world.makes_materials()
    world.fails("SendMaterials States.Timeout")
    assert world.preparation.status is PrepStatus.READY
    assert world.told[0].lines == (
        "Your materials are ready. They could not be sent to you. Open the meeting to read them.",
    )
    assert list(world.preparations.watched()) == []


def test_fault_79_reporting_twice_tells_once() -> None:
    world = started_world()
    world.fails()
    world.fails()
    assert len(world.told) == 1
    assert world.preparation.status is PrepStatus.FAILED


def test_a_run_that_was_withdrawn_or_replaced_fails_in_silence() -> None:
    world = started_world()
    world.preparations.withdraw("m1", 1, world.now)
    assert not world.fails()
    world.asks(world.requests(request_id="by-hand"))
    assert not world.fails(run=1)
    assert world.told == []
    assert world.preparation.status is PrepStatus.GATHERING


def test_fault_79_a_crash_before_the_user_is_told_leaves_the_meeting_watched() -> None:
    world = started_world()
    world.bus.is_down = True
    with pytest.raises(Retryable):
        world.fails()
    assert [entry.meeting_id for entry in world.preparations.watched()] == ["m1"]
    world.bus.is_down = False
    world.fails()
    assert len(world.told) == 1
    assert list(world.preparations.watched()) == []


def test_fault_79_a_run_whose_failure_nobody_could_be_told_of_is_not_over() -> None:
    world = started_world()
    world.notifier.is_down = True
    with pytest.raises(Retryable, match="No channel"):
        world.fails()
    assert world.preparation.status is PrepStatus.GATHERING
    world.notifier.is_down = False
    world.fails()
    assert (len(world.told), world.preparation.status) == (1, PrepStatus.FAILED)
