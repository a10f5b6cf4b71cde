"""The dashboard's figures of each team, and of what worked day by day: counted from the actions alone."""

from datetime import timedelta
from typing import Any

from lambdas.domain.actions.figures import dashboard
from lambdas.domain.actions.pending_action import POLICY, ActionStatus, ExecutionState, ExecutionStatus, PendingAction
from tests.fakes.actions import a_pending
from tests.fakes.samples import NOW


def ended(number: int, status: ExecutionStatus, **changes: Any) -> PendingAction:
    at = NOW - timedelta(days=number)
    decided: dict[str, Any] = {"status": ActionStatus.APPROVED, "decided_by": "rea", "decided_at": at, "created_at": at}
    done = ExecutionState(status=status, finished_at=at)
    return a_pending(f"a{number:020d}", execution=done, team_id="sales", **(decided | changes))


def test_each_team_stands_in_it_also_where_nothing_was_done() -> None:
    actions = [ended(1, ExecutionStatus.DONE), ended(2, ExecutionStatus.DONE, decided_by=POLICY), a_pending()]
    sales, own, quiet = dashboard(actions, ["sales", "own-u1", "quiet"], 30, "UTC", NOW).team_figures
    assert (sales.actions, sales.automatic, sales.pending) == (2, 1, 0)
    assert sales.last_decided_at == NOW - timedelta(days=1)
    assert (own.actions, own.pending, own.last_decided_at) == (1, 1, None)
    assert (quiet.team_id, quiet.actions) == ("quiet", 0)


def test_what_worked_and_what_did_not_is_counted_by_day() -> None:
    ends = [ExecutionStatus.DONE, ExecutionStatus.FAILED, ExecutionStatus.UNKNOWN, ExecutionStatus.NONE]
    found = dashboard([ended(place, end) for place, end in enumerate(ends)], ["sales"], 7, "UTC", NOW)
    assert [(day.succeeded, day.failed) for day in found.timeline[-4:]] == [(0, 0), (0, 1), (0, 1), (1, 0)]
