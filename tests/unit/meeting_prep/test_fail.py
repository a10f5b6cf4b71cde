"""A preparation that failed is said in plain words (WF-2)."""

import pytest

from lambdas.domain.kernel.events import PrepFailed
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.errors import Retryable
from tests.unit.meeting_prep.harness import Harness


def test_the_user_is_told_what_failed_and_what_to_do(asked: Harness) -> None:
    assert asked.fails("GenerateMaterials States.Timeout")
    (message,) = asked.told
    assert message.title == "Prepare again: Roadmap review"
    assert message.lines == (
        "AMO could not write your materials. Any answers you gave are kept: open the meeting and prepare it again.",
    )
    assert message.actions[0].verb == "open_meeting"


def test_it_is_recorded_published_and_no_longer_watched(asked: Harness) -> None:
    asked.fails()
    assert asked.preparation.status is PrepStatus.FAILED
    assert asked.preparation.failure == asked.told[0].lines[0]
    assert asked.bus.published == [
        PrepFailed(meeting_id="m1", user_id="u1", run=1, reason=asked.preparation.failure),
    ]
    assert list(asked.preparations.watched()) == []


@pytest.mark.parametrize("cause", ["LoadMeeting Lambda.Unknown", "StoreMaterials AccessDenied", "Workflow WornOut", ""])
def test_no_error_name_ever_reaches_the_user(asked: Harness, cause: str) -> None:
    asked.fails(cause)
    assert not any(word in asked.told[0].lines[0] for word in ("Lambda", "Denied", "WornOut", "States"))


def test_materials_that_are_ready_stay_ready(asked: Harness) -> None:
    asked.makes_materials()
    asked.fails("SendMaterials States.Timeout")
    assert asked.preparation.status is PrepStatus.READY
    assert asked.told[0].lines == (
        "Your materials are ready. They could not be sent to you. Open the meeting to read them.",
    )
    assert list(asked.preparations.watched()) == []


def test_fault_79_reporting_twice_tells_once(asked: Harness) -> None:
    asked.fails()
    asked.fails()
    assert len(asked.told) == 1
    assert asked.preparation.status is PrepStatus.FAILED


def test_a_run_that_was_withdrawn_or_replaced_fails_in_silence(asked: Harness) -> None:
    asked.preparations.withdraw("m1", 1, asked.now)
    assert not asked.fails()
    asked.asks(asked.requests(request_id="by-hand"))
    assert not asked.fails(run=1)
    assert asked.told == []
    assert asked.preparation.status is PrepStatus.GATHERING


def test_fault_79_a_crash_before_the_user_is_told_leaves_the_meeting_watched(asked: Harness) -> None:
    asked.bus.is_down = True
    with pytest.raises(Retryable):
        asked.fails()
    assert [entry.meeting_id for entry in asked.preparations.watched()] == ["m1"]
    asked.bus.is_down = False
    asked.fails()
    assert len(asked.told) == 1
    assert list(asked.preparations.watched()) == []


def test_fault_79_a_run_whose_failure_nobody_could_be_told_of_is_not_over(asked: Harness) -> None:
    asked.notifier.is_down = True
    with pytest.raises(Retryable, match="could not be put in line"):
        asked.fails()
    assert asked.preparation.status is PrepStatus.GATHERING
    asked.notifier.is_down = False
    asked.fails()
    assert (len(asked.told), asked.preparation.status) == (1, PrepStatus.FAILED)
