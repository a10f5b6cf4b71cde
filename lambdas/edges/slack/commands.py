"""``/amo``: what is coming, what can be prepared, where the settings are."""

from collections.abc import Callable, Mapping
from datetime import datetime

from lambdas import wiring
from lambdas.accounts.wiring import one_time_links
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.lifecycle import may_be_prepared
from lambdas.domain.preparation.outlook import tally
from lambdas.edges.commands import meetings as commands
from lambdas.edges.commands import queries
from lambdas.edges.slack.account_links import Asker, offer_link
from lambdas.edges.slack.agenda import show_agenda
from lambdas.edges.slack.approvals import list_waiting
from lambdas.edges.slack.ask import ask
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.delivery import Command
from lambdas.edges.slack.home import DAYS_AHEAD, coming, reader, sessions_of
from lambdas.edges.slack.items import list_items
from lambdas.edges.slack.meeting_rows import days_off, meeting_rows, nothing_to_prepare, preparable_rows
from lambdas.edges.slack.views import HELP, so_called, title_of
from lambdas.edges.slack.written_notes import choose_meeting
from lambdas.errors import NotFound, Refused
from lambdas.slack.blocks import actions, link, said, titled

SIGN_IN = "This link signs you in once, for a quarter of an hour. Do not pass it on."
OPERATORS_SIGN_IN = "Operators sign in on the page, or by the link that ./amo up prints; Slack gives them none."
PREPARING = "AMO has begun. Your questions come here in a moment."
WHICH = "Which meeting do you want to prepare?"
ALL_UNDER_WAY = "Each of your next meetings is being prepared already: /amo today shows how far."


def command(context: SlackContext, given: Command) -> None:
    """Answers in the direct message, whichever channel it was typed in: meetings are nobody else's business."""
    if given.word == "agenda":
        show_agenda(context, given.rest, given.channel)
        return
    COMMANDS.get(given.word or "today", _help)(context, given.rest)


def _today(context: SlackContext, _rest: str) -> None:
    """Today and tomorrow, by the person's own days; where nothing is left of them, the next day there is something."""
    user, meetings = wiring.users().get(context.user_id), coming(context, DAYS_AHEAD)
    who = reader(context, user, DAYS_AHEAD)
    near_ones = [tracked for tracked in meetings if days_off(tracked.meeting, who) <= 1]
    nearest = min((days_off(tracked.meeting, who) for tracked in meetings), default=0)
    shown = near_ones or [tracked for tracked in meetings if days_off(tracked.meeting, who) == nearest]
    heading = f"Today and tomorrow: {tally(near_ones)}"
    rows = meeting_rows(shown, sessions_of(shown, context), who)
    nothing = nothing_to_prepare(meetings, who)
    context.show(heading, [*titled(heading, []), *([said(nothing)] if nothing else []), *rows])


def _prep(context: SlackContext, words: str) -> None:
    if not words:
        _offer(context)
        return
    chosen = _matching(_meetings(context, DAYS_AHEAD), words, context.now)
    commands.request_prep(context.user_id, chosen.meeting.meeting_id)
    context.say(f"{title_of(chosen)}: {PREPARING}")


def _offer(context: SlackContext) -> None:
    who = reader(context, wiring.users().get(context.user_id), DAYS_AHEAD)
    meetings = coming(context, DAYS_AHEAD)
    rows = list(preparable_rows(meetings, who))
    context.show(WHICH, [*titled(WHICH, []), *(rows or [said(nothing_to_prepare(meetings, who) or ALL_UNDER_WAY)])])


def _settings(context: SlackContext, _rest: str) -> None:
    address = f"{wiring.settings().public_url}/settings"
    button = actions("settings", [link("settings", "Open the settings", address)])
    about = "Quiet hours, time zone, calendars, hours ahead. The most used are in AMO’s Home tab as well."
    context.show("Settings", [*titled("Settings", [about]), button])


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


def _meetings(context: SlackContext, days: int) -> list[TrackedMeeting]:
    return queries.coming_meetings(context.user_id, days)


def _matching(meetings: list[TrackedMeeting], words: str, now: datetime) -> TrackedMeeting:
    """The next meeting so called, sooner one that can be prepared than one that has begun.

    Raises NotFound, Refused when a later one may be meant.
    """
    found = so_called(meetings, words)
    if not found:
        raise NotFound("No coming meeting has these words in its title; /amo prep shows them all.")
    if len({tracked.meeting.title for tracked in found}) > 1:
        raise Refused("More than one meeting has these words in its title; give more of them, or type /amo prep.")
    return next((tracked for tracked in found if may_be_prepared(tracked, now)), found[0])


COMMANDS: Mapping[str, Callable[[SlackContext, str], None]] = {
    "today": _today,
    "prep": _prep,
    "approvals": list_waiting,
    "items": list_items,
    "ask": ask,
    "notes": choose_meeting,
    "settings": _settings,
    "sign-in": _sign_in,
    "connect": _connect,
    "help": _help,
}
