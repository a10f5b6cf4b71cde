"""Views of actions, as the edges show them; shapes of contracts.md, with more beside them."""

from lambdas.domain.actions.editable_fields import Editable
from lambdas.domain.actions.kinds.base import FieldChange, Risk
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionStatus, PendingAction, Remark, Vote
from lambdas.domain.kernel.model import Instant, Model
from lambdas.edges.commands.views import view_of


class ActionView(Model):
    """``preview`` is rendered from the very bytes that are hashed and carried out."""

    action_id: str
    action_type: str
    risk_level: Risk
    status: ActionStatus
    execution: ExecutionStatus
    requested_by: str
    on_behalf_of: str
    team_id: str
    workspace_id: str
    automatic: bool
    preview: str
    created_at: Instant
    expires_at: Instant
    decided_by: str
    decided_at: Instant | None
    result: str
    error: str


class ActionDetails(ActionView):
    """``changes`` is the preview line by line; ``payload_hash`` is to be sent along with a decision on it."""

    title: str
    changes: tuple[FieldChange, ...]
    undo: str
    reason: str
    payload: str
    payload_hash: str
    policy_version: str
    any_of: tuple[str, ...]
    all_of: tuple[str, ...]
    votes: tuple[Vote, ...]
    edited_by: str
    remarks: tuple[Remark, ...]
    editable: tuple[Editable, ...]
    escalated_at: Instant | None
    audited_as: str


def action_view(action: PendingAction) -> ActionView:
    return view_of(ActionView, action, action.execution, **_worded_otherwise(action))


def action_details(action: PendingAction, editable: tuple[Editable, ...]) -> ActionDetails:
    parts = (action, action.execution, action.preview, action.approvers)
    return view_of(ActionDetails, *parts, **_worded_otherwise(action), editable=editable)


def _worded_otherwise(action: PendingAction) -> dict[str, object]:
    return {
        "risk_level": action.risk,
        "execution": action.execution.status,
        "preview": action.preview.text,
        "expires_at": action.deadline,
    }
