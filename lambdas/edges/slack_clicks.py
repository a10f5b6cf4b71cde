"""What a click in Slack does; ids in it are checked to be the clicker's own, as on the page (fault 57)."""

from collections.abc import Callable, Mapping
from typing import Any

from lambdas import wiring
from lambdas.domain.conversation import Verb
from lambdas.domain.local_time import clock
from lambdas.domain.slack import ADD_TO_MEETING
from lambdas.edges import commands
from lambdas.edges import slack_approvals as approvals
from lambdas.edges.slack_commands import open_home
from lambdas.edges.slack_jottings import add_to, add_with, jot
from lambdas.edges.slack_settings import SETTINGS
from lambdas.edges.slack_talk import Pressed, press, start
from lambdas.edges.slack_visitor import Visitor
from lambdas.errors import Refused

Fields = Mapping[str, Any]

STARS = 5
STARS_BLOCK = "-stars"


def click(visitor: Visitor, interaction: Fields) -> None:
    """Buttons that open an address arrive here as well, and need nothing."""
    if interaction.get("callback_id") == ADD_TO_MEETING:
        jot(visitor, interaction)
        return
    if interaction.get("type") == "view_submission":
        approvals.submitted(visitor, interaction)
    for action in interaction.get("actions") or ():
        name = str(action.get("action_id", ""))
        if change := SETTINGS.get(name):
            change(visitor, action)
            open_home(visitor)
            continue
        if handle := CLICKS.get(name.rpartition("_")[0] if name.startswith("rate_") else name):
            handle(visitor, {**action, "trigger_id": interaction.get("trigger_id", "")}, _anchor(interaction))


def _start(visitor: Visitor, action: Fields, anchor: str) -> None:
    start(visitor, str(action["value"]), anchor)


def _snooze(visitor: Visitor, action: Fields, anchor: str) -> None:
    choice, _, session_id = str(action["selected_option"]["value"]).partition(":")
    session = commands.snooze(visitor.user_id, session_id, choice)
    timezone = wiring.users().get(visitor.user_id).timezone
    until = clock(session.nudge_at, timezone) if session.nudge_at else "later"
    visitor.settle(_message_id(action), f"Put off: AMO asks again {until}.", anchor)


def _not_needed(visitor: Visitor, action: Fields, anchor: str) -> None:
    commands.decline(visitor.user_id, str(action["value"]).rpartition("-r")[0])
    visitor.settle(_message_id(action), "Not prepared, as you said.", anchor)


def _rate(visitor: Visitor, action: Fields, anchor: str) -> None:
    stars = str(action["action_id"]).rpartition("_")[2]
    if not (stars.isdigit() and 1 <= int(stars) <= STARS):
        raise Refused("Feedback is 1 to 5 stars.")
    commands.rate(visitor.user_id, str(action["value"]), int(stars))
    visitor.settle(_message_id(action), f"{'★' * int(stars)}{'☆' * (STARS - int(stars))} Thank you.", anchor)


def _prepare(visitor: Visitor, action: Fields, anchor: str) -> None:
    commands.request_prep(visitor.user_id, str(action["value"]))
    visitor.say("The preparation begins; its questions come here in a moment.", anchor)


def _pressing(verb: Verb) -> Callable[[Visitor, Fields, str], None]:
    return lambda visitor, action, _anchor: press(visitor, verb, Pressed.parse(str(action["value"])))


def _message_id(action: Fields) -> str:
    """An actions block is named by the message it belongs to."""
    return str(action.get("block_id", "")).removesuffix(STARS_BLOCK)


def _anchor(interaction: Fields) -> str:
    """The message that was clicked, or the thread it stands in; empty in the App Home."""
    container = interaction.get("container") or {}
    return str(container.get("thread_ts") or container.get("message_ts") or "")


CLICKS: Mapping[str, Callable[[Visitor, Fields, str], None]] = {
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
