"""Views of actions, as the edges show them; shapes of contracts.md, with more beside them."""

from lambdas.domain.actions.editable_fields import Editable
from lambdas.domain.actions.kinds.base import FieldChange, Risk
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionStatus, PendingAction, Remark, Vote
from lambdas.domain.kernel.model import Instant, Model


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
    seen_by: tuple[str, ...]
    edited_by: str
    remarks: tuple[Remark, ...]
    editable: tuple[Editable, ...]
    escalated_at: Instant | None
    audited_as: str


def action_view(action: PendingAction) -> ActionView:
    return ActionView(**_summary(action))


def action_details(action: PendingAction, editable: tuple[Editable, ...]) -> ActionDetails:
    shown = action.preview
    return ActionDetails(
        **_summary(action),
        title=shown.title,
        changes=shown.changes,
        undo=shown.undo,
        reason=action.reason,
        payload=action.payload,
        payload_hash=action.payload_hash,
        policy_version=action.policy_version,
        any_of=action.approvers.any_of,
        all_of=action.approvers.all_of,
        votes=action.votes,
        seen_by=action.seen_by,
        edited_by=action.edited_by,
        remarks=action.remarks,
        editable=editable,
        escalated_at=action.escalated_at,
        audited_as=action.audited_as,
    )


def _summary(action: PendingAction) -> dict[str, object]:
    return {
        "action_id": action.action_id,
        "action_type": action.action_type,
        "risk_level": action.risk,
        "status": action.status,
        "execution": action.execution.status,
        "requested_by": action.requested_by,
        "on_behalf_of": action.on_behalf_of,
        "team_id": action.team_id,
        "workspace_id": action.workspace_id,
        "automatic": action.automatic,
        "preview": action.preview.text,
        "created_at": action.created_at,
        "expires_at": action.deadline,
        "decided_by": action.decided_by,
        "decided_at": action.decided_at,
        "result": action.execution.result,
        "error": action.execution.error,
    }
