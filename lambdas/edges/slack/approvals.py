"""Deciding in Slack: approve, reject, confirm one's own, change the words first, ask, see all. By the page's rules.

What stands on a card may be old: every button carries the action's id and what of it was shown, and a decision on
anything else is refused (fault 96). Nothing here knows who may decide: the feature does (faults 57, 93).
"""

from collections.abc import Callable, Mapping

from lambdas import wiring
from lambdas.approvals.decide import Decision
from lambdas.approvals.edit import asked_people, edit_action, fields_to_edit, remark
from lambdas.approvals.messages import fits_a_card, request_message, request_message_id
from lambdas.approvals.policies import Policies
from lambdas.approvals.queue import MAX_PENDING, to_decide_by
from lambdas.approvals.wiring import decisions, policies
from lambdas.domain.actions.editable_fields import Editable
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction, is_over
from lambdas.domain.actions.words import outcome, people_in, title_of, vote_counted, who_may_approve
from lambdas.domain.notifications.slack import CHANNEL
from lambdas.edges.commands.approvals import read_whole
from lambdas.edges.commands.names import names_of
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import Click, Submission
from lambdas.edges.slack.forms import NOTHING_LOST, keep_typed, open_form
from lambdas.errors import Conflict, Forbidden, Refused
from lambdas.slack import approval_views
from lambdas.slack.approval_views import (
    ASK,
    EDIT,
    MAX_LISTED,
    REJECT,
    OwnRequest,
    SlackQueue,
    confirmation,
    edit_view,
    question_view,
    queue,
    reason_view,
    refused,
)
from lambdas.slack.blocks import Block
from lambdas.slack.button_values import ActionButton
from lambdas.slack.cards import forget, settle
from lambdas.slack.cards import show as show_message
from lambdas.slack.modals import NOTHING_TYPED

TOO_LONG = "This text is too long for Slack. Change it on the page: {}"
TOO_LONG_TO_CONFIRM = "This is too long to show here. Confirm it on the page: {}"
NOT_EDITABLE = "This can be approved or rejected, not changed."
SHOWN_AGAIN = "Shown again below."
NOBODY_TO_ASK = "Written down with it. AMO proposed this by itself, so nobody is there to answer."
NOBODY_ELSE = "Written down with it. You asked for this yourself, and nobody else may approve it."
STALE = "This is not what you were shown; the new wording is below."


def approve(context: SlackContext, click: Click) -> None:
    shown = _shown(context, click.value, click.anchor)
    word = Decision(verdict="approve", channel=CHANNEL, payload_hash=shown.payload_hash)
    decisions().process_approval(shown.action_id, context.user_id, word, wiring.now())


def approve_listed(context: SlackContext, click: Click) -> None:
    """From a row of the list, which stays as it is: what became of it is said below."""
    approve(context, click)
    action = decisions().look_at(ActionButton.read(click.value).action_id, context.user_id, wiring.now())
    context.say(_became(context, action), click.anchor)


def confirm(context: SlackContext, click: Click) -> None:
    """The first of two steps: the whole action once more, with a button that asks."""
    action = _shown(context, click.value, click.anchor)
    rights = policies().rights_on(action, context.user_id, context.now)
    if not rights.may_confirm:
        raise Refused(who_may_approve(rights.others(context.user_id)))
    if not fits_a_card(action):
        raise Refused(TOO_LONG_TO_CONFIRM.format(f"{_address(action.action_id)}/confirm"))
    user = wiring.users().get(context.user_id)
    blocks = confirmation(action, names_of(people_in([action]), context.user_id), user.timezone)
    context.show("Confirm what you asked for", list(blocks))


def confirm_own(context: SlackContext, click: Click) -> None:
    """The second step."""
    shown = _shown(context, click.value, click.anchor)
    word = Decision(verdict="approve", channel=CHANNEL, payload_hash=shown.payload_hash, confirm_own=True)
    action = decisions().process_approval(shown.action_id, context.user_id, word, wiring.now())
    context.say(_became(context, action), click.anchor)


