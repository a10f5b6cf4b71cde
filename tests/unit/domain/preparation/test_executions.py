"""An execution's history, read as Step Functions and as the embedded engine write it."""

from datetime import timedelta

from lambdas.domain.preparation.executions import (
    HistoryEvent,
    HistoryEventKind,
    WorkflowExecution,
    WorkflowStatus,
    execution_of,
)
from tests.fakes.samples import NOW

K = HistoryEventKind


def history(
    *lines: tuple[HistoryEventKind, str, str], linked: bool = True, status: str = "SUCCEEDED"
) -> WorkflowExecution:
    """A line is kind, state, error; one second after the other. ``linked``: each line names the one before it."""
    events = [
        HistoryEvent(
            number=number,
            follows=number - 1 if linked else 0,
            kind=kind,
            at=NOW + timedelta(seconds=number),
            state=state,
            error=error,
        )
        for number, (kind, state, error) in enumerate(lines, start=1)
    ]
    return execution_of("arn", WorkflowStatus(status), events)


TRIED_TWICE = (
    (K.ENTERED_TASK, "Load", ""),
    (K.ATTEMPTED, "", ""),
    (K.FAILED, "", "Retryable"),
    (K.ATTEMPTED, "", ""),
    (K.SUCCEEDED, "", ""),
    (K.LEFT, "Load", ""),
)


def test_a_retried_state_succeeded_and_shows_its_last_error() -> None:
    for linked in (True, False):
        (visit,) = history(*TRIED_TWICE, linked=linked).states
        assert (visit.status, visit.error, visit.seconds) == ("SUCCEEDED", "Retryable", 5)


def test_every_attempt_is_paid_for() -> None:
    billable = history((K.ENTERED, "Choose", ""), (K.LEFT, "Choose", ""), *TRIED_TWICE).billable
    assert (billable.lambda_invocations, billable.state_transitions) == (2, 3)


def test_a_state_that_failed_and_was_left_was_caught() -> None:
    lines = ((K.ENTERED_TASK, "Tell", ""), (K.ATTEMPTED, "", ""), (K.FAILED, "", "Refused"), (K.LEFT, "Tell", ""))
    assert history(*lines).states[0].status == "CAUGHT"


def test_a_state_never_left_failed_stopped_or_runs_with_its_execution() -> None:
    lines = ((K.ENTERED_TASK, "Wait", ""), (K.ATTEMPTED, "", ""))
    found = {status: history(*lines, status=status).states[0].status for status in ("FAILED", "ABORTED", "RUNNING")}
    assert found == {"FAILED": "FAILED", "ABORTED": "STOPPED", "RUNNING": "RUNNING"}


def test_errors_of_parallel_branches_belong_to_their_own_states() -> None:
    """Lines of two branches alternate; each names the one it follows."""
    entered = [
        HistoryEvent(number=1, follows=0, kind=K.ENTERED, at=NOW, state="Gather"),
        HistoryEvent(number=2, follows=1, kind=K.ENTERED_TASK, at=NOW, state="Budget"),
        HistoryEvent(number=3, follows=1, kind=K.ENTERED_TASK, at=NOW, state="History"),
        HistoryEvent(number=4, follows=2, kind=K.FAILED, at=NOW, error="States.Timeout"),
        HistoryEvent(number=5, follows=3, kind=K.SUCCEEDED, at=NOW),
        HistoryEvent(number=6, follows=4, kind=K.LEFT, at=NOW, state="Budget"),
        HistoryEvent(number=7, follows=5, kind=K.LEFT, at=NOW, state="History"),
        HistoryEvent(number=8, follows=7, kind=K.LEFT, at=NOW, state="Gather"),
    ]
    states = {state.name: state for state in execution_of("arn", WorkflowStatus.SUCCEEDED, entered).states}
    assert (states["Budget"].status, states["Budget"].error) == ("CAUGHT", "States.Timeout")
    assert (states["History"].status, states["History"].error) == ("SUCCEEDED", "")
    assert (states["Gather"].status, states["Gather"].error) == ("SUCCEEDED", "")


def test_where_branches_are_not_recorded_their_errors_do_not_fail_the_parallel_state() -> None:
    lines = ((K.ENTERED, "Gather", ""), (K.ATTEMPTED, "", ""), (K.FAILED, "", "States.Timeout"), (K.LEFT, "Gather", ""))
    (visit,) = history(*lines, linked=False).states
    assert (visit.status, visit.error) == ("SUCCEEDED", "")
