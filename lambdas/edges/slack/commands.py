"""``/amo`` and the App Home: what is coming, what can be prepared, where the settings are."""

from collections.abc import Callable, Mapping

from lambdas import wiring
from lambdas.accounts.wiring import one_time_links
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.edges.commands import meetings as commands
from lambdas.edges.commands import queries
from lambdas.edges.slack.account_links import Asker, offer_link
from lambdas.edges.slack.approvals import list_waiting
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import Command
from lambdas.edges.slack.settings import settings_blocks
from lambdas.edges.slack.views import HELP, home, meeting_list, title_of
from lambdas.errors import NotFound, Refused
from lambdas.slack.blocks import actions, link, titled

SIGN_IN = "This link signs you in once, for a quarter of an hour. Do not pass it on."
OPERATORS_SIGN_IN = "Operators sign in on the page, or by the link that ./amo up prints; Slack gives them none."
DAYS_TODAY = 1
DAYS_AHEAD = 7


def command(context: SlackContext, given: Command) -> None:
    """Answers in the direct message, whichever channel it was typed in: meetings are nobody else's business."""
    COMMANDS.get(given.word or "today", _help)(context, given.rest)


def open_home(context: SlackContext) -> None:
    user, public_url = wiring.users().get(context.user_id), wiring.settings().public_url
    settings = settings_blocks(user, public_url)
    view = home(_meetings(context, DAYS_AHEAD), user.timezone, public_url, settings)
    context.posting.api.call("views_publish", user_id=context.link.slack_user_id, view=view)


def _today(context: SlackContext, _rest: str) -> None:
    _list(context, "Your meetings within a day", DAYS_TODAY)


def _prep(context: SlackContext, words: str) -> None:
    if not words:
        _list(context, "Which meeting do you want to prepare?", DAYS_AHEAD)
        return
    chosen = _matching(_meetings(context, DAYS_AHEAD), words)
    commands.request_prep(context.user_id, chosen.meeting.meeting_id)
    context.say(f"{title_of(chosen)}: the preparation begins; its questions come here in a moment.")


def _settings(context: SlackContext, _rest: str) -> None:
    address = f"{wiring.settings().public_url}/settings"
    button = actions("settings", [link("settings", "Open the settings", address)])
    context.show("Settings", [*titled("Settings", ["Quiet hours, time zone, calendars, hours ahead."]), button])


def _sign_in(context: SlackContext, _rest: str) -> None:
    """A link that opens the page once. Raises Refused for operators: a Slack account alone makes nobody one."""
    if wiring.users().get(context.user_id).role == "operator":
        raise Refused(OPERATORS_SIGN_IN)
    address = one_time_links().issue(context.user_id, context.now).url
    button = actions("sign-in", [link("sign_in", "Sign in to AMO", address)])
    context.show("Sign in to AMO", [*titled("Sign in to AMO", [SIGN_IN]), button])


def _connect(context: SlackContext, _rest: str) -> None:
    offer_link(Asker(context.link.team_id, context.link.slack_user_id, context.key))


def _help(context: SlackContext, _rest: str) -> None:
    context.show("What AMO understands", [*titled("What AMO understands", HELP)])


def _list(context: SlackContext, heading: str, days: int) -> None:
    timezone = wiring.users().get(context.user_id).timezone
    blocks = meeting_list(heading, _meetings(context, days), timezone, wiring.settings().public_url)
    context.show(heading, list(blocks))


def _meetings(context: SlackContext, days: int) -> list[TrackedMeeting]:
    return queries.coming_meetings(context.user_id, days)


def _matching(meetings: list[TrackedMeeting], words: str) -> TrackedMeeting:
    """The next meeting whose title has these words. Raises NotFound, Refused when a later one may be meant."""
    found = [tracked for tracked in meetings if words.casefold() in tracked.meeting.title.casefold()]
    if not found:
        raise NotFound("No coming meeting has these words in its title; /amo prep shows them all.")
    if len({tracked.meeting.title for tracked in found}) > 1:
        raise Refused("More than one meeting has these words in its title; give more of them, or type /amo prep.")
    return found[0]


COMMANDS: Mapping[str, Callable[[SlackContext, str], None]] = {
    "today": _today,
    "prep": _prep,
    "approvals": list_waiting,
    "settings": _settings,
    "sign-in": _sign_in,
    "connect": _connect,
    "help": _help,
}
