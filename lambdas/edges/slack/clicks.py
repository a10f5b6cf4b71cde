"""What a click in Slack does; ids in it are checked to be the clicker's own, as on the page (fault 57)."""

from collections.abc import Callable, Mapping
from typing import Any

from lambdas import wiring
from lambdas.domain.conversation.moves import Verb
from lambdas.domain.kernel.local_time import clock
from lambdas.domain.notifications.slack import ADD_TO_MEETING
from lambdas.edges.commands import meetings
from lambdas.edges.slack import approvals
from lambdas.edges.slack.commands import open_home
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.conversation import Pressed, press, start
from lambdas.edges.slack.saved_messages import add_to, add_with, save_message
from lambdas.edges.slack.settings import SETTINGS
from lambdas.errors import Refused

Fields = Mapping[str, Any]

STARS = 5
STARS_BLOCK = "-stars"


def click(context: SlackContext, interaction: Fields) -> None:
    """Buttons that open an address arrive here as well, and need nothing."""
    if interaction.get("callback_id") == ADD_TO_MEETING:
        save_message(context, interaction)
        return
    if interaction.get("type") == "view_submission":
        approvals.submitted(context, interaction)
    for action in interaction.get("actions") or ():
        name = str(action.get("action_id", ""))
        if change := SETTINGS.get(name):
            change(context, action)
            open_home(context)
            continue
        if handle := CLICKS.get(name.rpartition("_")[0] if name.startswith("rate_") else name):
            handle(context, {**action, "trigger_id": interaction.get("trigger_id", "")}, _anchor(interaction))


def _start(context: SlackContext, action: Fields, anchor: str) -> None:
    start(context, str(action["value"]), anchor)


def _snooze(context: SlackContext, action: Fields, anchor: str) -> None:
    choice, _, session_id = str(action["selected_option"]["value"]).partition(":")
    session = meetings.snooze(context.user_id, session_id, choice)
    timezone = wiring.users().get(context.user_id).timezone
    until = clock(session.nudge_at, timezone) if session.nudge_at else "later"
    context.close(_message_id(action), f"Put off: AMO asks again {until}.", anchor)


def _not_needed(context: SlackContext, action: Fields, anchor: str) -> None:
    meetings.decline(context.user_id, str(action["value"]).rpartition("-r")[0])
    context.close(_message_id(action), "Not prepared, as you said.", anchor)


def _rate(context: SlackContext, action: Fields, anchor: str) -> None:
    stars = str(action["action_id"]).rpartition("_")[2]
    if not (stars.isdigit() and 1 <= int(stars) <= STARS):
        raise Refused("Feedback is 1 to 5 stars.")
    meetings.rate(context.user_id, str(action["value"]), int(stars))
    context.close(_message_id(action), f"{'★' * int(stars)}{'☆' * (STARS - int(stars))} Thank you.", anchor)


def _prepare(context: SlackContext, action: Fields, anchor: str) -> None:
    meetings.request_prep(context.user_id, str(action["value"]))
    context.say("The preparation begins; its questions come here in a moment.", anchor)


def _pressing(verb: Verb) -> Callable[[SlackContext, Fields, str], None]:
    return lambda context, action, _anchor: press(context, verb, Pressed.parse(str(action["value"])))


def _message_id(action: Fields) -> str:
    """An actions block is named by the message it belongs to."""
    return str(action.get("block_id", "")).removesuffix(STARS_BLOCK)


def _anchor(interaction: Fields) -> str:
    """The message that was clicked, or the thread it stands in; empty in the App Home."""
    container = interaction.get("container") or {}
    return str(container.get("thread_ts") or container.get("message_ts") or "")


CLICKS: Mapping[str, Callable[[SlackContext, Fields, str], None]] = {
    **approvals.CLICKS,
    "start_prep": _start,
    "snooze": _snooze,
    "not_needed": _not_needed,
    "rate": _rate,
    "prepare": _prepare,
    "add_with": add_with,
    "add_to": add_to,
    "chat_skip": _pressing(Verb.SKIP),
    "chat_back": _pressing(Verb.BACK),
    "chat_finish": _pressing(Verb.FINISH),
}
