"""The views Slack shows of deciding: those a note, other words or a question are typed into, and the queue. Pure.

Texts go in as people wrote them: what shows mrkdwn escapes it, once, and plain text needs no escape.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from lambdas.domain.actions.action import Action, read_payload
from lambdas.domain.actions.editable_fields import Editable, Input, time_of
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.actions.words import RISKS, YOU, Names, named, sentence, title_of, who_asks
from lambdas.domain.kernel.local_time import date_and_time
from lambdas.slack.blocks import Block, actions, button, link, plain, said, section, titled
from lambdas.slack.button_values import ActionButton
from lambdas.slack.modals import MAX_INPUT, NOTHING_TYPED, date_input, input_block, modal, text_input
from lambdas.slack.text import literal, size

MAX_REASON = 2_000
MAX_QUESTION = 500
MAX_LISTED = 9
"""Each takes four blocks and perhaps a heading; Slack takes fifty."""
MAX_ROW, MAX_ROW_LINES = 1_200, 12
"""As much of an action as a row of the list shows; what is longer is opened as a card."""
MORE = "There is more; show it to decide."
CONFIRMS = "You asked for this yourself. The log will say that you confirmed it alone."
NOTHING_WAITS = "Nothing waits for your decision."
REJECT, ASK, EDIT = "reject_action", "ask_action", "edit_action"
"""The forms, by the name they come back under."""
PRESS_AGAIN = {REJECT: "Reject again …", ASK: "Write again …", EDIT: "Change again …"}


def value_of(action: PendingAction) -> str:
    """The value of a button on the action as it reads now."""
    return str(ActionButton.of(action.action_id, action.payload_hash))


def reason_view(action: PendingAction, names: Names, typed: Mapping[str, str] = NOTHING_TYPED) -> Block:
    field = text_input("note", "Why not? If you want to say", typed.get("note", ""), MAX_REASON, is_needed=False)
    return _view(REJECT, "Reject", "Reject", action, [*_about(action, names), field])


def question_view(action: PendingAction, names: Names, typed: Mapping[str, str] = NOTHING_TYPED) -> Block:
    """Shows the question to whoever answers one."""
    asked = [one for one in action.remarks[-1:] if named(one.by, names) != YOU]
    label = "Your answer" if asked else "What do you want to know?"
    field = text_input("text", label, typed.get("text", ""), MAX_QUESTION, is_needed=True)
    lines = [said(f"{sentence(named(one.by, names))}: {one.text}") for one in asked]
    return _view(ASK, "Answer" if asked else "Ask", "Send", action, [*_about(action, names), *lines, field])


def edit_view(action: PendingAction, names: Names, fields: Sequence[Editable]) -> Block | None:
    """None where a text is longer than Slack lets anybody type: the page takes it."""
    if any(size(field.value) > MAX_INPUT for field in fields):
        return None
    asked = read_payload(action.payload)
    inputs = [_editable_field(asked, field) for field in fields]
    return _view(EDIT, "Change first", "Save", action, [*_about(action, names), *inputs])


def refused(problem: str, callback_id: str, action_id: str) -> tuple[Block, ...]:
    """Says what was wrong, and offers the form again with what was typed."""
    again = button("again_action", PRESS_AGAIN[callback_id], action_id, "primary")
    return section(literal(problem)), actions(f"again-{action_id}", [again])


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """An action its reader asked for themselves: it waits for one of ``who_may``, or for their own second word."""

    action: PendingAction
    can_confirm: bool
    who_may: str


@dataclass(frozen=True, slots=True)
class SlackQueue:
    """Everything that waits for its reader, the nearest to its end first, and what they asked for themselves."""

    waiting: Sequence[PendingAction]
    own: Sequence[OwnRequest]
    reviews_for: frozenset[str]
    names: Names
    timezone: str


def queue(shown: SlackQueue, public_url: str) -> Iterator[Block]:
    """Their own and their team's first, then those of each person they review for, under their name."""
    if not shown.waiting:
        yield said(NOTHING_WAITS)
    listed = sorted(shown.waiting[:MAX_LISTED], key=lambda action: _reviewed_for(shown, action))
    for heading, group in groupby(listed, partial(_reviewed_for, shown)):
        if heading:
            yield said(f"For {heading}")
        for action in group:
            yield from _waiting_row(action, shown)
    for place, request in enumerate(shown.own[: MAX_LISTED - len(listed)]):
        if not place:
            yield said("What you asked for yourself")
        yield from _own_row(request, shown)
    yield actions("approvals-all", [link("see_all", "See all on the page", f"{public_url}/approvals")])