def reject(context: SlackContext, click: Click) -> None:
    _open_form(context, click, REJECT, _shown(context, click.value, click.anchor))


def ask(context: SlackContext, click: Click) -> None:
    _open_form(context, click, ASK, _shown(context, click.value, click.anchor))


def edit(context: SlackContext, click: Click) -> None:
    _open_form(context, click, EDIT, _shown(context, click.value, click.anchor))


def answer(context: SlackContext, click: Click) -> None:
    """The way back for whoever was asked, whatever the action reads like by now."""
    _open_form(context, click, ASK, decisions().look_at(click.value, context.user_id, wiring.now()))


def again(context: SlackContext, click: Click) -> None:
    """Opens the form that could not be sent, with what was typed into it."""
    draft = wiring.slack_records().draft(context.user_id, click.value, context.now)
    if draft is None:
        raise Refused(f"What you typed was kept for a day. Start again on the page: {_address(click.value)}")
    action = decisions().look_at(click.value, context.user_id, wiring.now())
    _open_form(context, click, draft.callback_id, action, draft.typed)


def show(context: SlackContext, click: Click) -> None:
    """A card of its own at the end of the conversation; the one further up says so."""
    action = decisions().look_at(click.value, context.user_id, wiring.now())
    records, message_id = wiring.slack_records(), request_message_id(action)
    above = records.posted(context.user_id, message_id, context.now)
    if above and records.pinned(context.key, int(above.intended_at.timestamp())) == int(above.intended_at.timestamp()):
        settle(context.posting, context.user_id, message_id, wiring.settings().public_url, SHOWN_AGAIN)
        forget(context.posting, context.user_id, message_id)
    _card(context, action)


def submitted(context: SlackContext, submission: Submission) -> None:
    """Decides as a view says that was sent, on the action its button carried."""
    try:
        SUBMISSIONS[submission.callback_id](context, _shown(context, submission.value, ""), submission.typed)
    except Forbidden:
        raise
    except (Conflict, Refused) as error:
        if not _offer_again(context, submission, str(error)):
            raise


def list_waiting(context: SlackContext, _rest: str) -> None:
    """``/amo approvals``."""
    user = wiring.users().get(context.user_id)
    listed = to_decide_by(wiring.pending_actions(), policies(), context.user_id, context.now)
    waiting = read_whole(listed[:MAX_LISTED])
    own = _asked_for(context)
    names = names_of(people_in([*waiting, *(one.action for one in own)]), context.user_id)
    shown = SlackQueue(waiting, own, user.reviews_for, names, user.timezone)
    context.show("What waits for your decision", list(queue(shown, wiring.settings().public_url)))


def _asked_for(context: SlackContext) -> list[OwnRequest]:
    """Returns what waits for somebody else because they asked for it themselves, and for whom."""
    theirs = f"user:{context.user_id}"
    open_ones = wiring.pending_actions().of_person(context.user_id, context.now - MAX_PENDING)
    on = policies().read_once()
    return [
        _own_request(context, on, action)
        for action in open_ones
        if action.requested_by == theirs and action.status is ActionStatus.PENDING and not is_over(action, context.now)
    ]


def _own_request(context: SlackContext, on: Policies, action: PendingAction) -> OwnRequest:
    rights = on.rights_on(action, context.user_id, context.now)
    others = "" if rights.may_confirm else who_may_approve(rights.others(context.user_id))
    return OwnRequest(action, rights.may_confirm, others)


def _became(context: SlackContext, action: PendingAction) -> str:
    user = wiring.users().get(context.user_id)
    names = names_of(people_in([action]), context.user_id)
    if action.status is ActionStatus.PENDING:
        return vote_counted(action, names, user.timezone)
    return f"{title_of(action, names)}: {outcome(action, names, user.timezone)}"


def _reject(context: SlackContext, shown: PendingAction, typed: Mapping[str, str]) -> None:
    note = typed.get("note", "").strip()
    word = Decision(verdict="reject", note=note, channel=CHANNEL, payload_hash=shown.payload_hash)
    decisions().process_approval(shown.action_id, context.user_id, word, wiring.now())


