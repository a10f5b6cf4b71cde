"""A preparation that failed is said in plain words (WF-2)."""

import pytest

from lambdas.domain.kernel.events import PrepFailed
from lambdas.domain.meetings.tracked_meeting import PrepStatus
from lambdas.errors import Retryable
from tests.unit.meeting_prep.harness import Harness


def started_harness() -> Harness:
    harness = Harness()
    harness.asks()
    return harness


def test_the_user_is_told_what_failed_and_what_to_do() -> None:
    harness = started_harness()
    assert harness.fails("GenerateMaterials States.Timeout")
    (message,) = harness.told
    assert message.title == "Roadmap review: preparation needs you"
    assert message.lines == (
        "AMO could not write your materials. Any answers you gave are kept: open the meeting and prepare it again.",
    )
    assert message.actions[0].verb == "open_meeting"


def test_it_is_recorded_published_and_no_longer_watched() -> None:
    harness = started_harness()
    harness.fails()
    assert harness.preparation.status is PrepStatus.FAILED
    assert harness.preparation.failure == harness.told[0].lines[0]
    assert harness.bus.published == [
        PrepFailed(meeting_id="m1", user_id="u1", run=1, reason=harness.preparation.failure),
    ]
    assert list(harness.preparations.watched()) == []


@pytest.mark.parametrize("cause", ["LoadMeeting Lambda.Unknown", "StoreMaterials AccessDenied", "Workflow WornOut", ""])
def test_no_error_name_ever_reaches_the_user(cause: str) -> None:
    harness = started_harness()
    harness.fails(cause)
    assert not any(word in harness.told[0].lines[0] for word in ("Lambda", "Denied", "WornOut", "States"))


def test_materials_that_are_ready_stay_ready() -> None:
    harness = started_harness()
    harness.makes_materials()
    harness.fails("SendMaterials States.Timeout")
    assert harness.preparation.status is PrepStatus.READY
    assert harness.told[0].lines == (
        "Your materials are ready. They could not be sent to you. Open the meeting to read them.",
    )
    assert list(harness.preparations.watched()) == []


def test_fault_79_reporting_twice_tells_once() -> None:
    harness = started_harness()
    harness.fails()
    harness.fails()
    assert len(harness.told) == 1
    assert harness.preparation.status is PrepStatus.FAILED


def test_a_run_that_was_withdrawn_or_replaced_fails_in_silence() -> None:
    harness = started_harness()
    harness.preparations.withdraw("m1", 1, harness.now)
    assert not harness.fails()
    harness.asks(harness.requests(request_id="by-hand"))
    assert not harness.fails(run=1)
    assert harness.told == []
    assert harness.preparation.status is PrepStatus.GATHERING


def test_fault_79_a_crash_before_the_user_is_told_leaves_the_meeting_watched() -> None:
    harness = started_harness()
    harness.bus.is_down = True
    with pytest.raises(Retryable):
        harness.fails()
    assert [entry.meeting_id for entry in harness.preparations.watched()] == ["m1"]
    harness.bus.is_down = False
    harness.fails()
    assert len(harness.told) == 1
    assert list(harness.preparations.watched()) == []


def test_fault_79_a_run_whose_failure_nobody_could_be_told_of_is_not_over() -> None:
    harness = started_harness()
    harness.notifier.is_down = True
    with pytest.raises(Retryable, match="No channel"):
        harness.fails()
    assert harness.preparation.status is PrepStatus.GATHERING
    harness.notifier.is_down = False
    harness.fails()
    assert (len(harness.told), harness.preparation.status) == (1, PrepStatus.FAILED)
