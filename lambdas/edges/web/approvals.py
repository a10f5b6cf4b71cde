"""The review queue: what may be seen, filtered, and decided on its cards, one by one or many."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.approvals.queue import QueueFilter
from lambdas.approvals.wiring import decisions, policies
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.pending_action import (
    ActionStatus,
    PendingAction,
    Reviewer,
    decision_blocking_reason,
    has_approved,
)
from lambdas.domain.actions.types import label_of
from lambdas.domain.actions.words import RISKS, Names, named, people_in, title_of
from lambdas.domain.kernel.model import Model
from lambdas.edges.commands import approvals as commands
from lambdas.edges.commands.names import names_of
from lambdas.edges.web.approval_view import ActionCard, action_card
from lambdas.edges.web.decision_form import word_of
from lambdas.edges.web.oversight import team_name
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import digest, live, page
from lambdas.errors import AmoError, Refused

MAX_SHOWN = 50
PICK = "pick-"
ALL = "all"
STATUSES = {
    ActionStatus.PENDING: "To decide",
    ActionStatus.APPROVED: "Approved",
    ActionStatus.REJECTED: "Rejected",
    ActionStatus.EXPIRED: "Expired",
}
Choices = tuple[tuple[str, str], ...]
"""Of a filter: what is sent, and what is read."""


class Filters(Model):
    """``person`` is whom it is for, by id; empty means all."""

    status: str
    risk: str = ""
    action_type: str = ""
    team: str = ""
    person: str = ""

    @property
    def is_any(self) -> bool:
        """Something is left out of what waits."""
        return bool(self.risk or self.action_type or self.team or self.person)

    @property
    def query(self) -> str:
        """As the page's address says them."""
        named = {"status": self.status, "risk": self.risk, "type": self.action_type, "team": self.team}
        return urlencode({name: value for name, value in {**named, "for": self.person}.items() if value})


class CardGroup(Model):
    """``heading`` says for whom, where the reader reviews for somebody; empty where it is theirs and their team's."""

    key: str
    heading: str
    cards: tuple[ActionCard, ...]


class QueueView(Model):
    """``is_lent``: nothing counts as the reader's word before they confirm that the session is theirs."""

    groups: tuple[CardGroup, ...]
    filters: Filters
    statuses: Choices
    risks: Choices
    types: Choices
    teams: Choices
    people: Choices
    waiting: int
    deciding: int
    hidden: int
    is_lent: bool


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


def decide_many(request: PageRequest) -> Response[str]:
    """A result per item (fault 99); each decision is on what was shown of it (fault 96)."""
    seen = {name.removeprefix(PICK): value for name, value in request.fields.items() if name.startswith(PICK)}
    if not seen:
        raise Refused("Choose at least one action first.")
    outcomes = commands.decide_in_bulk(request.user_id, tuple(seen), word_of(request), seen)
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
    who = policies().require_reviewer(request.user_id)
    found = sorted((action for action in everything if _fits(action, filters)), key=partial(_order, who))
    shown = _with_words(found[:MAX_SHOWN], who)
    names = names_of(people_in(shown) | {action.on_behalf_of for action in everything}, request.user_id)
    groups = _groups(shown, who, names, request)
    return QueueView(
        groups=groups,
        filters=filters,
        statuses=(*((status.value, label) for status, label in STATUSES.items()), (ALL, "Everything")),
        risks=tuple((risk.value, label) for risk, label in RISKS.items()),
        types=tuple(sorted({(a.action_type, label_of(a.action_type)) for a in everything})),
        teams=_choices((a.team_id, team_name(a.team_id, names)) for a in everything),
        people=_choices((a.on_behalf_of, f"For {named(a.on_behalf_of, names)}") for a in everything),
        waiting=sum(action.status is ActionStatus.PENDING for action in everything),
        deciding=sum(card.decides_here for group in groups for card in group.cards),
        hidden=len(found) - len(shown),
        is_lent=bool(request.lender),
    )