def confirmation(action: PendingAction, names: Names, timezone: str) -> Iterator[Block]:
    """The second step of whoever asked for it themselves and is alone: every line once more, and a button that asks."""
    until = f"{RISKS[action.risk]}, until {date_and_time(action.deadline, timezone)}."
    yield from titled(title_of(action, names), [until, *_lines(action), CONFIRMS])
    asks = {
        "title": plain("Confirm it yourself?"),
        "text": plain("Nobody else says yes to this. It is done as it stands here."),
        "confirm": plain("Confirm it"),
        "deny": plain("Not yet"),
    }
    own = button("confirm_own", "Confirm it", value_of(action), "primary")
    yield actions(f"confirms-{action.action_id}", [{**own, "confirm": asks}])


def _waiting_row(action: PendingAction, shown: SlackQueue) -> Iterator[Block]:
    """Decided where it stands if every line of it does (fault 96)."""
    names, lines = shown.names, _lines(action)
    until = f"{RISKS[action.risk]}, until {date_and_time(action.deadline, shown.timezone)}. {who_asks(action, names)}"
    is_whole = bool(action.payload) and len(lines) <= MAX_ROW_LINES and sum(map(len, lines)) <= MAX_ROW
    yield from titled(title_of(action, names), [until, *(lines if is_whole else [MORE])])
    show = button("show_action", "Show", action.action_id)
    decide = (
        button("approve_listed", "Approve", value_of(action), "primary"),
        button("reject_action", "Reject …", value_of(action), "danger"),
    )
    yield actions(f"waits-{action.action_id}", [*decide, show] if is_whole else [show])


def _own_row(request: OwnRequest, shown: SlackQueue) -> Iterator[Block]:
    action = request.action
    until = f"{RISKS[action.risk]}, until {date_and_time(action.deadline, shown.timezone)}. {request.who_may}"
    yield from titled(title_of(action, shown.names), [until.rstrip()])
    if request.can_confirm:
        own = button("confirm_action", "Confirm it myself …", value_of(action))
        yield actions(f"own-{action.action_id}", [own])


def _lines(action: PendingAction) -> list[str]:
    return [line for line in action.preview.text.splitlines()[1:] if line]


def _reviewed_for(shown: SlackQueue, action: PendingAction) -> str:
    return named(action.on_behalf_of, shown.names) if action.on_behalf_of in shown.reviews_for else ""


def _about(action: PendingAction, names: Names) -> Iterator[Block]:
    yield said(title_of(action, names))
    yield said(who_asks(action, names))


def _editable_field(action: Action, field: Editable) -> Block:
    """A date and a time are chosen, so that none can be written that is none."""
    name, label, is_needed = field.name, field.label, field.is_needed
    match field.kind:
        case Input.DATE:
            return date_input(name, label, field.value, is_needed=is_needed)
        case Input.TIME:
            moment = time_of(action, field.value)
            shown = {"initial_date_time": int(moment.timestamp())} if moment else {}
            return input_block(name, label, {"type": "datetimepicker", **shown}, is_needed=is_needed)
    is_long = field.kind is Input.TEXT
    return text_input(name, label, field.value, MAX_INPUT, is_long=is_long, is_needed=is_needed)


def _view(callback_id: str, title: str, submit: str, action: PendingAction, blocks: Sequence[Block]) -> Block:
    return modal(callback_id, title, submit, value_of(action), blocks)
