"""One action of the queue: read, decide, confirm one's own where nobody else may, edit, ask, undo."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.approvals import wiring as approvals
from lambdas.approvals.decide import Decision
from lambdas.approvals.edit import edit_action, fields_to_edit, remark
from lambdas.approvals.policies import Policies
from lambdas.approvals.undo import request_undo
from lambdas.approvals.wiring import decisions
from lambdas.domain.accounts.logins import local_path
from lambdas.domain.actions.editable_fields import Editable
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction
from lambdas.domain.actions.words import people_in
from lambdas.edges.commands.names import names_of
from lambdas.edges.web.approval_view import ActionPage, ActionReader, action_page
from lambdas.edges.web.decision_form import CHANNEL, MAX_NOTE, word_of
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page, see
from lambdas.errors import Conflict, Refused

FIELD = "field-"
QUEUE = "/approvals"
NOT_SURE = "Tick the box first: nothing was confirmed."


def show_one(request: PageRequest, action_id: str) -> Response[str]:
    return _shown(request, _looked_at(request, action_id))


def decide(request: PageRequest, action_id: str) -> Response[str]:
    """Decides. A blocking reason is said on the action's own page, with the note still there."""
    return _decided(request, _looked_at(request, action_id), word_of(request))


def show_confirmation(request: PageRequest, action_id: str) -> Response[str]:
    """The second step of whoever asked for it themselves and is alone: the whole action once more."""
    return _confirmation(request, _looked_at(request, action_id))


def confirm(request: PageRequest, action_id: str) -> Response[str]:
    action = _looked_at(request, action_id)
    if request.fields.get("sure") != "yes":
        return _confirmation(request, action, NOT_SURE)
    word = Decision(
        verdict="approve",
        note=request.fields.get("note", "").strip()[:MAX_NOTE],
        channel=CHANNEL,
        payload_hash=request.fields.get("payload_hash", ""),
        confirm_own=True,
    )
    return _decided(request, action, word)


def edit(request: PageRequest, action_id: str) -> Response[str]:
    changes = {name.removeprefix(FIELD): text for name, text in request.fields.items() if name.startswith(FIELD)}
    try:
        payload_hash = request.fields.get("payload_hash", "")
        edit_action(decisions(), action_id, request.user_id, changes, payload_hash, wiring.now())
    except (Conflict, Refused) as error:
        return _shown(request, _looked_at(request, action_id), str(error), changes=changes)
    return see(f"{QUEUE}/{action_id}", "edited")


def ask(request: PageRequest, action_id: str) -> Response[str]:
    remark(decisions(), action_id, request.user_id, request.fields.get("text", ""), wiring.now())
    return see(f"{QUEUE}/{action_id}#questions", "asked")


def undo(request: PageRequest, action_id: str) -> Response[str]:
    request_undo(decisions(), action_id, request.user_id, wiring.now())
    return see(f"{QUEUE}/{action_id}", "undoing")


def _decided(request: PageRequest, action: PendingAction, word: Decision) -> Response[str]:
    """From a card of the queue back to the queue, else to the action."""
    try:
        decided = decisions().process_approval(action.action_id, request.user_id, word, wiring.now())
    except (Conflict, Refused) as error:
        return _shown(request, _looked_at(request, action.action_id), str(error), word.note)
    back = local_path(request.fields.get("back", ""))
    is_of_queue = back == QUEUE or back.startswith(f"{QUEUE}?")
    done = "voted" if decided.status is ActionStatus.PENDING else decided.status.value
    return see(back if is_of_queue else f"{QUEUE}/{action.action_id}", done)


def _looked_at(request: PageRequest, action_id: str) -> PendingAction:
    """Notes that this person has seen it. Raises NotFound for what is not theirs to see."""
    return decisions().look_at(action_id, request.user_id, wiring.now())


def _shown(
    request: PageRequest,
    action: PendingAction,
    error: str = "",
    note: str = "",
    changes: dict[str, str] | None = None,
) -> Response[str]:
    policies = approvals.policies().read_once()
    view = _view(request, action, policies, _fields(policies, action, changes or {}))
    content: dict[str, Any] = {"view": view, "problem": error, "note": note, "is_editing": bool(changes)}
    return page("approval.html", content, request, section="approvals")


def _confirmation(request: PageRequest, action: PendingAction, problem: str = "") -> Response[str]:
    """The action itself, which says why, where it is no longer theirs to confirm."""
    view = _view(request, action, approvals.policies().read_once(), [])
    if view.is_lent or not view.card.can_confirm:
        return _shown(request, action)
    return page("approval_confirm.html", {"view": view, "problem": problem}, request, section="approvals")


def _view(request: PageRequest, action: PendingAction, policies: Policies, fields: list[Editable]) -> ActionPage:
    user_id, looks = request.user_id, decisions().looked_at(action.action_id)
    people = people_in([action]) | {look.user_id for look in looks}
    reader = ActionReader(
        user=policies.users.get(user_id),
        names=names_of(people, user_id, policies.users),
        rights=policies.rights_on(action, user_id, wiring.now()),
        is_lent=bool(request.lender),
        looks=looks,
    )
    return action_page(action, reader, fields, request.now)


def _fields(policies: Policies, action: PendingAction, typed: dict[str, str]) -> list[Editable]:
    fields = fields_to_edit(policies, action)
    return [field.model_copy(update={"value": typed.get(field.name, field.value)}) for field in fields]
