"""Does what a click in Slack says; ids in it are checked to be the clicker's own, as on the page (fault 57)."""

import re
from collections.abc import Callable, Mapping
from functools import partial

from lambdas import wiring
from lambdas.domain.conversation.moves import Verb
from lambdas.domain.kernel.local_time import near
from lambdas.domain.notifications.slack import ADD_TO_MEETING, ASK_ABOUT
from lambdas.domain.preferences.material_preferences import Wish, WishKind
from lambdas.edges.commands import meetings
from lambdas.edges.slack import approvals, home, items, notes, outcomes, timings, written_notes
from lambdas.edges.slack.commands import PREPARING
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.conversation import correct_type, never_ask, press, start
from lambdas.edges.slack.delivery import Click, Interaction, Shortcut, Submission
from lambdas.edges.slack.home import open_home, open_settings
from lambdas.edges.slack.knowledge import ask_about
from lambdas.edges.slack.question_cards import settle_meeting
from lambdas.edges.slack.saved_messages import add_to, add_with, save_message
from lambdas.edges.slack.settings import SETTINGS
from lambdas.edges.slack.which_meeting import choose
from lambdas.errors import Conflict, NotFound, Refused
from lambdas.slack.blocks import message_id_of
from lambdas.slack.button_values import SnoozeOption, WishOption, meeting_of
from lambdas.slack.client import SlackRefused

NUMBERED = re.compile(r"_\d+$")
"""One of several buttons alike: ``rate_5``."""
STARS = 5
WISHED = "OK, from your next meeting like this one on. You can undo it on AMO’s page, under Settings."
SEEN_IN_HOME = {
    "start_prep": "The question is in Messages, the tab above.",
    "prepare": "AMO has begun: your questions come in Messages, the tab above.",
    "show_action": "It is in Messages, the tab above: decide there.",
    "show_items": "They are in Messages, the tab above.",
}
"""What is answered in the direct message is said where the person looks, too."""


def click(context: SlackContext, interaction: Interaction) -> None:
    """Buttons that open an address arrive here as well, and need nothing."""
    if interaction.shortcut and (use := SHORTCUTS.get(interaction.shortcut.callback_id)):
        use(context, interaction.shortcut)
        return
    if interaction.submission and (use_form := SUBMISSIONS.get(interaction.submission.callback_id)):
        use_form(context, interaction.submission)
    for one in interaction.clicks:
        if change := SETTINGS.get(one.name):
            open_settings(context, _refusal(partial(change, context, one)))
        elif handle := CLICKS.get(name := NUMBERED.sub("", one.name)):
            if interaction.is_home and name in SEEN_IN_HOME:
                open_home(context, _refusal(partial(handle, context, one)) or SEEN_IN_HOME[name])
            else:
                handle(context, one)


def _refusal(act: Callable[[], None]) -> str:
    """Returns why it was refused, in words, for whoever looks at the Home; empty when it is done."""
    try:
        act()
    except SlackRefused:
        raise  # no word for a person: it is tried again, with the token that is good then
    except (Conflict, NotFound, Refused) as error:
        return str(error)
    return ""


def _start(context: SlackContext, click: Click) -> None:
    start(context, click.value, click.anchor)


def _snooze(context: SlackContext, click: Click) -> None:
    option = SnoozeOption.read(click.value)
    session = meetings.snooze(context.user_id, option.session_id, option.choice)
    timezone = wiring.users().get(context.user_id).timezone
    until = near(session.nudge_at, timezone, context.now) if session.nudge_at else "later"
    context.close(_message_id(click), f"AMO asks again {until}.", click.anchor)


def _not_needed(context: SlackContext, click: Click) -> None:
    meeting_id = meeting_of(click.value)
    meetings.decline(context.user_id, meeting_id)
    settle_meeting(context, meeting_id)
    context.close(_message_id(click), "You do not need this one: AMO leaves it out.", click.anchor)


def _rate(context: SlackContext, click: Click) -> None:
    stars = click.name.rpartition("_")[2]
    if not (stars.isdecimal() and 1 <= int(stars) <= STARS):
        raise Refused("Feedback is 1 to 5 stars.")
    meetings.rate(context.user_id, click.value, int(stars))
    thanks = f"{'★' * int(stars)}{'☆' * (STARS - int(stars))} Thank you."
    context.close(_message_id(click), thanks, click.anchor)


def _wish(context: SlackContext, click: Click) -> None:
    option = WishOption.read(click.value)
    try:
        wish = Wish(kind=WishKind(option.kind), what=option.what)
    except ValueError as error:
        raise Refused("Choose from the list, please.") from error
    meetings.wish(context.user_id, option.meeting_id, wish)
    context.say(WISHED, click.anchor)


def _prepare(context: SlackContext, click: Click) -> None:
    meetings.request_prep(context.user_id, click.value)
    context.say(PREPARING, click.anchor)


def _press(verb: Verb, context: SlackContext, click: Click) -> None:
    press(context, verb, click)


def _message_id(click: Click) -> str:
    """An actions block is named by the message it belongs to."""
    return message_id_of(click.block_id)


SHORTCUTS: Mapping[str, Callable[[SlackContext, Shortcut], None]] = {
    ADD_TO_MEETING: save_message,
    ASK_ABOUT: ask_about,
}
SUBMISSIONS: Mapping[str, Callable[[SlackContext, Submission], None]] = {
    **dict.fromkeys(approvals.SUBMISSIONS, approvals.submitted),
    **notes.SUBMISSIONS,
}
CLICKS: Mapping[str, Callable[[SlackContext, Click], None]] = {
    **approvals.CLICKS,
    **home.CLICKS,
    **items.CLICKS,
    **notes.CLICKS,
    **outcomes.CLICKS,
    **timings.CLICKS,
    **written_notes.CLICKS,
    "start_prep": _start,
    "snooze": _snooze,
    "not_needed": _not_needed,
    "rate": _rate,
    "wish": _wish,
    "chat_never": never_ask,
    "chat_type": correct_type,
    "chat_for": choose,
    "prepare": _prepare,
    "add_with": add_with,
    "add_to": add_to,
    "chat_skip": partial(_press, Verb.SKIP),
    "chat_back": partial(_press, Verb.BACK),
    "chat_finish": partial(_press, Verb.FINISH),
}