def _edit(context: SlackContext, shown: PendingAction, typed: Mapping[str, str]) -> None:
    _card(context, edit_action(decisions(), shown.action_id, context.user_id, typed, shown.payload_hash, wiring.now()))


def _ask(context: SlackContext, shown: PendingAction, typed: Mapping[str, str]) -> None:
    asked = remark(decisions(), shown.action_id, context.user_id, typed.get("text", ""), wiring.now())
    told = [person.shown_name for person in asked_people(decisions(), asked, context.user_id)]
    nobody = NOBODY_ELSE if asked.requested_by.startswith("user:") else NOBODY_TO_ASK
    context.say(f"Sent to {' and '.join(told)}; an answer comes here." if told else nobody)


def _shown(context: SlackContext, value: str, anchor: str) -> PendingAction:
    """The action a button names, as the person saw it. Raises NotFound, Conflict with the present words below."""
    pressed = ActionButton.read(value)
    decisions().visible(pressed.action_id, context.user_id, tried_at=wiring.now())
    action = decisions().look_at(pressed.action_id, context.user_id, wiring.now())
    if not pressed.shows(action):
        _card(context, action, anchor)
        raise Conflict(STALE)
    return action


def _offer_again(context: SlackContext, submission: Submission, problem: str) -> bool:
    """Keeps what was typed, where it can still be of use. False where it cannot."""
    action = decisions().look_at(ActionButton.read(submission.value).action_id, context.user_id, wiring.now())
    if not any(submission.typed.values()) or action.status is not ActionStatus.PENDING or is_over(action, context.now):
        return False
    keep_typed(context, submission, action.action_id)
    text = f"{problem} {NOTHING_LOST}"
    context.show(text, list(refused(text, submission.callback_id, action.action_id)))
    return True


def _card(context: SlackContext, action: PendingAction, anchor: str = "") -> None:
    user = wiring.users().get(context.user_id)
    message = request_message(action, user, names_of(people_in([action]), context.user_id), context.now)
    show_message(context.posting, context.link, message, wiring.settings().public_url, anchor)


def _open_form(
    context: SlackContext,
    click: Click,
    callback_id: str,
    action: PendingAction,
    typed: Mapping[str, str] = NOTHING_TYPED,
) -> None:
    names = names_of(people_in([action]), context.user_id)
    match callback_id:
        case approval_views.REJECT:
            view: Block | None = reason_view(action, names, typed)
        case approval_views.ASK:
            view = question_view(action, names, typed)
        case _:
            view = edit_view(action, names, _fields(context, action, typed))
    if view:
        open_form(context, click, view, f"{wiring.settings().public_url}/approvals")
    else:
        context.say(TOO_LONG.format(_address(action.action_id)), click.anchor)


def _fields(context: SlackContext, action: PendingAction, typed: Mapping[str, str]) -> list[Editable]:
    """Raises Refused for whoever may not change it, and where nothing of it may be changed."""
    on = policies().read_once()
    if problem := on.blocking_reason(action, context.user_id, wiring.now()):
        raise Refused(problem)
    fields = fields_to_edit(on, action)
    if not fields:
        raise Refused(NOT_EDITABLE)
    return [field.model_copy(update={"value": typed.get(field.name, field.value)}) for field in fields]


def _address(action_id: str) -> str:
    return f"{wiring.settings().public_url}/approvals/{action_id}"


CLICKS: Mapping[str, Callable[[SlackContext, Click], None]] = {
    "approve_action": approve,
    "approve_listed": approve_listed,
    "confirm_action": confirm,
    "confirm_own": confirm_own,
    "reject_action": reject,
    "edit_action": edit,
    "ask_action": ask,
    "answer_action": answer,
    "again_action": again,
    "show_action": show,
}
SUBMISSIONS: Mapping[str, Callable[[SlackContext, PendingAction, Mapping[str, str]], None]] = {
    REJECT: _reject,
    EDIT: _edit,
    ASK: _ask,
}
