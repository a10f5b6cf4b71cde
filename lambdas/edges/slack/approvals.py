"""Deciding in Slack: approve, reject with a reason, change the words first, ask, see all. The rules are the page's own.

What stands on a card may be old: every button carries the action's id and what of it was shown, and a decision on
anything else is refused (fault 96). Nothing here knows who may decide: the feature does (faults 57, 93).
"""

from collections.abc import Callable, Mapping
from typing import Any

from lambdas import wiring
from lambdas.approvals.decide import Decision
from lambdas.approvals.messages import request_message
from lambdas.approvals.queue import to_decide_by
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.notifications.slack import CHANNEL
from lambdas.edges.commands import approvals as commands
from lambdas.edges.slack.context import SlackContext
from lambdas.errors import Conflict, Refused
from lambdas.slack.approval_views import TYPED, edit_view, question_view, queue, reason_view
from lambdas.slack.blocks import HASH_SHOWN, Block, posts
from lambdas.slack.client import SlackRefused

Fields = Mapping[str, Any]

TRIGGER_IS_OVER = frozenset({"expired_trigger_id", "trigger_expired", "trigger_exchanged", "invalid_trigger_id"})
AGAIN = "That took longer than Slack waits. Press once more, or do it on the page: {}"
TOO_LONG = "This text is too long for Slack. Change it on the page: {}"
NOT_EDITABLE = "This can be approved or rejected, not changed."
STALE = "This is not what you were shown; here is how it reads now."


def approve(context: SlackContext, action: Fields, anchor: str) -> None:
    shown = _shown(context, str(action["value"]), anchor)
    word = Decision(verdict="approve", channel=CHANNEL, payload_hash=shown.payload_hash)
    decided = commands.decide(context.user_id, shown.action_id, word)
    if decided.status.value == "pending":
        context.say("Your approval counts; somebody else's is needed as well.", anchor)


def reject(context: SlackContext, action: Fields, anchor: str) -> None:
    value = str(action["value"])
    _open(context, action, reason_view(_shown(context, value, anchor), value), anchor)


def ask(context: SlackContext, action: Fields, anchor: str) -> None:
    value = str(action["value"])
    _open(context, action, question_view(_shown(context, value, anchor), value), anchor)


def edit(context: SlackContext, action: Fields, anchor: str) -> None:
    value = str(action["value"])
    shown = _shown(context, value, anchor)
    if problem := commands.blocking_reason(context.user_id, shown):
        raise Refused(problem)
    fields = commands.editable(shown)
    if not fields:
        raise Refused(NOT_EDITABLE)
    if view := edit_view(shown, value, fields):
        _open(context, action, view, anchor)
    else:
        context.say(TOO_LONG.format(_address(shown)), anchor)


def show(context: SlackContext, action: Fields, _anchor: str) -> None:
    _card(context, commands.shown(context.user_id, str(action["value"])))


def submitted(context: SlackContext, interaction: Fields) -> None:
    """A view was sent: what was typed, on the action its metadata names."""
    view = interaction.get("view") or {}
    handle = SUBMISSIONS.get(str(view.get("callback_id", "")))
    if handle is None:
        return
    values = (view.get("state") or {}).get("values") or {}
    typed = {name: str((block.get(TYPED) or {}).get("value") or "") for name, block in values.items()}
    handle(context, _shown(context, str(view.get("private_metadata", "")), ""), typed)


def list_waiting(context: SlackContext, _rest: str) -> None:
    """``/amo approvals``."""
    user = wiring.users().get(context.user_id)
    waiting = to_decide_by(wiring.pending_actions(), commands.policies(), context.user_id, context.now)
    blocks = queue(sorted(waiting, key=lambda a: a.deadline), user.timezone, wiring.settings().public_url)
    context.show("What waits for your decision", list(blocks))


def _reject(context: SlackContext, shown: PendingAction, typed: Mapping[str, str]) -> None:
    note = typed.get("note", "").strip()
    word = Decision(verdict="reject", note=note, channel=CHANNEL, payload_hash=shown.payload_hash)
    commands.decide(context.user_id, shown.action_id, word)


def _edit(context: SlackContext, shown: PendingAction, typed: Mapping[str, str]) -> None:
    _card(context, commands.edit(context.user_id, shown.action_id, typed, shown.payload_hash))


def _ask(context: SlackContext, shown: PendingAction, typed: Mapping[str, str]) -> None:
    commands.ask(context.user_id, shown.action_id, typed.get("text", ""))
    context.say("Asked. The answer comes here.")


def _shown(context: SlackContext, value: str, anchor: str) -> PendingAction:
    """The action a button names, as the person saw it. Raises NotFound, Conflict with the present words below."""
    action_id, _, seen = value.partition(":")
    action = commands.shown(context.user_id, action_id)
    if len(seen) != HASH_SHOWN or not action.payload_hash.startswith(seen):
        _card(context, action, anchor)
        raise Conflict(STALE)
    return action


def _card(context: SlackContext, action: PendingAction, anchor: str = "") -> None:
    user = wiring.users().get(context.user_id)
    message = request_message(action, user, context.now)
    for number, post in enumerate(posts(message, wiring.settings().public_url)):
        name = f"{message.message_id}/{number}" if number else message.message_id
        context.posting.post(context.link, name, post, anchor, None if number else message)


def _open(context: SlackContext, action: Fields, view: Block, anchor: str) -> None:
    """Slack lets a view be opened for three seconds after the click; a cold start may take longer."""
    try:
        context.posting.api.call("views_open", trigger_id=str(action["trigger_id"]), view=view)
    except SlackRefused as error:
        if error.code not in TRIGGER_IS_OVER:
            raise
        context.say(AGAIN.format(f"{wiring.settings().public_url}/approvals"), anchor)


def _address(action: PendingAction) -> str:
    return f"{wiring.settings().public_url}/approvals/{action.action_id}"


CLICKS: Mapping[str, Callable[[SlackContext, Fields, str], None]] = {
    "approve_action": approve,
    "reject_action": reject,
    "edit_action": edit,
    "ask_action": ask,
    "show_action": show,
}
SUBMISSIONS: Mapping[str, Callable[[SlackContext, PendingAction, Mapping[str, str]], None]] = {
    "reject_action": _reject,
    "edit_action": _edit,
    "ask_action": _ask,
}
