"""Commands about actions for a signed-in user that take more than one call of the feature."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import JsonValue

from lambdas import wiring
from lambdas.approvals import queue
from lambdas.approvals import wiring as approvals
from lambdas.approvals.action_kinds import compose
from lambdas.approvals.audit import exported, latest_rows
from lambdas.approvals.decide import Decision
from lambdas.approvals.decide_many import BulkResult, process_in_bulk
from lambdas.approvals.propose import Proposal
from lambdas.approvals.queue import QueueFilter, get_pending_actions, own_dashboard
from lambdas.domain.actions.audit import AuditRow, Verdict
from lambdas.domain.actions.figures import Dashboard
from lambdas.domain.actions.kinds.base import Details
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.kinds.mail import Mail
from lambdas.domain.actions.kinds.remind_owner import RemindOwner
from lambdas.domain.actions.learned_rules import ProposedRule
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.kernel.local_time import zone
from lambdas.errors import NotFound

MAX_KEY = 180
"""Of what names the thing it is about; a longer one was made up."""


def propose(user_id: str, action_type: str, facts: Mapping[str, JsonValue], key: str) -> PendingAction:
    """Asked for by the user themselves, who therefore cannot approve it. The same ``key`` is the same action."""
    if len(key) > MAX_KEY:
        raise NotFound("There is nothing of that name.")
    proposal = Proposal(
        action_type=action_type,
        parameters=facts,
        on_behalf_of=user_id,
        requested_by=f"user:{user_id}",
        key=f"user-{key or wiring.new_id()}",
    )
    return approvals.proposals().queue_for_approval(proposal, wiring.now())


def remind_owner(user_id: str, item_id: str) -> PendingAction:
    """Asks to remind the owner of an action item: at most once a day. Raises Refused, NotFound."""
    return propose(user_id, RemindOwner.action_type, {"item_id": item_id}, f"remind-{item_id}-{_today(user_id)}")


def create_task_of(user_id: str, item_id: str, system: str = "") -> PendingAction:
    """Asks to make a task of an action item in a task system, the only one by default. Raises Refused, NotFound."""
    facts = {"item_id": item_id, "system": system}
    return propose(user_id, CreateTask.action_type, facts, f"task-{item_id}-{system}-{_today(user_id)}")


def preview(user_id: str, action_type: str, facts: Mapping[str, JsonValue]) -> Details:
    """Composes an action and proposes nothing. Raises Refused with the reason why there is none, NotFound."""
    return compose(approvals.lookups(), wiring.users().get(user_id), action_type, facts)


def waiting_mail(user_id: str, kind: type[Mail], meeting_id: str) -> PendingAction | None:
    return queue.waiting_mail(wiring.pending_actions(), user_id, kind, meeting_id, wiring.now())


def has_other_approver(user_id: str) -> bool:
    return approvals.policies().has_other_approver(user_id)


def listed(user_id: str, wanted: QueueFilter) -> list[PendingAction]:
    who = approvals.policies().require_reviewer(user_id)
    return get_pending_actions(wiring.pending_actions(), who, wanted, wiring.now())


def decide_in_bulk(
    user_id: str, action_ids: Sequence[str], word: Decision, seen: Mapping[str, str]
) -> list[BulkResult]:
    return process_in_bulk(approvals.decisions(), action_ids, user_id, word, wiring.now(), seen)


def audit(user_id: str, team_id: str, limit: int) -> list[AuditRow]:
    """Of the user's own team when none is named."""
    who = approvals.policies().require_reviewer(user_id)
    return latest_rows(wiring.audit_log(), team_id or who.team_id, who, limit)


def audit_export(user_id: str, team_id: str) -> list[dict[str, Any]]:
    return exported(wiring.audit_log(), team_id, approvals.policies().require_reviewer(user_id))


def audit_verification(user_id: str, team_id: str) -> Verdict:
    who = approvals.policies().require_reviewer(user_id)
    return approvals.audits().verify_team(team_id or who.team_id, who)


def accept(user_id: str, rule_id: str) -> ProposedRule:
    return approvals.autonomy_service().learner.accept_rule(wiring.users().get(user_id), rule_id, wiring.now())


def dashboard(user_id: str, days: int) -> Dashboard:
    return own_dashboard(wiring.pending_actions(), approvals.policies(), user_id, days, wiring.now())


def _today(user_id: str) -> date:
    return wiring.now().astimezone(zone(wiring.users().get(user_id).timezone)).date()