def _groups(shown: Sequence[PendingAction], who: Reviewer, names: Names, request: PageRequest) -> tuple[CardGroup, ...]:
    user = wiring.users().get(request.user_id)
    self_approval, can_confirm = policies().config().self_approval, _confirming(request.user_id)
    return tuple(
        CardGroup(
            key=f"for-{owner}" if owner else "team",
            heading=f"For {named(owner, names)}" if owner else "",
            cards=tuple(
                _card(one, not decision_blocking_reason(one, who, self_approval), can_confirm, names, user, request.now)
                for one in actions
            ),
        )
        for owner, actions in groupby(shown, partial(_reviewed_for, who))
    )


def _card(
    action: PendingAction,
    is_theirs: bool,
    can_confirm: Callable[[PendingAction], bool],
    names: Names,
    user: User,
    now: datetime,
) -> ActionCard:
    """Asks who may decide only while it can be decided."""
    if action.status is not ActionStatus.PENDING:
        return action_card(action, names, user.timezone, now, can_decide=False)
    is_counted = has_approved(action, user.user_id)
    return action_card(
        action,
        names,
        user.timezone,
        now,
        can_decide=is_theirs and not is_counted,
        can_confirm=not is_theirs and can_confirm(action),
        has_approved=is_counted,
    )


def _confirming(user_id: str) -> Callable[[PendingAction], bool]:
    """Says whether they may confirm it themselves: once for all on the same terms."""
    known: dict[tuple[object, ...], bool] = {}
    on = policies().read_once()

    def may_confirm(action: PendingAction) -> bool:
        terms = (action.team_id, action.on_behalf_of, action.requested_by, action.risk, action.approvers)
        if terms not in known:
            known[terms] = on.may_confirm_alone(action, user_id)
        return known[terms]

    return may_confirm


def _with_words(shown: Sequence[PendingAction], who: Reviewer) -> list[PendingAction]:
    """Those that may be decided on their card are read whole; of any other a list's summary is enough."""
    wanted = [one for one in shown if one.status is ActionStatus.PENDING and not decision_blocking_reason(one, who)]
    whole = {action.action_id: action for action in commands.read_whole(wanted)}
    return [whole.get(action.action_id, action) for action in shown]


def _order(who: Reviewer, action: PendingAction) -> tuple[str, bool, int, Any]:
    """The reader's own and their team's first, then those of each person they review for."""
    is_over = action.status is not ActionStatus.PENDING
    return _reviewed_for(who, action), is_over, -action.risk.rank, action.deadline


def _reviewed_for(who: Reviewer, action: PendingAction) -> str:
    return action.on_behalf_of if action.on_behalf_of in who.reviews_for else ""


def _fits(action: PendingAction, filters: Filters) -> bool:
    return (
        filters.action_type in ("", action.action_type)
        and filters.team in ("", action.team_id)
        and filters.person in ("", action.on_behalf_of)
    )


def _choices(found: Iterable[tuple[str, str]]) -> Choices:
    """Sorted as they read; nothing to choose where all are the same."""
    choices = sorted(set(found), key=lambda choice: choice[1].lower())
    return tuple(choices) if len(choices) > 1 else ()


def _filters(request: PageRequest) -> Filters:
    """Reads the filters from an address; a value that is no choice of ours counts as none."""
    status, risk = request.query.get("status", ""), request.query.get("risk", "")
    return Filters(
        status=status if status in {*ActionStatus, ALL} else ActionStatus.PENDING.value,
        risk=risk if risk in set(Risk) else "",
        action_type=request.query.get("type", "")[:40],
        team=request.query.get("team", "")[:80],
        person=request.query.get("for", "")[:80],
    )


def _title(request: PageRequest, action_id: str) -> str:
    """Empty for what is not theirs to see."""
    try:
        action = decisions().look_at(action_id, request.user_id, wiring.now())
        return title_of(action, names_of([action.on_behalf_of], request.user_id))
    except AmoError:
        return ""
