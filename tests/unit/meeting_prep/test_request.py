from datetime import timedelta

import pytest

from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.domain.preparation.executions import WorkflowStatus
from lambdas.domain.preparation.sweep import SweepStep
from lambdas.errors import NotFound, Refused, Retryable
from lambdas.meeting_prep.request import PrepRequests
from tests.unit.meeting_prep.harness import START, Harness


def choices(harness: Harness) -> PrepRequests:
    return PrepRequests(harness.meetings, harness.starter.runs, harness.users, harness.bus)  # type: ignore[arg-type]  # a bus in memory


def test_declining_ends_what_is_under_way_without_a_message(asked: Harness) -> None:
    asked.opens_chat()
    choices(asked).decline("u1", "m1", asked.now)
    assert asked.preparation.status is PrepStatus.WITHDRAWN
    assert asked.preparation.declined_at == asked.now
    assert asked.conversations.stored["m1-r1"].status is ConversationStatus.WITHDRAWN
    assert set(asked.workflows.statuses.values()) == {WorkflowStatus.ABORTED}
    assert asked.told == []


def test_what_died_while_it_was_ended_is_looked_at_by_the_next_sweep(
    asked: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.opens_chat()

    def dies(*_: object) -> None:
        raise Retryable("It is gone.")

    monkeypatch.setattr(asked.conversations, "close", dies)
    with pytest.raises(Retryable):
        choices(asked).decline("u1", "m1", asked.now)
    assert [watched.meeting_id for watched in asked.preparations.overdue(asked.now)] == ["m1"]


def test_declining_before_the_time_has_come_means_it_never_starts(harness: Harness) -> None:
    choices(harness).decline("u1", "m1", harness.now)
    harness.asks()
    assert harness.workflows.started == []


def test_declining_twice_changes_nothing(harness: Harness) -> None:
    choices(harness).decline("u1", "m1", harness.now)
    first = harness.preparation
    choices(harness).decline("u1", "m1", harness.now + timedelta(hours=1))
    assert harness.preparation == first


def test_a_declined_meeting_is_still_prepared_when_asked_for_by_hand(harness: Harness) -> None:
    choices(harness).decline("u1", "m1", harness.now)
    harness.asks(harness.requests(request_id="by-hand"))
    assert harness.preparation.status is PrepStatus.GATHERING
    assert harness.preparation.declined_at is None


def test_reconsidering_waits_for_the_trigger_or_begins_at_once_when_it_has_passed(harness: Harness) -> None:
    choices(harness).decline("u1", "m1", harness.now)
    choices(harness).reconsider("u1", "m1", "again", harness.now)
    assert [event.request_id for event in harness.bus.published] == ["again"]  # type: ignore[attr-defined]  # events of this kind have it
    harness.asks(harness.bus.published[0])  # type: ignore[arg-type]  # what it is, the line before says
    assert harness.preparation.status is PrepStatus.GATHERING


def test_fault_66_reconsidered_it_begins_once_whichever_request_comes_first_and_however_late(harness: Harness) -> None:
    """The sweeper asks for it as the user did; what the schedule once asked for is over."""
    first = harness.requests()
    harness.asks(first)
    choices(harness).decline("u1", "m1", harness.now)
    choices(harness).reconsider("u1", "m1", "again", harness.now)
    harness.asks(first)
    assert harness.preparation.status is PrepStatus.NONE
    assert harness.sweeps() is SweepStep.ANNOUNCE
    asked, announced = harness.bus.published
    for request in (announced, asked, first):
        harness.asks(request)  # type: ignore[arg-type]  # what it is, the line before says
        harness.preparations.fail("m1", 2, "It could not be done.", harness.now)
    assert (harness.preparation.run, harness.preparation.status) == (2, PrepStatus.FAILED)


def test_reconsidered_by_a_clock_that_runs_behind_it_begins_at_once_once_its_schedule_has_fired(asked: Harness) -> None:
    choices(asked).decline("u1", "m1", asked.now)
    behind = asked.now - timedelta(minutes=2)
    choices(asked).reconsider("u1", "m1", "again", behind)
    asked.asks(asked.bus.published[0])  # type: ignore[arg-type]  # what it is, the line before says
    assert (asked.preparation.run, asked.preparation.request_id) == (2, "again")


def test_moved_after_it_was_reconsidered_it_waits_for_its_new_time(harness: Harness) -> None:
    choices(harness).decline("u1", "m1", harness.now)
    choices(harness).reconsider("u1", "m1", "again", harness.now)
    harness.moves(timedelta(hours=30))
    harness.asks(harness.bus.published[0])  # type: ignore[arg-type]  # what it is, the line before says
    assert harness.preparation.status is PrepStatus.NONE
    harness.asks()
    assert (harness.preparation.status, harness.preparation.request_id) == (PrepStatus.GATHERING, "t2")


def test_nothing_is_left_to_decline_once_the_meeting_has_begun(harness: Harness) -> None:
    with pytest.raises(Refused, match="begun"):
        choices(harness).decline("u1", "m1", START)


def test_fault_116_somebody_else_s_meeting_cannot_be_declined(harness: Harness) -> None:
    with pytest.raises(NotFound):
        choices(harness).decline("u2", "m1", harness.now)
