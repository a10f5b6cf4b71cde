"""Commands about actions for a signed-in user that take more than one call of the feature."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from pydantic import JsonValue

from lambdas import wiring
from lambdas.approvals import queue
from lambdas.approvals import wiring as approvals
from lambdas.approvals.action_kinds import compose
from lambdas.approvals.audit import exported, latest_rows
from lambdas.approvals.dashboard import own_dashboard
from lambdas.approvals.decide import Decision
from lambdas.approvals.decide_many import BulkResult, process_in_bulk
from lambdas.approvals.edit import fields_to_edit
from lambdas.approvals.propose import Proposal
from lambdas.approvals.queue import QueueFilter, get_pending_actions
from lambdas.domain.actions.audit import EVERY_ROW, AuditFilter, AuditRow, Verdict
from lambdas.domain.actions.figures import Dashboard
from lambdas.domain.actions.kinds.base import Details
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.kinds.mail import Mail
from lambdas.domain.actions.kinds.remind_owner import RemindOwner
from lambdas.domain.actions.learned_rules import ProposedRule
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.actions.words import people_in
from lambdas.domain.kernel.local_time import zone
from lambdas.edges.commands.approval_views import ActionDetails, ActionView, ViewReader, action_details, action_view
from lambdas.edges.commands.names import names_of
from lambdas.edges.http.at_once import at_once
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


def would_confirm_alone(user_id: str, details: Details) -> bool:
    return approvals.policies().would_confirm_alone(user_id, details.action_type, details.risk)


def listed(user_id: str, wanted: QueueFilter) -> list[PendingAction]:
    who = approvals.policies().require_reviewer(user_id)
    return get_pending_actions(wiring.pending_actions(), who, wanted, wiring.now())


def read_whole(actions: Sequence[PendingAction]) -> list[PendingAction]:
    """These as they are now, with every word: what is decided is drawn from the text that is hashed."""
    stored = wiring.pending_actions()
    found = at_once(*(partial(stored.find, action.action_id) for action in actions))
    return [action for action in found if action]


def views(user_id: str, actions: Sequence[PendingAction]) -> list[ActionView]:
    reader = ViewReader(wiring.users().get(user_id), names_of(people_in(actions), user_id))
    return [action_view(action, reader) for action in actions]


def details(user_id: str, action: PendingAction) -> ActionDetails:
    """With who may decide on it, and who looked at it."""
    policies, looks = approvals.policies().read_once(), approvals.decisions().looked_at(action.action_id)
    rights = policies.rights_on(action, user_id, wiring.now())
    people = people_in([action]) | {look.user_id for look in looks}
    return action_details(
        action,
        ViewReader(policies.users.get(user_id), names_of(people, user_id, policies.users)),
        looks,
        editable=fields_to_edit(policies, action),
        blocking_reason=rights.blocking_reason,
        may_confirm=rights.may_confirm,
        who_may=rights.others(user_id),
    )


def decide_in_bulk(
    user_id: str, action_ids: Sequence[str], word: Decision, seen: Mapping[str, str]
) -> list[BulkResult]:
    return process_in_bulk(approvals.decisions(), action_ids, user_id, word, wiring.now(), seen)


def audit(user_id: str, team_id: str, limit: int, wanted: AuditFilter = EVERY_ROW) -> list[AuditRow]:
    """Of the user's own team when none is named."""
    who = approvals.policies().require_reviewer(user_id)
    return latest_rows(wiring.audit_log(), team_id or who.team_id, who, limit, wanted)


def audit_export(user_id: str, team_id: str) -> list[dict[str, Any]]:
    return exported(wiring.audit_log(), team_id, approvals.policies().require_reviewer(user_id))


def audit_verification(user_id: str, team_id: str) -> Verdict:
    who = approvals.policies().require_reviewer(user_id)
    return approvals.audits().verify_team(team_id or who.team_id, who, wiring.now())


def accept(user_id: str, rule_id: str) -> ProposedRule:
    return approvals.autonomy_service().learner.accept_rule(wiring.users().get(user_id), rule_id, wiring.now())


def dashboard(user_id: str, days: int) -> Dashboard:
    return own_dashboard(wiring.pending_actions(), approvals.policies(), user_id, days, wiring.now())


def _today(user_id: str) -> date:
    return wiring.now().astimezone(zone(wiring.users().get(user_id).timezone)).date()
