"""``/amo`` and the App Home: what is coming, what can be prepared, where the settings are."""

from collections.abc import Callable, Mapping
from typing import Any

from lambdas import wiring
from lambdas.channels.slack_blocks import actions, link, titled
from lambdas.domain.tracking import TrackedMeeting
from lambdas.edges import commands, queries
from lambdas.edges.slack_approvals import list_waiting
from lambdas.edges.slack_settings import settings_blocks
from lambdas.edges.slack_ties import Asker, offer_tie
from lambdas.edges.slack_views import HELP, home, meeting_list, title_of
from lambdas.edges.slack_visitor import Visitor
from lambdas.errors import NotFound, Refused

DAYS_TODAY = 1
DAYS_AHEAD = 7


def command(visitor: Visitor, given: Mapping[str, Any]) -> None:
    """Answers in the direct message, whichever channel it was typed in: meetings are nobody else's business."""
    word, _, rest = str(given.get("text", "")).strip().partition(" ")
    COMMANDS.get(word.casefold() or "today", _help)(visitor, rest.strip())


def open_home(visitor: Visitor) -> None:
    user, public_url = wiring.users().get(visitor.user_id), wiring.settings().public_url
    settings = settings_blocks(user, public_url)
    view = home(_meetings(visitor, DAYS_AHEAD), user.timezone, public_url, settings)
    visitor.posting.api.call("views_publish", user_id=visitor.link.slack_user_id, view=view)


def _today(visitor: Visitor, _rest: str) -> None:
    _list(visitor, "Your meetings within a day", DAYS_TODAY)


def _prep(visitor: Visitor, words: str) -> None:
    if not words:
        _list(visitor, "Which meeting do you want to prepare?", DAYS_AHEAD)
        return
    chosen = _matching(_meetings(visitor, DAYS_AHEAD), words)
    commands.request_prep(visitor.user_id, chosen.meeting.meeting_id)
    visitor.say(f"{title_of(chosen)}: the preparation begins; its questions come here in a moment.")


def _settings(visitor: Visitor, _rest: str) -> None:
    address = f"{wiring.settings().public_url}/settings"
    button = actions("settings", [link("settings", "Open the settings", address)])
    visitor.show("Settings", [*titled("Settings", ["Quiet hours, time zone, calendars, hours ahead."]), button])


def _connect(visitor: Visitor, _rest: str) -> None:
    offer_tie(Asker(visitor.link.team_id, visitor.link.slack_user_id, visitor.key))


def _help(visitor: Visitor, _rest: str) -> None:
    visitor.show("What AMO understands", [*titled("What AMO understands", HELP)])


def _list(visitor: Visitor, heading: str, days: int) -> None:
    blocks = meeting_list(heading, _meetings(visitor, days), _timezone(visitor), wiring.settings().public_url)
    visitor.show(heading, list(blocks))


def _meetings(visitor: Visitor, days: int) -> list[TrackedMeeting]:
    return queries.coming_meetings(visitor.user_id, days)


def _matching(meetings: list[TrackedMeeting], words: str) -> TrackedMeeting:
    """The next meeting whose title has these words. Raises NotFound, Refused when a later one may be meant."""
    found = [tracked for tracked in meetings if words.casefold() in tracked.meeting.title.casefold()]
    if not found:
        raise NotFound("No coming meeting has these words in its title; /amo prep shows them all.")
    if len({tracked.meeting.title for tracked in found}) > 1:
        raise Refused("More than one meeting has these words in its title; give more of them, or type /amo prep.")
    return found[0]


def _timezone(visitor: Visitor) -> str:
    return wiring.users().get(visitor.user_id).timezone


COMMANDS: Mapping[str, Callable[[Visitor, str], None]] = {
    "today": _today,
    "prep": _prep,
    "approvals": list_waiting,
    "settings": _settings,
    "connect": _connect,
    "help": _help,
}
