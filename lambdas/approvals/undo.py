"""Takes back what was done, at the request of the person it was done for."""

from datetime import datetime

from lambdas.approvals.decide import Decisions
from lambdas.domain.actions.pending_action import ExecutionStatus, PendingAction
from lambdas.errors import Forbidden, Refused


def request_undo(on: Decisions, action_id: str, user_id: str, now: datetime) -> PendingAction:
    """Asks for it to be taken back; whether that worked shows in the action. Raises Forbidden, Refused."""
    action = on.look_at(action_id, user_id, now)
    if action.on_behalf_of != user_id:
        raise Forbidden("Only the person it was done for may undo it.")
    if action.execution.status is not ExecutionStatus.DONE or not action.preview.undo:
        raise Refused("This cannot be undone.")
    on.dispatcher.approved.send([{"action_id": action_id, "undone_by": user_id}])
    return action
