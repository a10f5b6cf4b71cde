"""Approvals, the audit log, and how far AMO may act (ACT-5, ACT-9)."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import Field, JsonValue, model_validator

from lambdas import wiring
from lambdas.approvals import edit
from lambdas.approvals.autonomy import AutonomyOverview
from lambdas.approvals.decide import Decision
from lambdas.approvals.decide_many import BulkResult
from lambdas.approvals.queue import QueueFilter
from lambdas.approvals.undo import request_undo
from lambdas.approvals.wiring import action_suggestions, agenda_sharing, autonomy_service, decisions, policies
from lambdas.domain.actions.action import ACTION_ID
from lambdas.domain.actions.audit import Verdict
from lambdas.domain.actions.autonomy import Autonomy, Handling
from lambdas.domain.actions.emergency_access import EmergencyAccess
from lambdas.domain.actions.figures import Dashboard
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.learned_rules import ProposedRule
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction
from lambdas.domain.kernel.model import Model
from lambdas.edges.api.app import app, user
from lambdas.edges.commands import approvals as commands
from lambdas.edges.commands.approval_views import ActionDetails, ActionView
from lambdas.edges.commands.audit_views import AuditRowView, audit_view, told_rows
from lambdas.edges.commands.views import view_of
from lambdas.edges.http.requests import bearer

MAX_IN_BULK = 100
ActionId = Annotated[str, Path(pattern=f"^{ACTION_ID.pattern}$")]
TeamId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.@-]{1,80}$")]
RuleId = Annotated[str, Path(pattern=r"^r[0-9a-f]{12}$")]


class QueueRequest(Model):
    """``action_data`` names the meeting or the task; who it reaches and what it says AMO finds out itself.

    The same ``dedupe_key`` is the same action, however often it is sent.
    """

    action_type: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    action_data: dict[str, JsonValue] = Field(default_factory=dict)
    dedupe_key: str = Field(default="", max_length=100)


class DecisionRequest(Model):
    """``payload_hash``: of what was shown; a decision on anything else is refused.

    ``confirm_own``: the second step of whoever asked for it themselves, where nobody else may approve it.
    """

    decision: Literal["approve", "reject"]
    note: str = Field(default="", max_length=2000)
    payload_hash: str = Field(max_length=64)
    confirm_own: bool = False


class BulkItem(Model):
    """One action as it was shown; anything wrong with it is the result of this item alone."""

    action_id: str = ""
    payload_hash: str = ""


class BulkRequest(Model):
    """``items`` name each action and the ``payload_hash`` of what was shown of it."""

    items: list[BulkItem] = Field(min_length=1, max_length=MAX_IN_BULK)
    decision: Literal["approve", "reject"]
    note: str = Field(default="", max_length=2000)

    @model_validator(mode="before")
    @classmethod
    def _says_what_was_seen(cls, values: Any) -> Any:
        if isinstance(values, dict) and "action_ids" in values:
            raise ValueError("send items, each with action_id and the payload_hash you were shown, for action_ids")
        return values


class EditRequest(Model):
    """``changes``: new values by name, of the fields that ``editable`` of the action lists."""

    changes: dict[str, str] = Field(min_length=1, max_length=10)
    payload_hash: str = Field(max_length=64)


class RemarkRequest(Model):
    text: str = Field(min_length=1, max_length=500)


class LevelChange(Model):
    """``seen_decisions``: what the shadow score of that level rests on, as GET /api/autonomy shows it."""

    level: Autonomy
    seen_decisions: int | None = None


class HandlingChange(Model):
    """Replaces all of the user's own exceptions."""

    types: dict[str, Handling]


class Emergency(Model):
    reason: str = Field(max_length=500)
    minutes: int | None = Field(default=None, ge=1, le=60)


class Habits(Model):
    """The user's choice of what AMO proposes after each preparation, and when the daily digest is to come."""

    share_with_attendees: bool | None = None
    digest_hour: int | None = Field(default=None, ge=0, le=23)
    proposes: list[Annotated[str, Field(max_length=40)]] | None = Field(default=None, max_length=10)
    """All that AMO is to propose by itself: of block_time, remind_attendees, decline_meeting."""


def queue_action(body: QueueRequest) -> ActionDetails:
    return _details(commands.propose(user(), body.action_type, body.action_data, body.dedupe_key))


