"""The views Slack shows of deciding: those a reason, other words or a question are typed into, and the queue. Pure."""

from collections.abc import Iterator, Sequence

from lambdas.domain.actions.editable_fields import Editable, Input
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.kernel.local_time import clock
from lambdas.slack.blocks import Block, actions, button, link, plain, said, titled
from lambdas.slack.text import clipped, literal, size

MAX_INPUT = 3_000
MAX_REASON = 2_000
MAX_QUESTION = 500
MAX_LISTED = 10
TYPED = "typed"
NOTHING_WAITS = "Nothing waits for your decision."


def reason_view(action: PendingAction, value: str) -> Block:
    field = _field("note", "Why not?", "", MAX_REASON, is_long=True)
    return _view("reject_action", "Reject", "Reject", value, [*_about(action), field])


def question_view(action: PendingAction, value: str) -> Block:
    field = _field("text", "What do you want to know?", "", MAX_QUESTION, is_long=True)
    return _view("ask_action", "Ask", "Send", value, [*_about(action), field])


def edit_view(action: PendingAction, value: str, fields: Sequence[Editable]) -> Block | None:
    """None where a text is longer than Slack lets anybody type: the page takes it."""
    if any(size(field.value) > MAX_INPUT for field in fields):
        return None
    inputs = [_field(f.name, f.label, f.value, MAX_INPUT, is_long=f.kind is Input.TEXT) for f in fields]
    return _view("edit_action", "Change first", "Save", value, [*_about(action), *inputs])


def queue(waiting: Sequence[PendingAction], timezone: str, public_url: str) -> Iterator[Block]:
    """The nearest to its end first; each is opened as a card of its own."""
    if not waiting:
        yield said(NOTHING_WAITS)
    for action in waiting[:MAX_LISTED]:
        until = f"{action.risk.value.capitalize()} risk, until {clock(action.deadline, timezone)}"
        yield from titled(action.preview.title, [until])
        yield actions(f"waits-{action.action_id}", [button("show_action", "Show", action.action_id)])
    yield actions("approvals-all", [link("see_all", "See all on the page", f"{public_url}/approvals")])


def _about(action: PendingAction) -> Iterator[Block]:
    yield said(literal(action.preview.title))


def _field(name: str, label: str, value: str, max_length: int, *, is_long: bool) -> Block:
    """Empty is a value too, of what may be edited; a reason and a question are wanted."""
    element: Block = {"type": "plain_text_input", "action_id": TYPED, "multiline": is_long, "max_length": max_length}
    if value:
        element["initial_value"] = value
    is_wanted = name in ("note", "text")
    return {"type": "input", "block_id": name, "label": plain(label), "element": element, "optional": not is_wanted}


def _view(callback_id: str, title: str, submit: str, value: str, blocks: Sequence[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": value,
        "title": plain(clipped(title, 24)),
        "submit": plain(submit),
        "close": plain("Cancel"),
        "blocks": list(blocks),
    }
