"""Deciding in Slack: approve, reject with a reason, change the words first, ask, see all. The rules are the page's own.

What stands on a card may be old: every button carries the action's id and what of it was shown, and a decision on
anything else is refused (fault 96). Nothing here knows who may decide: the feature does (faults 57, 93).
"""

from collections.abc import Callable, Mapping
from typing import Any

from lambdas import wiring
from lambdas.approvals.alerting import asking
from lambdas.approvals.deciding import Word
from lambdas.approvals.listing import to_decide_by
from lambdas.channels.slack_api import SlackRefused
from lambdas.channels.slack_approvals import TYPED, edit_view, question_view, queue, reason_view
from lambdas.channels.slack_blocks import HASH_SHOWN, Block, posts
from lambdas.domain.approvals import PendingAction
from lambdas.domain.slack import CHANNEL
from lambdas.edges import approval_commands as commands
from lambdas.edges.slack_visitor import Visitor
from lambdas.errors import Conflict, Refused

Fields = Mapping[str, Any]

TRIGGER_IS_OVER = frozenset({"expired_trigger_id", "trigger_expired", "trigger_exchanged", "invalid_trigger_id"})
AGAIN = "That took longer than Slack waits. Press once more, or do it on the page: {}"
TOO_LONG = "This text is too long for Slack. Change it on the page: {}"
NOT_EDITABLE = "This can be approved or rejected, not changed."
STALE = "This is not what you were shown; here is how it reads now."


def approve(visitor: Visitor, action: Fields, anchor: str) -> None:
    shown = _shown(visitor, str(action["value"]), anchor)
    word = Word(verdict="approve", channel=CHANNEL, payload_hash=shown.payload_hash)
    decided = commands.decide(visitor.user_id, shown.action_id, word)
    if decided.status.value == "pending":
        visitor.say("Your approval counts; somebody else's is needed as well.", anchor)


def reject(visitor: Visitor, action: Fields, anchor: str) -> None:
    value = str(action["value"])
    _open(visitor, action, reason_view(_shown(visitor, value, anchor), value), anchor)


def ask(visitor: Visitor, action: Fields, anchor: str) -> None:
    value = str(action["value"])
    _open(visitor, action, question_view(_shown(visitor, value, anchor), value), anchor)


def edit(visitor: Visitor, action: Fields, anchor: str) -> None:
    value = str(action["value"])
    shown = _shown(visitor, value, anchor)
    if problem := commands.why_not(visitor.user_id, shown):
        raise Refused(problem)
    fields = commands.editable(shown)
    if not fields:
        raise Refused(NOT_EDITABLE)
    if view := edit_view(shown, value, fields):
        _open(visitor, action, view, anchor)
    else:
        visitor.say(TOO_LONG.format(_address(shown)), anchor)


def show(visitor: Visitor, action: Fields, _anchor: str) -> None:
    _card(visitor, commands.shown(visitor.user_id, str(action["value"])))


def submitted(visitor: Visitor, interaction: Fields) -> None:
    """A view was sent: what was typed, on the action its metadata names."""
    view = interaction.get("view") or {}
    handle = SUBMISSIONS.get(str(view.get("callback_id", "")))
    if handle is None:
        return
    values = (view.get("state") or {}).get("values") or {}
    typed = {name: str((block.get(TYPED) or {}).get("value") or "") for name, block in values.items()}
    handle(visitor, _shown(visitor, str(view.get("private_metadata", "")), ""), typed)


def list_waiting(visitor: Visitor, _rest: str) -> None:
    """``/amo approvals``."""
    user = wiring.users().get(visitor.user_id)
    waiting = to_decide_by(wiring.pending_actions(), commands.policies(), visitor.user_id, visitor.now)
    blocks = queue(sorted(waiting, key=lambda a: a.deadline), user.timezone, wiring.settings().public_url)
    visitor.show("What waits for your decision", list(blocks))


def _reject(visitor: Visitor, shown: PendingAction, typed: Mapping[str, str]) -> None:
    note = typed.get("note", "").strip()
    word = Word(verdict="reject", note=note, channel=CHANNEL, payload_hash=shown.payload_hash)
    commands.decide(visitor.user_id, shown.action_id, word)


def _edit(visitor: Visitor, shown: PendingAction, typed: Mapping[str, str]) -> None:
    _card(visitor, commands.edit(visitor.user_id, shown.action_id, typed, shown.payload_hash))


def _ask(visitor: Visitor, shown: PendingAction, typed: Mapping[str, str]) -> None:
    commands.ask(visitor.user_id, shown.action_id, typed.get("text", ""))
    visitor.say("Asked. The answer comes here.")


def _shown(visitor: Visitor, value: str, anchor: str) -> PendingAction:
    """The action a button names, as the person saw it. Raises NotFound, Conflict with the present words below."""
    action_id, _, seen = value.partition(":")
    action = commands.shown(visitor.user_id, action_id)
    if len(seen) != HASH_SHOWN or not action.payload_hash.startswith(seen):
        _card(visitor, action, anchor)
        raise Conflict(STALE)
    return action


def _card(visitor: Visitor, action: PendingAction, anchor: str = "") -> None:
    user = wiring.users().get(visitor.user_id)
    message = asking(action, user, visitor.now)
    for number, post in enumerate(posts(message, wiring.settings().public_url)):
        name = f"{message.message_id}/{number}" if number else message.message_id
        visitor.posting.post(visitor.link, name, post, anchor, None if number else message)


def _open(visitor: Visitor, action: Fields, view: Block, anchor: str) -> None:
    """Slack lets a view be opened for three seconds after the click; a cold start may take longer."""
    try:
        visitor.posting.api.call("views_open", trigger_id=str(action["trigger_id"]), view=view)
    except SlackRefused as problem:
        if problem.code not in TRIGGER_IS_OVER:
            raise
        visitor.say(AGAIN.format(f"{wiring.settings().public_url}/approvals"), anchor)


def _address(action: PendingAction) -> str:
    return f"{wiring.settings().public_url}/approvals/{action.action_id}"


CLICKS: Mapping[str, Callable[[Visitor, Fields, str], None]] = {
    "approve_action": approve,
    "reject_action": reject,
    "edit_action": edit,
    "ask_action": ask,
    "show_action": show,
}
SUBMISSIONS: Mapping[str, Callable[[Visitor, PendingAction, Mapping[str, str]], None]] = {
    "reject_action": _reject,
    "edit_action": _edit,
    "ask_action": _ask,
}
