"""The review queue's view of an action: who wants what, what will change, until when, and how it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lambdas.approvals.messages import fits_a_card
from lambdas.approvals.policies import DecisionRights
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.editable_fields import Editable
from lambdas.domain.actions.history import ENDS, StepTone, steps_of
from lambdas.domain.actions.kinds.base import FieldChange, Risk
from lambdas.domain.actions.kinds.mail import OUTSIDE
from lambdas.domain.actions.pending_action import ActionLook, ActionStatus, ExecutionStatus, PendingAction
from lambdas.domain.actions.words import (
    RISKS,
    YOU,
    Names,
    either_of,
    named,
    sentence,
    title_of,
    who_asks,
    who_may_approve,
)
from lambdas.domain.kernel.local_time import date_and_time
from lambdas.domain.kernel.model import Instant, Model
from lambdas.edges.web.states import State, Tone
from lambdas.edges.web.words import distance, listed

SHOWN_CHANGES, SHOWN_LINES = 2, 3
SHOWN_PEOPLE = 5
"""Of a list that is longer by more than one, the others are unfolded by a click."""
LISTS = frozenset({"To", OUTSIDE})
ROLES = {"reviewer": "a reviewer", "operator": "an operator"}
CARRIED = {
    ExecutionStatus.NONE: State(tone=Tone.MOVING, label="Approved, on its way"),
    ExecutionStatus.STARTED: State(tone=Tone.MOVING, label="Being done"),
    ExecutionStatus.DONE: State(tone=Tone.READY, label=ENDS[ExecutionStatus.DONE]),
    ExecutionStatus.UNDONE: State(tone=Tone.QUIET, label=ENDS[ExecutionStatus.UNDONE]),
    ExecutionStatus.FAILED: State(tone=Tone.FAILED, label=ENDS[ExecutionStatus.FAILED]),
    ExecutionStatus.REFUSED: State(tone=Tone.FAILED, label=ENDS[ExecutionStatus.REFUSED]),
    ExecutionStatus.UNKNOWN: State(tone=Tone.FAILED, label=ENDS[ExecutionStatus.UNKNOWN]),
}
TONES = {StepTone.PLAIN: Tone.QUIET, StepTone.GOOD: Tone.READY, StepTone.BAD: Tone.FAILED}


class RiskMark(Model):
    """By word, by colour and by the number of bars."""

    name: str
    label: str
    bars: int


class Diff(Model):
    """One thing that changes, line by line. ``is_warning``: whoever is outside; ``is_list``: people, not a text."""

    what: str
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    is_warning: bool = False
    is_list: bool = False

    @property
    def first(self) -> tuple[str, ...]:
        """Returns what is seen at once: a text whole, of many people the first."""
        is_long = self.is_list and len(self.added) > SHOWN_PEOPLE + 1
        return self.added[:SHOWN_PEOPLE] if is_long else self.added

    @property
    def others(self) -> tuple[str, ...]:
        return self.added[len(self.first) :]

    @property
    def brief(self) -> "Diff":
        """Its first lines, and how many more there are."""
        more = len(self.added) - SHOWN_LINES
        rest = (f"… and {more} more",) if more > 0 else ()
        return self.model_copy(update={"added": (*self.added[:SHOWN_LINES], *rest), "removed": self.removed[:1]})


class Countdown(Model):
    """``left`` of the time there was, in percent; ``until`` for the browser's own clock."""

    until: Instant
    clock: str
    spoken: str
    left: int


class ActionCard(Model):
    """``whole`` is every line, where ``diffs`` leave some out and a card can hold them.

    ``decides_here``: all that is decided stands on the card. ``can_confirm``: the reader asked for it, and may confirm
    that themselves as a step of its own. ``has_approved``: it waits for somebody else’s word beside the reader's.
    """

    action_id: str
    title: str
    risk: RiskMark
    state: State
    who: str
    when: str
    diffs: tuple[Diff, ...]
    whole: tuple[Diff, ...]
    countdown: Countdown | None
    payload_hash: str
    can_decide: bool
    decides_here: bool
    can_confirm: bool = False
    has_approved: bool = False


class Moment(Model):
    when: str
    what: str
    note: str = ""
    tone: Tone = Tone.QUIET


