"""Answers accounts of Slack that are no user's (yet): whatever they do, they are told how to be recognised.

Nothing of anybody's is done or shown for them.
"""

import logging
from collections.abc import Iterator

from lambdas import wiring
from lambdas.edges.slack.account_links import CONNECT, Asker, OfferedLink, make_offer, nobody, offer_link
from lambdas.edges.slack.delivery import Command, Content, Interaction, SlackEvent
from lambdas.slack.blocks import Block, Post, said, titled
from lambdas.slack.client import SlackRefused
from lambdas.slack.people import DEAD_TOKENS

log = logging.getLogger(__name__)

UNKNOWN = "AMO does not know this Slack account yet"
WHAT_AMO_DOES = "AMO prepares each of your meetings: it asks you a few questions, and writes the agenda and your brief."
HOW_TO_LINK = "Press Connect to AMO and sign in: that ties this Slack account to your AMO user, once and for all."
UNCONFIRMED = "Slack does not say that this account's e-mail address is confirmed, so AMO cannot recognise you by it."
NO_USER = "You have no AMO user? Ask whoever runs AMO where you work."
LINK_ENDS = "The button works once, for a quarter of an hour. For a new one type /amo connect."
HOME_LINK_ENDS = "The button works once, for a quarter of an hour. Open this tab again for a new one."


def meet(content: Content, asker: Asker) -> None:
    """Raises SlackRefused for a token that is not good any more: the delivery is tried again with another."""
    people, kind = wiring.slack_people(), type(content).__name__.lower()
    log.warning("refused: account %s of workspace %s is no user's (%s)", asker.slack_user_id, asker.team_id, kind)
    if people.records.workspace(asker.team_id) is None:
        return
    try:
        _answer(content, asker)
    except SlackRefused as error:
        if error.code in DEAD_TOKENS:
            people.forget(asker.team_id)
            raise
        log.warning("account %s cannot be answered: %s", asker.slack_user_id, error.code)


def _answer(content: Content, asker: Asker) -> None:
    """A command and a click wait for an answer and get one each; messages get one a day."""
    match content:
        case Command(word="connect"):
            offer_link(asker)
        case Command():
            _introduce(asker, f"stranger-{asker.key}")
        case Interaction() if any(one.name == CONNECT for one in content.clicks):
            return  # Slack opens the link by itself
        case Interaction():
            _introduce(asker, f"stranger-{asker.key}")
        case SlackEvent(kind="link_shared"):
            return  # written to other people
        case SlackEvent(kind="app_home_opened"):
            _publish_home(asker)
        case SlackEvent():
            _introduce(asker, f"stranger-{wiring.now():%Y-%m-%d}", content.thread_ts)


def _introduce(asker: Asker, message_id: str, thread_ts: str = "") -> None:
    posted = wiring.slack_records().posted(nobody(asker, "").user_id, message_id, wiring.now())
    if posted and posted.ts:
        return
    offered = make_offer(asker)
    post = Post(f"{UNKNOWN}.", tuple(_how(offered, LINK_ENDS)))
    posting = wiring.slack_people().posting(asker.team_id)
    posting.post(nobody(asker, offered.channel_id), message_id, post, thread_ts)


def _publish_home(asker: Asker) -> None:
    """Slack asks for it each time it is opened: the button is always a fresh one, and gone once it was used."""
    view = {"type": "home", "blocks": list(_how(make_offer(asker), HOME_LINK_ENDS))}
    wiring.slack_people().api(asker.team_id).call("views_publish", user_id=asker.slack_user_id, view=view)


def _how(offered: OfferedLink, ends: str) -> Iterator[Block]:
    reason = () if offered.is_confirmed else (UNCONFIRMED,)
    yield from titled(UNKNOWN, (WHAT_AMO_DOES, *reason, HOW_TO_LINK))
    yield offered.button
    yield said(f"{ends} {NO_USER}")
