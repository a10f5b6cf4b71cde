"""The review queue and one action of it: read, decide, decide many, edit, ask, undo."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.approvals.decide import Decision
from lambdas.approvals.edit import edit_action, fields_to_edit, remark
from lambdas.approvals.queue import QueueFilter
from lambdas.approvals.undo import request_undo
from lambdas.approvals.wiring import decisions, policies
from lambdas.domain.actions.editable_fields import Editable
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction, decision_blocking_reason
from lambdas.domain.actions.types import label_of
from lambdas.domain.actions.words import RISKS, YOU, Names, people_in, title_of
from lambdas.domain.kernel.model import Model
from lambdas.edges.commands import approvals as commands
from lambdas.edges.http.at_once import at_once
from lambdas.edges.web.approval_view import ActionCard, action_card, action_page
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import digest, live, page, see
from lambdas.errors import AmoError, Conflict, Refused

MAX_SHOWN = 50
PICK = "pick-"
FIELD = "field-"
ALL = "all"
STATUSES = {
    ActionStatus.PENDING: "To decide",
    ActionStatus.APPROVED: "Approved",
    ActionStatus.REJECTED: "Rejected",
    ActionStatus.EXPIRED: "Expired",
}
SAY_WHY = "Say in a few words why you reject it: whoever proposed it reads that."


class Filters(Model):
    status: str
    risk: str
    action_type: str


class QueueView(Model):
    cards: tuple[ActionCard, ...]
    filters: Filters
    statuses: tuple[tuple[str, str], ...]
    risks: tuple[tuple[str, str], ...]
    types: tuple[tuple[str, str], ...]
    waiting: int
    hidden: int


class BulkResultRow(Model):
    """The outcome of one item of a bulk decision, by its title."""

    action_id: str
    title: str
    ok: bool
    said: str


def show(request: PageRequest) -> Response[str]:
    return _queue_page(request)


def look_again(request: PageRequest) -> Response[str]:
    return live("approvals_body.html", _content(request), request)


def show_one(request: PageRequest, action_id: str) -> Response[str]:
    return _shown(request, _looked_at(request, action_id))


def decide(request: PageRequest, action_id: str) -> Response[str]:
    """Decides. A blocking reason is said on the action's own page, with the note still there."""
    verdict, note = request.fields.get("verdict", ""), request.fields.get("note", "").strip()
    action = _looked_at(request, action_id)
    is_own = action.requested_by == f"user:{request.user_id}"
    if verdict == "reject" and not note and not is_own:
        return _shown(request, action, SAY_WHY)
    word = _word(verdict, note, request.fields.get("payload_hash", ""))
    try:
        decided = decisions().process_approval(action_id, request.user_id, word, wiring.now())
    except (Conflict, Refused) as error:
        return _shown(request, _looked_at(request, action_id), str(error), note)
    return see(f"/approvals/{action_id}", "voted" if decided.status is ActionStatus.PENDING else decided.status.value)


def decide_many(request: PageRequest) -> Response[str]:
    """A result per item (fault 99); each decision is on what was shown of it (fault 96)."""
    seen = {name.removeprefix(PICK): value for name, value in request.fields.items() if name.startswith(PICK)}
    verdict, note = request.fields.get("verdict", ""), request.fields.get("note", "").strip()
    if not seen:
        raise Refused("Choose at least one action first.")
    if verdict == "reject" and not note:
        raise Refused(SAY_WHY)
    outcomes = commands.decide_in_bulk(request.user_id, tuple(seen), _word(verdict, note, ""), seen)
    titles = {outcome.action_id: _title(request, outcome.action_id) for outcome in outcomes}
    told = tuple(
        BulkResultRow(
            action_id=outcome.action_id if titles[outcome.action_id] else "",
            title=titles[outcome.action_id] or "An action that is not there",
            ok=outcome.ok,
            said=outcome.message or STATUSES[ActionStatus(outcome.status)],
        )
        for outcome in outcomes
    )
    return _queue_page(request, told)


def edit(request: PageRequest, action_id: str) -> Response[str]:
    changes = {name.removeprefix(FIELD): text for name, text in request.fields.items() if name.startswith(FIELD)}
    try:
        payload_hash = request.fields.get("payload_hash", "")
        edit_action(decisions(), action_id, request.user_id, changes, payload_hash, wiring.now())
    except (Conflict, Refused) as error:
        return _shown(request, _looked_at(request, action_id), str(error), changes=changes)
    return see(f"/approvals/{action_id}", "edited")


