from datetime import timedelta

import pytest

from lambdas.domain.executions import ExecutionStatus
from lambdas.domain.repairing import Repair
from lambdas.domain.sessions import SessionStatus
from lambdas.domain.tracking import PrepStatus
from lambdas.errors import NotFound, Refused, Retryable
from lambdas.prep.declining import Declining, decline, reconsider
from tests.unit.prep.world import START, World


def declining(world: World) -> Declining:
    return Declining(world.meetings, world.starting.runs)  # type: ignore[arg-type]


def test_declining_ends_what_is_under_way_without_a_message() -> None:
    world = World()
    world.asks()
    world.opens_chat()
    decline(declining(world), "u1", "m1", world.now)
    assert world.preparation.status is PrepStatus.WITHDRAWN
    assert world.preparation.declined_at == world.now
    assert world.sessions.stored["m1-r1"].status is SessionStatus.WITHDRAWN
    assert set(world.workflows.statuses.values()) == {ExecutionStatus.ABORTED}
    assert world.told == []


def test_what_died_while_it_was_ended_is_looked_at_by_the_next_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.asks()
    world.opens_chat()

    def dies(*_: object) -> None:
        raise Retryable("It is gone.")

    monkeypatch.setattr(world.sessions, "close", dies)
    with pytest.raises(Retryable):
        decline(declining(world), "u1", "m1", world.now)
    assert [watched.meeting_id for watched in world.preparations.overdue(world.now)] == ["m1"]


def test_declining_before_the_time_has_come_means_it_never_starts() -> None:
    world = World()
    decline(declining(world), "u1", "m1", world.now)
    world.asks()
    assert world.workflows.started == []


def test_declining_twice_changes_nothing() -> None:
    world = World()
    decline(declining(world), "u1", "m1", world.now)
    first = world.preparation
    decline(declining(world), "u1", "m1", world.now + timedelta(hours=1))
    assert world.preparation == first


def test_a_declined_meeting_is_still_prepared_when_asked_for_by_hand() -> None:
    world = World()
    decline(declining(world), "u1", "m1", world.now)
    world.asks(world.requests(request_id="by-hand"))
    assert world.preparation.status is PrepStatus.GATHERING
    assert world.preparation.declined_at is None


def test_reconsidering_waits_for_the_trigger_or_begins_at_once_when_it_has_passed() -> None:
    world = World()
    decline(declining(world), "u1", "m1", world.now)
    reconsider(declining(world), world.bus, "u1", "m1", "again", world.now)  # type: ignore[arg-type]
    assert [event.request_id for event in world.bus.published] == ["again"]  # type: ignore[attr-defined]
    world.asks(world.bus.published[0])  # type: ignore[arg-type]
    assert world.preparation.status is PrepStatus.GATHERING


def test_fault_66_reconsidered_it_begins_once_whichever_request_comes_first_and_however_late() -> None:
    """The sweeper asks for it as the user did; what the schedule once asked for is over."""
    world = World()
    first = world.requests()
    world.asks(first)
    decline(declining(world), "u1", "m1", world.now)
    reconsider(declining(world), world.bus, "u1", "m1", "again", world.now)  # type: ignore[arg-type]
    world.asks(first)
    assert world.preparation.status is PrepStatus.NONE
    assert world.sweeps() is Repair.ANNOUNCE
    asked, announced = world.bus.published
    for request in (announced, asked, first):
        world.asks(request)  # type: ignore[arg-type]
        world.preparations.fail("m1", 2, "It could not be done.", world.now)
    assert (world.preparation.run, world.preparation.status) == (2, PrepStatus.FAILED)


def test_reconsidered_by_a_clock_that_runs_behind_it_begins_at_once_once_its_schedule_has_fired() -> None:
    world = World()
    world.asks()
    decline(declining(world), "u1", "m1", world.now)
    behind = world.now - timedelta(minutes=2)
    reconsider(declining(world), world.bus, "u1", "m1", "again", behind)  # type: ignore[arg-type]
    world.asks(world.bus.published[0])  # type: ignore[arg-type]
    assert (world.preparation.run, world.preparation.request_id) == (2, "again")


def test_moved_after_it_was_reconsidered_it_waits_for_its_new_time() -> None:
    world = World()
    decline(declining(world), "u1", "m1", world.now)
    reconsider(declining(world), world.bus, "u1", "m1", "again", world.now)  # type: ignore[arg-type]
    world.moves(timedelta(hours=30))
    world.asks(world.bus.published[0])  # type: ignore[arg-type]
    assert world.preparation.status is PrepStatus.NONE
    world.asks()
    assert (world.preparation.status, world.preparation.request_id) == (PrepStatus.GATHERING, "t2")


def test_nothing_is_left_to_decline_once_the_meeting_has_begun() -> None:
    world = World()
    with pytest.raises(Refused, match="begun"):
        decline(declining(world), "u1", "m1", START)


def test_fault_116_somebody_else_s_meeting_cannot_be_declined() -> None:
    world = World()
    with pytest.raises(NotFound):
        decline(declining(world), "u2", "m1", world.now)
