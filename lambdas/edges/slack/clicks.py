"""Does what a click in Slack says; ids in it are checked to be the clicker's own, as on the page (fault 57)."""

from collections.abc import Callable, Mapping
from functools import partial

from lambdas import wiring
from lambdas.domain.conversation.moves import Verb
from lambdas.domain.kernel.local_time import clock
from lambdas.domain.notifications.slack import ADD_TO_MEETING
from lambdas.domain.preferences.material_preferences import Wish, WishKind
from lambdas.edges.commands import meetings
from lambdas.edges.slack import approvals
from lambdas.edges.slack.commands import open_home
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.conversation import never_ask, press, start
from lambdas.edges.slack.delivery import Click, Interaction
from lambdas.edges.slack.saved_messages import add_to, add_with, save_message
from lambdas.edges.slack.settings import SETTINGS
from lambdas.errors import Refused
from lambdas.slack.button_values import QuestionButton, SnoozeOption, WishOption, meeting_of

STARS = 5
STARS_BLOCK = "-stars"


def click(context: SlackContext, interaction: Interaction) -> None:
    """Buttons that open an address arrive here as well, and need nothing."""
    if interaction.shortcut and interaction.shortcut.callback_id == ADD_TO_MEETING:
        save_message(context, interaction.shortcut)
        return
    if interaction.submission:
        approvals.submitted(context, interaction.submission)
    for one in interaction.clicks:
        if change := SETTINGS.get(one.name):
            change(context, one)
            open_home(context)
        elif handle := CLICKS.get("rate" if one.name.startswith("rate_") else one.name):
            handle(context, one)


def _start(context: SlackContext, click: Click) -> None:
    start(context, click.value, click.anchor)


def _snooze(context: SlackContext, click: Click) -> None:
    option = SnoozeOption.read(click.value)
    session = meetings.snooze(context.user_id, option.session_id, option.choice)
    timezone = wiring.users().get(context.user_id).timezone
    until = clock(session.nudge_at, timezone) if session.nudge_at else "later"
    context.close(_message_id(click), f"Put off: AMO asks again {until}.", click.anchor)


def _not_needed(context: SlackContext, click: Click) -> None:
    meetings.decline(context.user_id, meeting_of(click.value))
    context.close(_message_id(click), "Not prepared, as you said.", click.anchor)


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
    context.say("Noted, for every meeting of this kind. You can undo it on AMO’s page, under Settings.", click.anchor)


def _prepare(context: SlackContext, click: Click) -> None:
    meetings.request_prep(context.user_id, click.value)
    context.say("The preparation begins; its questions come here in a moment.", click.anchor)


def _press(verb: Verb, context: SlackContext, click: Click) -> None:
    press(context, verb, QuestionButton.read(click.value))


def _never_ask(context: SlackContext, click: Click) -> None:
    never_ask(context, QuestionButton.read(click.value))


def _message_id(click: Click) -> str:
    """An actions block is named by the message it belongs to."""
    return click.block_id.removesuffix(STARS_BLOCK)


CLICKS: Mapping[str, Callable[[SlackContext, Click], None]] = {
    **approvals.CLICKS,
    "start_prep": _start,
    "snooze": _snooze,
    "not_needed": _not_needed,
    "rate": _rate,
    "wish": _wish,
    "chat_never": _never_ask,
    "prepare": _prepare,
    "add_with": add_with,
    "add_to": add_to,
    "chat_skip": partial(_press, Verb.SKIP),
    "chat_back": partial(_press, Verb.BACK),
    "chat_finish": partial(_press, Verb.FINISH),
}
