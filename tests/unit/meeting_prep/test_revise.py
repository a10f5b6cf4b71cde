"""An answer that is changed after the conversation: written again by the same run, nobody asked."""

from datetime import timedelta

import pytest

from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.domain.preparation.executions import WorkflowStatus
from lambdas.domain.preparation.sweep import SweepStep
from lambdas.errors import Conflict, NotFound, Refused, Retryable
from lambdas.meeting_prep.revise import AnswerRevisions
from tests.unit.meeting_prep.harness import Harness


@pytest.fixture
def ready(asked: Harness) -> Harness:
    """Its one question was skipped, and the materials are there."""
    asked.opens_chat()
    asked.conversations.close("m1-r1", ConversationStatus.FINISHED, asked.now)
    asked.makes_materials()
    for arn in asked.workflows.statuses:
        asked.workflows.statuses[arn] = WorkflowStatus.SUCCEEDED
    asked.preparations.complete("m1", 1)
    return asked


def revise(harness: Harness, text: str, user: str = "u1") -> None:
    AnswerRevisions(harness.meetings, harness.runs, harness.users).revise(user, "m1", 0, text, "web", harness.now)


def test_a_changed_answer_has_the_same_run_write_again_and_nobody_is_told_or_asked(ready: Harness) -> None:
    told = len(ready.told)
    revise(ready, "Approve the two hires")
    assert ready.conversations.stored["m1-r1"].answers["0"].text == "Approve the two hires"
    assert (ready.preparation.status, ready.preparation.run) == (PrepStatus.GENERATING, 1)
    assert len(ready.workflows.started) == 2
    assert ready.preparation.execution_arn.endswith("-a2")
    assert len(ready.told) == told
    with pytest.raises(Conflict, match="being written"):
        revise(ready, "Once more")


def test_the_same_answer_again_writes_nothing(ready: Harness) -> None:
    revise(ready, "Approve the two hires")
    ready.makes_materials()
    revise(ready, "Approve the two hires")
    assert ready.preparation.status is PrepStatus.READY
    assert len(ready.workflows.started) == 2


def test_materials_of_a_meeting_that_moved_since_are_written_again_for_its_new_time(ready: Harness) -> None:
    ready.moves(timedelta(hours=1))
    revise(ready, "Approve the two hires")
    assert ready.preparation.timing_version == ready.tracked.timing_version


def test_what_died_before_the_workflow_began_is_driven_on_by_the_sweeper(
    ready: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise Retryable("It is gone.")

    with monkeypatch.context() as broken:
        broken.setattr(ready.workflows, "start", dies)
        with pytest.raises(Retryable):
            revise(ready, "Approve the two hires")
    ready.now += timedelta(minutes=3)
    assert [watched.meeting_id for watched in ready.preparations.overdue(ready.now)] == ["m1"]
    assert ready.sweeps() is SweepStep.RESTART
    assert len(ready.workflows.started) == 2


def test_an_answer_is_refused_when_it_says_nothing_is_somebody_else_s_or_comes_too_late(ready: Harness) -> None:
    with pytest.raises(Refused, match="empty"):
        revise(ready, "  ")
    with pytest.raises(NotFound):
        revise(ready, "Mine now", "u2")
    ready.now = ready.tracked.meeting.start
    with pytest.raises(Refused, match="begun"):
        revise(ready, "Too late")
    assert len(ready.workflows.started) == 1
