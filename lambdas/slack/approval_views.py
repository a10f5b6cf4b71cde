"""The views Slack shows of deciding: those a reason, other words or a question are typed into, and the queue. Pure.

Texts go in as people wrote them: what shows mrkdwn escapes it, once, and plain text needs no escape.
"""

from collections.abc import Iterator, Mapping, Sequence

from lambdas.domain.actions.action import Action, read_payload
from lambdas.domain.actions.editable_fields import Editable, Input, time_of
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.actions.words import RISKS, YOU, Names, named, sentence, title_of, who_asks
from lambdas.domain.kernel.local_time import date_and_time
from lambdas.slack.blocks import Block, actions, button, link, said, section, titled
from lambdas.slack.button_values import ActionButton
from lambdas.slack.modals import MAX_INPUT, NOTHING_TYPED, date_input, input_block, modal, text_input
from lambdas.slack.text import literal, size

MAX_REASON = 2_000
MAX_QUESTION = 500
MAX_LISTED = 10
NOTHING_WAITS = "Nothing waits for your decision."
REJECT, ASK, EDIT = "reject_action", "ask_action", "edit_action"
"""The forms, by the name they come back under."""
PRESS_AGAIN = {REJECT: "Reject again …", ASK: "Write again …", EDIT: "Change again …"}


def value_of(action: PendingAction) -> str:
    """The value of a button on the action as it reads now."""
    return str(ActionButton.of(action.action_id, action.payload_hash))


def reason_view(action: PendingAction, names: Names, typed: Mapping[str, str] = NOTHING_TYPED) -> Block:
    field = text_input("note", "Why not?", typed.get("note", ""), MAX_REASON, is_needed=True)
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


def queue(waiting: Sequence[PendingAction], names: Names, timezone: str, public_url: str) -> Iterator[Block]:
    """The nearest to its end first; each is opened as a card of its own."""
    if not waiting:
        yield said(NOTHING_WAITS)
    for action in waiting[:MAX_LISTED]:
        until = f"{RISKS[action.risk]}, until {date_and_time(action.deadline, timezone)}. {who_asks(action, names)}"
        yield from titled(title_of(action, names), [until])
        yield actions(f"waits-{action.action_id}", [button("show_action", "Show", action.action_id)])
    yield actions("approvals-all", [link("see_all", "See all on the page", f"{public_url}/approvals")])


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
