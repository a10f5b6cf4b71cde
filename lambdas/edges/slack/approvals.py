"""Deciding in Slack: approve, reject with a reason, change the words first, ask, see all. The rules are the page's own.

What stands on a card may be old: every button carries the action's id and what of it was shown, and a decision on
anything else is refused (fault 96). Nothing here knows who may decide: the feature does (faults 57, 93).
"""

from collections.abc import Callable, Mapping

from lambdas import wiring
from lambdas.approvals.decide import Decision
from lambdas.approvals.edit import edit_action, fields_to_edit, remark
from lambdas.approvals.messages import request_message
from lambdas.approvals.queue import to_decide_by
from lambdas.approvals.wiring import decisions, policies
from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.notifications.slack import CHANNEL
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import Click, Submission
from lambdas.errors import Conflict, Refused
from lambdas.slack.approval_views import edit_view, question_view, queue, reason_view
from lambdas.slack.blocks import Block, posts
from lambdas.slack.button_values import ActionButton
from lambdas.slack.client import SlackRefused

TRIGGER_IS_OVER = frozenset({"expired_trigger_id", "trigger_expired", "trigger_exchanged", "invalid_trigger_id"})
AGAIN = "That took longer than Slack waits. Press once more, or do it on the page: {}"
TOO_LONG = "This text is too long for Slack. Change it on the page: {}"
NOT_EDITABLE = "This can be approved or rejected, not changed."
STALE = "This is not what you were shown; here is how it reads now."


def approve(context: SlackContext, click: Click) -> None:
    shown = _shown(context, click.value, click.anchor)
    word = Decision(verdict="approve", channel=CHANNEL, payload_hash=shown.payload_hash)
    decided = decisions().process_approval(shown.action_id, context.user_id, word, wiring.now())
    if decided.status.value == "pending":
        context.say("Your approval counts; somebody else's is needed as well.", click.anchor)


def reject(context: SlackContext, click: Click) -> None:
    _open(context, click, reason_view(_shown(context, click.value, click.anchor), click.value))


def ask(context: SlackContext, click: Click) -> None:
    _open(context, click, question_view(_shown(context, click.value, click.anchor), click.value))


def edit(context: SlackContext, click: Click) -> None:
    shown = _shown(context, click.value, click.anchor)
    if problem := policies().blocking_reason(shown, context.user_id, wiring.now()):
        raise Refused(problem)
    fields = fields_to_edit(decisions(), shown)
    if not fields:
        raise Refused(NOT_EDITABLE)
    if view := edit_view(shown, click.value, fields):
        _open(context, click, view)
    else:
        context.say(TOO_LONG.format(_address(shown)), click.anchor)


def show(context: SlackContext, click: Click) -> None:
    _card(context, decisions().look_at(click.value, context.user_id, wiring.now()))


def submitted(context: SlackContext, submission: Submission) -> None:
    """Decides as a view says that was sent, on the action its button carried."""
    if handle := SUBMISSIONS.get(submission.callback_id):
        handle(context, _shown(context, submission.value, ""), submission.typed)


def list_waiting(context: SlackContext, _rest: str) -> None:
    """``/amo approvals``."""
    user = wiring.users().get(context.user_id)
    waiting = to_decide_by(wiring.pending_actions(), policies(), context.user_id, context.now)
    blocks = queue(sorted(waiting, key=lambda a: a.deadline), user.timezone, wiring.settings().public_url)
    context.show("What waits for your decision", list(blocks))


def _reject(context: SlackContext, shown: PendingAction, typed: Mapping[str, str]) -> None:
    note = typed.get("note", "").strip()
    word = Decision(verdict="reject", note=note, channel=CHANNEL, payload_hash=shown.payload_hash)
    decisions().process_approval(shown.action_id, context.user_id, word, wiring.now())


def _edit(context: SlackContext, shown: PendingAction, typed: Mapping[str, str]) -> None:
    _card(context, edit_action(decisions(), shown.action_id, context.user_id, typed, shown.payload_hash, wiring.now()))


def _ask(context: SlackContext, shown: PendingAction, typed: Mapping[str, str]) -> None:
    remark(decisions(), shown.action_id, context.user_id, typed.get("text", ""), wiring.now())
    context.say("Asked. The answer comes here.")


def _shown(context: SlackContext, value: str, anchor: str) -> PendingAction:
    """The action a button names, as the person saw it. Raises NotFound, Conflict with the present words below."""
    pressed = ActionButton.read(value)
    action = decisions().look_at(pressed.action_id, context.user_id, wiring.now())
    if not pressed.shows(action):
        _card(context, action, anchor)
        raise Conflict(STALE)
    return action


def _card(context: SlackContext, action: PendingAction, anchor: str = "") -> None:
    user = wiring.users().get(context.user_id)
    message = request_message(action, user, context.now)
    for number, post in enumerate(posts(message, wiring.settings().public_url)):
        name = f"{message.message_id}/{number}" if number else message.message_id
        context.posting.post(context.link, name, post, anchor, None if number else message)


def _open(context: SlackContext, click: Click, view: Block) -> None:
    """Slack lets a view be opened for three seconds after the click; a cold start may take longer."""
    try:
        context.posting.api.call("views_open", trigger_id=click.trigger_id, view=view)
    except SlackRefused as error:
        if error.code not in TRIGGER_IS_OVER:
            raise
        context.say(AGAIN.format(f"{wiring.settings().public_url}/approvals"), click.anchor)


def _address(action: PendingAction) -> str:
    return f"{wiring.settings().public_url}/approvals/{action.action_id}"


CLICKS: Mapping[str, Callable[[SlackContext, Click], None]] = {
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
