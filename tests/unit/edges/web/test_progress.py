"""How far a preparation is, as its page says it."""

from datetime import timedelta

from lambdas.domain.preparation.executions import Billable, StateVisit, VisitStatus, WorkflowExecution, WorkflowStatus
from lambdas.edges.web.progress import progress_of
from tests.fakes.samples import NOW


def marks(*names: str) -> list[str]:
    visits = tuple(
        StateVisit(
            name=name,
            entered_at=NOW,
            left_at=NOW + timedelta(seconds=1),
            seconds=1,
            status=VisitStatus.SUCCEEDED,
        )
        for name in names
    )
    billable = Billable(state_transitions=1, lambda_invocations=1)
    execution = WorkflowExecution(execution="arn", status=WorkflowStatus.RUNNING, states=visits, billable=billable)
    return [step.mark for step in progress_of(execution, NOW).steps]


def test_what_has_not_been_reached_is_still_to_come() -> None:
    assert marks("LoadMeeting") == ["done", *["ahead"] * 7]
    assert marks("LoadMeeting", "GatherContext") == ["done", "done", *["ahead"] * 6]


def test_an_execution_that_goes_on_from_another_s_end_leaves_out_what_is_done() -> None:
    assert marks("LoadMeeting", "GenerateMaterials") == [*["done"] * 5, *["ahead"] * 3]