class ActionPage(Model):
    """``blocking_reason``: why this person cannot approve it. ``who_may``: who can. ``can_take_back``: they asked.

    ``approvers``: everybody who can, themselves included; empty once it is over. ``is_lent``: nothing counts as their
    word before they confirm that the session is theirs.
    """

    card: ActionCard
    diffs: tuple[Diff, ...]
    is_open: bool
    blocking_reason: str
    who_may: str
    is_lent: bool
    can_take_back: bool
    can_invite: bool
    can_undo: bool
    undo: str
    reason: str
    approvers: str
    fields: tuple[Editable, ...]
    remarks: tuple[Moment, ...]
    history: tuple[Moment, ...]
    looks: tuple[Moment, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class ActionReader:
    """The person who looks at an action, in a session that is lent or their own, and what is theirs to decide."""

    user: User
    names: Names
    rights: DecisionRights
    is_lent: bool
    looks: Sequence[ActionLook]


def risk_mark(risk: Risk) -> RiskMark:
    return RiskMark(name=risk.value, label=RISKS[risk], bars=risk.rank + 1)


def diffs_of(changes: Sequence[FieldChange]) -> tuple[Diff, ...]:
    return tuple(
        Diff(
            what=change.what,
            removed=_lines(change.before, change.what),
            added=_lines(change.after, change.what),
            is_warning=change.what == OUTSIDE,
            is_list=change.what in LISTS,
        )
        for change in changes
    )


def action_card(
    action: PendingAction,
    names: Names,
    timezone: str,
    now: datetime,
    *,
    can_decide: bool,
    can_confirm: bool = False,
    has_approved: bool = False,
) -> ActionCard:
    is_open = action.status is ActionStatus.PENDING and action.deadline > now
    diffs, is_whole = diffs_of(action.preview.changes), bool(action.payload) and fits_a_card(action)
    brief = tuple(diff.brief for diff in diffs[:SHOWN_CHANGES])
    return ActionCard(
        action_id=action.action_id,
        title=title_of(action, names),
        risk=risk_mark(action.risk),
        state=state_of(action, now),
        who=who_asks(action, names),
        when=date_and_time(action.decided_at or action.created_at, timezone),
        diffs=brief,
        whole=diffs if is_whole and brief != diffs else (),
        countdown=_countdown(action, timezone, now) if is_open else None,
        payload_hash=action.payload_hash,
        can_decide=is_open and can_decide,
        decides_here=is_open and can_decide and is_whole,
        can_confirm=is_open and can_confirm,
        has_approved=is_open and has_approved,
    )


def action_page(action: PendingAction, reader: ActionReader, fields: Sequence[Editable], now: datetime) -> ActionPage:
    names, timezone, rights = reader.names, reader.user.timezone, reader.rights
    card = action_card(
        action,
        names,
        timezone,
        now,
        can_decide=not rights.blocking_reason,
        can_confirm=rights.may_confirm,
        has_approved=rights.has_approved,
    )
    is_open, done, user_id = card.countdown is not None, action.execution, reader.user.user_id
    others, is_blocked = rights.others(user_id), bool(rights.blocking_reason) and not rights.may_confirm
    is_owner, is_own = user_id == action.on_behalf_of, f"user:{user_id}" == action.requested_by
    return ActionPage(
        card=card,
        diffs=diffs_of(action.preview.changes),
        is_open=is_open,
        blocking_reason=rights.blocking_reason,
        who_may=who_may_approve(others) if is_blocked else "",
        is_lent=reader.is_lent,
        can_take_back=is_open and is_own,
        can_invite=is_blocked and not others and reader.user.may_operate,
        can_undo=bool(done.status is ExecutionStatus.DONE and action.preview.undo and is_owner),
        undo=action.preview.undo,
        reason=action.reason,
        approvers=_approvers(action, reader) if is_open else "",
        fields=tuple(fields) if card.can_decide or card.has_approved else (),
        remarks=tuple(_moment(said.at, said.by, reader, said.text) for said in action.remarks),
        history=tuple(
            Moment(when=date_and_time(step.at, timezone), what=step.what, note=step.note, tone=TONES[step.tone])
            for step in steps_of(action, names)
        ),
        looks=tuple(_moment(look.at, look.user_id, reader) for look in reader.looks),
        outcome=done.result or done.error or action.note,
    )


def _moment(at: datetime, user_id: str, reader: ActionReader, note: str = "") -> Moment:
    when = date_and_time(at, reader.user.timezone)
    return Moment(when=when, what=sentence(named(user_id, reader.names)), note=note)


def state_of(action: PendingAction, now: datetime) -> State:
    match action.status:
        case ActionStatus.PENDING:
            is_over = action.deadline <= now
            return State(tone=Tone.QUIET if is_over else Tone.ASKING, label="Expired" if is_over else "To decide")
        case ActionStatus.REJECTED:
            return State(tone=Tone.QUIET, label="Rejected")
        case ActionStatus.EXPIRED:
            return State(tone=Tone.QUIET, label="Expired")
    return CARRIED[action.execution.status]


def _lines(text: str, what: str) -> tuple[str, ...]:
    return tuple(text.split(", ") if what in LISTS else text.splitlines()) if text else ()


def _countdown(action: PendingAction, timezone: str, now: datetime) -> Countdown:
    whole, left = action.deadline - action.created_at, action.deadline - now
    return Countdown(
        until=action.deadline,
        clock=date_and_time(action.deadline, timezone),
        spoken=f"{distance(left)} left" if left.total_seconds() >= 60 else "less than a minute left",
        left=max(1, min(100, round(100 * left / whole))) if whole else 1,
    )


def _approvers(action: PendingAction, reader: ActionReader) -> str:
    """In names, and whose approvals it takes where one is not enough."""
    if reader.rights.may_confirm:
        return "You, by a second word of your own"
    people = [YOU if user.user_id == reader.user.user_id else user.shown_name for user in reader.rights.approvers]
    if not reader.rights.blocking_reason and YOU not in people:  # in an emergency
        people = [YOU, *people]
    return sentence(either_of(people)) + _all_of(action, reader.names) if people else "Nobody else yet"


def _all_of(action: PendingAction, names: Names) -> str:
    def spoken(entry: str) -> str:
        person = action.on_behalf_of if entry == "owner" else entry.removeprefix("user:")
        return ROLES.get(entry) or named(person, names)

    needed = [spoken(entry) for entry in action.approvers.all_of]
    any_of = [spoken(entry) for entry in action.approvers.any_of] if needed else []
    return f"; it takes {listed([*needed, *filter(None, [' or '.join(any_of)])])}" if needed else ""
