"""The work behind Slack's endpoint: each delivery once, for the person it is proven to be from."""

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from lambdas import wiring
from lambdas.aws.batches import partial_batch
from lambdas.domain.notifications.slack import SlackLink
from lambdas.edges.slack.account_links import Asker
from lambdas.edges.slack.clicks import click
from lambdas.edges.slack.commands import command
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.conversation import hear
from lambdas.edges.slack.delivery import (
    Command,
    Content,
    ConversationMove,
    Delivery,
    Interaction,
    SharedLinks,
    SlackEvent,
    read_delivery,
    within,
)
from lambdas.edges.slack.free_text import understand
from lambdas.edges.slack.home import open_home
from lambdas.edges.slack.question_cards import follow
from lambdas.edges.slack.strangers import meet
from lambdas.edges.slack.unfurls import unfurl
from lambdas.edges.slack.written_notes import take_notes
from lambdas.errors import Conflict, NotFound, Refused, Retryable
from lambdas.slack.client import SlackRefused

log = logging.getLogger(__name__)


def handle_slack_delivery(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return partial_batch(event, lambda body: handle(json.loads(body)), wiring.queue("slack_deliveries"))


def handle(body: Mapping[str, Any]) -> None:
    """Leaves a delivery that is done; one that fails, or may be in work, is tried again (faults 53, 54).

    Raises Retryable for the latter: whoever claimed it may have died, or not got to say that it failed.
    """
    delivery, records = read_delivery(body), wiring.slack_records()
    key = f"{delivery.team_id}-{delivery.key}"
    if not records.claim(key, wiring.now()):
        if not records.is_done(key):
            raise Retryable("Somebody may be at this delivery; it is tried again.")
        log.info("delivery %s is done", key)
        return
    try:
        _work(delivery, key)
    except Exception:  # the queue shows it again within seconds; of a function that died the lease runs out first
        records.release(key)
        raise
    records.complete(key, wiring.now())


def _work(delivery: Delivery, key: str) -> None:
    team_id, content = delivery.team_id, delivery.content
    if isinstance(content, SlackEvent) and content.is_end:
        wiring.slack_records().disconnect(team_id)
        wiring.slack_people().forget(team_id)
        log.warning("workspace %s took the app out, or its token back", team_id)
        return
    slack_user_id = _author(delivery)
    if not slack_user_id:
        return
    people = wiring.slack_people()
    link = people.identify(team_id, slack_user_id)
    if isinstance(content, ConversationMove):
        _follow(link, key, content)
        return
    if link is None:
        meet(content, Asker(team_id, slack_user_id, key))
        return
    context = SlackContext(link, people.posting(team_id), key, wiring.now())
    content = within(content, link.channel_id)
    try:
        _handle(context, content)
    except SlackRefused:
        people.forget(team_id)  # the token may have been replaced: the next try reads it again
        raise
    except (NotFound, Refused, Conflict) as error:
        log.warning("refused: %s for user %s, delivery %s", type(error).__name__, context.user_id, key)
        context.say(str(error), content.anchor)


def _follow(link: SlackLink | None, key: str, moved: ConversationMove) -> None:
    """Nobody is told when there is nothing left that could follow."""
    if link is None:
        return
    context = SlackContext(link, wiring.slack_people().posting(link.team_id), key, wiring.now())
    with suppress(NotFound):
        follow(context, wiring.conversations().get(link.user_id, moved.session_id, context.now))


def _handle(context: SlackContext, content: Content) -> None:
    match content:
        case Interaction():
            click(context, content)
        case Command():
            command(context, content)
        case SlackEvent(kind="app_home_opened"):
            open_home(context)
        case SlackEvent(shared=SharedLinks() as shared):
            unfurl(context, shared)
        case SlackEvent():
            if not (take_notes(context, content) or hear(context, content)):
                understand(context, content)


def _author(delivery: Delivery) -> str:
    """Empty when no person did anything: AMO's own messages above all."""
    content = delivery.content
    if not isinstance(content, SlackEvent):
        return content.user
    workspace = wiring.slack_records().workspace(delivery.team_id)
    if workspace is None or content.is_of_a_bot or content.user == workspace.bot_user_id:
        return ""
    return content.user if content.is_of_a_person else ""
