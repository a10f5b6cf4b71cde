"""Views of actions, as the edges show them; shapes of contracts.md, with more beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from lambdas.domain.accounts.user import User
from lambdas.domain.actions.editable_fields import Editable
from lambdas.domain.actions.history import day_line, step_line, steps_of
from lambdas.domain.actions.kinds.base import FieldChange, Risk
from lambdas.domain.actions.pending_action import ActionLook, ActionStatus, ExecutionStatus, PendingAction, Remark, Vote
from lambdas.domain.actions.words import Names, named, title_of, who_asks
from lambdas.domain.kernel.local_time import date_and_time
from lambdas.domain.kernel.model import Instant, Model
from lambdas.edges.commands.views import view_of


class ActionView(Model):
    """``preview`` is rendered from the very bytes that are hashed and carried out, ``payload_hash`` is to be sent along
    with a decision on it. ``asks``, ``until`` and ``for_whom`` are for its reader: in names, on their clock, and who
    they review for, empty where it is their own or their team's.
    """

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
    payload_hash: str
    title: str
    asks: str
    until: str
    for_whom: str


class ActionDetails(ActionView):
    """``changes`` is the preview line by line; ``history`` and ``looked_at`` are told in names.

    ``earlier`` are the payloads it had before ``payload``: each row of the audit log holds the SHA-256 of one of them.

    ``blocking_reason`` says why the reader may not approve it, ``who_may`` who else may; ``may_confirm``: they asked
    for it, nobody else may, and they may confirm it by a second word.
    """

    changes: tuple[FieldChange, ...]
    undo: str
    reason: str
    payload: str
    earlier: tuple[str, ...]
    policy_version: str
    any_of: tuple[str, ...]
    all_of: tuple[str, ...]
    votes: tuple[Vote, ...]
    edited_by: str
    remarks: tuple[Remark, ...]
    editable: tuple[Editable, ...]
    escalated_at: Instant | None
    audited_as: str
    history: tuple[str, ...]
    looked_at: tuple[str, ...]
    blocking_reason: str
    may_confirm: bool
    who_may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ViewReader:
    """The person an action is told to, and what the people in it are called by them."""

    user: User
    names: Names


def action_view(action: PendingAction, reader: ViewReader) -> ActionView:
    return view_of(ActionView, action, action.execution, **_told_to(reader, action))


def action_details(
    action: PendingAction, reader: ViewReader, looks: Sequence[ActionLook], **granted: object
) -> ActionDetails:
    """``granted`` is what the policy says: what may be edited, and who may decide."""
    parts = (action, action.execution, action.preview, action.approvers)
    timezone, names = reader.user.timezone, reader.names
    told = {
        "history": tuple(step_line(step, timezone) for step in steps_of(action, names)),
        "looked_at": tuple(day_line(look.at, named(look.user_id, names), timezone) for look in looks),
    }
    return view_of(ActionDetails, *parts, **_told_to(reader, action), **told, **granted)


def _told_to(reader: ViewReader, action: PendingAction) -> dict[str, object]:
    is_reviewed_for = action.on_behalf_of in reader.user.reviews_for
    return {
        "title": title_of(action, reader.names),
        "asks": who_asks(action, reader.names),
        "until": date_and_time(action.deadline, reader.user.timezone),
        "for_whom": named(action.on_behalf_of, reader.names) if is_reviewed_for else "",
        "risk_level": action.risk,
        "execution": action.execution.status,
        "preview": action.preview.text,
        "expires_at": action.deadline,
    }