def ask(request: PageRequest, action_id: str) -> Response[str]:
    remark(decisions(), action_id, request.user_id, request.fields.get("text", ""), wiring.now())
    return see(f"/approvals/{action_id}#questions", "asked")


def undo(request: PageRequest, action_id: str) -> Response[str]:
    request_undo(decisions(), action_id, request.user_id, wiring.now())
    return see(f"/approvals/{action_id}", "undoing")


def names_of(user_ids: Iterable[str], reader_id: str) -> Names:
    """Returns how the reader calls these people, themselves included; whoever is gone is left out."""
    wanted, users = sorted(set(user_ids)), wiring.users()
    found = at_once(*(partial(users.find, user_id) for user_id in wanted))
    return {user.user_id: YOU if user.user_id == reader_id else user.shown_name for user in found if user}


def _queue_page(request: PageRequest, told: tuple[BulkResultRow, ...] = ()) -> Response[str]:
    return page("approvals.html", {**_content(request), "told": told}, request, section="approvals")


def _content(request: PageRequest) -> dict[str, Any]:
    view = _queue(request)
    return {"view": view, "digest": digest(view)}


def _queue(request: PageRequest) -> QueueView:
    filters = _filters(request)
    status = ActionStatus(filters.status) if filters.status != ALL else None
    risk = Risk(filters.risk) if filters.risk else None
    everything = commands.listed(request.user_id, QueueFilter(status=status, risk=risk, limit=1000))
    found = [action for action in everything if filters.action_type in ("", action.action_type)]
    found.sort(key=lambda action: (action.status is not ActionStatus.PENDING, -action.risk.rank, action.deadline))
    shown = found[:MAX_SHOWN]
    who = policies().require_reviewer(request.user_id)
    names, user = names_of(people_in(shown), request.user_id), wiring.users().get(request.user_id)
    self_approval = policies().of(user).self_approval
    return QueueView(
        cards=tuple(
            action_card(a, names, user.timezone, not decision_blocking_reason(a, who, self_approval), request.now)
            for a in shown
        ),
        filters=filters,
        statuses=(*((status.value, label) for status, label in STATUSES.items()), (ALL, "Everything")),
        risks=tuple((risk.value, label) for risk, label in RISKS.items()),
        types=tuple(sorted({(a.action_type, label_of(a.action_type)) for a in everything})),
        waiting=sum(action.status is ActionStatus.PENDING for action in everything),
        hidden=len(found) - len(shown),
    )


def _filters(request: PageRequest) -> Filters:
    """Reads the filters from an address; a value that is no choice of ours counts as none."""
    status, risk = request.query.get("status", ""), request.query.get("risk", "")
    return Filters(
        status=status if status in {*ActionStatus, ALL} else ActionStatus.PENDING.value,
        risk=risk if risk in set(Risk) else "",
        action_type=request.query.get("type", "")[:40],
    )


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
    reason = policies().blocking_reason(action, request.user_id, wiring.now())
    fields = _fields(action, changes or {})
    timezone = wiring.users().get(request.user_id).timezone
    names = names_of(people_in([action]), request.user_id)
    view = action_page(action, names, request.user_id, timezone, reason, fields, request.now)
    content = {"view": view, "problem": error, "note": note, "is_editing": bool(changes)}
    return page("approval.html", content, request, section="approvals")


def _fields(action: PendingAction, typed: dict[str, str]) -> list[Editable]:
    fields = fields_to_edit(decisions(), action)
    return [field.model_copy(update={"value": typed.get(field.name, field.value)}) for field in fields]


def _word(verdict: str, note: str, payload_hash: str) -> Decision:
    match verdict:
        case "approve" | "reject":
            return Decision(verdict=verdict, note=note[:2000], channel="web", payload_hash=payload_hash)
    raise Refused("The form could not be read; reload the page and try again.")


def _title(request: PageRequest, action_id: str) -> str:
    """Empty for what is not theirs to see."""
    try:
        action = _looked_at(request, action_id)
        return title_of(action, names_of([action.on_behalf_of], request.user_id))
    except AmoError:
        return ""