def list_actions(
    status: ActionStatus | None = None,
    risk: Risk | None = None,
    team: Annotated[str, Query(max_length=80)] = "",
    type: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> list[ActionView]:
    wanted = QueueFilter(status=status, risk=risk, team_id=team, action_type=type, limit=limit)
    return commands.views(user(), commands.listed(user(), wanted))


def get_action(action_id: ActionId) -> ActionDetails:
    """That you looked at it is kept beside it, once; nothing of it changes."""
    return _details(decisions().look_at(action_id, user(), wiring.now()))


def decide_action(action_id: ActionId, body: DecisionRequest) -> ActionDetails:
    word = Decision(
        verdict=body.decision,
        note=body.note,
        payload_hash=body.payload_hash,
        channel=_channel(),
        confirm_own=body.confirm_own,
    )
    return _details(decisions().process_approval(action_id, user(), word, wiring.now()))


def decide_in_bulk(body: BulkRequest) -> list[BulkResult]:
    """One result per action, in their order: one that cannot be decided stops none of the others."""
    word = Decision(verdict=body.decision, note=body.note, channel=_channel())
    seen = {item.action_id: item.payload_hash for item in reversed(body.items)}  # of one named twice, the first counts
    return commands.decide_in_bulk(user(), [item.action_id for item in body.items], word, seen)


def edit_action(action_id: ActionId, body: EditRequest) -> ActionDetails:
    """Words it differently before it is decided; who had voted for the old words has to look again."""
    return _details(edit.edit_action(decisions(), action_id, user(), body.changes, body.payload_hash, wiring.now()))


def remark(action_id: ActionId, body: RemarkRequest) -> ActionDetails:
    """A question to whoever asked for it, or an answer; those it concerns are told."""
    return _details(edit.remark(decisions(), action_id, user(), body.text, wiring.now()))


def undo_action(action_id: ActionId) -> ActionDetails:
    """Asks for it to be taken back; look at the action again to see whether it was."""
    return _details(request_undo(decisions(), action_id, user(), wiring.now()))


def get_audit(limit: Annotated[int, Query(ge=1, le=1000)] = 200, names: bool = False) -> list[AuditRowView]:
    """Of your own team, newest first; each row as stored and, with ``names``, as the page tells it beside that."""
    return _audit("", limit, names)


def get_team_audit(
    team_id: TeamId, limit: Annotated[int, Query(ge=1, le=1000)] = 200, names: bool = False
) -> list[AuditRowView]:
    return _audit(team_id, limit, names)


def export_audit(team_id: TeamId) -> list[dict[str, Any]]:
    """Every row as stored, oldest first."""
    return commands.audit_export(user(), team_id)


def verify_audit(team_id: TeamId) -> Verdict:
    return commands.audit_verification(user(), team_id)


def get_autonomy() -> AutonomyOverview:
    return autonomy_service().autonomy_overview(user(), wiring.now())


def change_level(body: LevelChange) -> AutonomyOverview:
    return autonomy_service().choose_own_level(user(), body.level, body.seen_decisions, wiring.now())


def change_handling(body: HandlingChange) -> AutonomyOverview:
    return autonomy_service().choose_own_handling(user(), body.types, wiring.now())


def change_habits(body: Habits) -> Habits:
    if body.share_with_attendees is not None:
        agenda_sharing().share_agendas(user(), body.share_with_attendees)
    if body.proposes is not None:
        action_suggestions().choose(user(), body.proposes)
    changed = wiring.users().patch(user(), body.model_dump(include={"digest_hour"}, exclude_none=True))
    return Habits(
        share_with_attendees=changed.share_with_attendees,
        digest_hour=changed.digest_hour,
        proposes=sorted(changed.proposes),
    )


def accept_rule(rule_id: RuleId) -> ProposedRule:
    return commands.accept(user(), rule_id)


def declare_emergency(body: Emergency) -> EmergencyAccess:
    return autonomy_service().open_emergency_access(user(), body.reason, body.minutes, wiring.now())


def get_dashboard(days: Annotated[int, Query(ge=1, le=90)] = 30) -> Dashboard:
    return commands.dashboard(user(), days)


def _audit(team_id: str, limit: int, names: bool) -> list[AuditRowView]:
    rows = commands.audit(user(), team_id, limit)
    if not names:
        return [view_of(AuditRowView, row, who="", what="", about="", said="") for row in rows]
    return [audit_view(told) for told in told_rows(rows, policies().require_reviewer(user()))[0]]


def _details(action: PendingAction) -> ActionDetails:
    return commands.details(user(), action)


def _channel() -> str:
    return "terminal" if bearer(app.current_event.raw_event) else "web"
