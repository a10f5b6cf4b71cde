"""The work behind Slack's endpoint: each delivery once, for the person it is proven to be from."""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from lambdas import wiring
from lambdas.aws.batches import partial_batch
from lambdas.edges.slack.account_links import Asker, nobody, offer_link
from lambdas.edges.slack.clicks import click
from lambdas.edges.slack.commands import command, open_home
from lambdas.edges.slack.context import SlackContext
from lambdas.edges.slack.conversation import hear
from lambdas.errors import AmoError, Conflict, NotFound, Refused
from lambdas.slack.blocks import Post, section
from lambdas.slack.client import SlackRefused
from lambdas.slack.text import literal

log = logging.getLogger(__name__)

Fields = Mapping[str, Any]

STRANGER = (
    "AMO does not know this Slack account. Type /amo connect, open the link and sign in: that ties the two. Where your "
    "AMO user has the address that Slack knows, proved yours, it is recognised by itself."
)
PLAIN_MESSAGES = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages that people write; the rest are edits, deletions, joins, and bots (fault 63)."""


def handle_slack_delivery(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return partial_batch(event, lambda body: handle(json.loads(body)))


def handle(delivery: Fields) -> None:
    """Whoever finds it done, or in work, leaves it; one that fails is tried again (faults 53, 54)."""
    key, records = f"{delivery['team_id']}-{delivery['key']}", wiring.slack_records()
    if not records.claim(key, wiring.now()):
        log.info("delivery %s is done or in work", key)
        return
    try:
        _work(delivery, key)
    except AmoError:  # of anything else the lease runs out before the queue shows the message again
        records.release(key)
        raise
    records.complete(key, wiring.now())


def _work(delivery: Fields, key: str) -> None:
    if _is_the_end(delivery):
        wiring.slack_records().disconnect(str(delivery["team_id"]))
        wiring.slack_people().forget(str(delivery["team_id"]))
        log.warning("workspace %s took the app out, or its token back", delivery["team_id"])
        return
    team_id, slack_user_id = str(delivery["team_id"]), _author(delivery)
    if not slack_user_id:
        return
    people = wiring.slack_people()
    link = people.identify(team_id, slack_user_id)
    if link is None:
        _meet(delivery, Asker(team_id, slack_user_id, key))
        return
    context = SlackContext(link, people.posting(team_id), key, wiring.now())
    try:
        KINDS[delivery["kind"]](context, delivery[delivery["kind"]])
    except SlackRefused:
        people.forget(team_id)  # the token may have been replaced: the next try reads it again
        raise
    except (NotFound, Refused, Conflict) as error:
        log.warning("refused: %s for user %s, delivery %s", type(error).__name__, context.user_id, key)
        context.say(str(error), _thread_of(delivery))


def _is_the_end(delivery: Fields) -> bool:
    """Of users' tokens, which AMO has none of, Slack tells in the same event."""
    event = delivery.get("event") or {}
    was_revoked = event.get("type") == "tokens_revoked" and bool((event.get("tokens") or {}).get("bot"))
    return was_revoked or event.get("type") == "app_uninstalled"


def _meet(delivery: Fields, asker: Asker) -> None:
    """Somebody AMO does not know: told how to be recognised, or given the link they ask for."""
    kind = delivery["kind"]
    if kind == "command" and str(delivery["command"].get("text", "")).strip().casefold() == "connect":
        offer_link(asker)
        return
    log.warning("refused: account %s of workspace %s is no user's (%s)", asker.slack_user_id, asker.team_id, kind)
    if kind != "interaction":
        _introduce(asker)


def _author(delivery: Fields) -> str:
    """Empty when no person did anything: AMO's own messages above all."""
    content = delivery[delivery["kind"]]
    if delivery["kind"] == "command":
        return str(content["user_id"])
    if delivery["kind"] == "interaction":
        return str(content["user"]["id"])
    workspace = wiring.slack_records().workspace(str(delivery["team_id"]))
    is_written = content["type"] == "message" and content.get("channel_type") == "im"
    is_home = content["type"] == "app_home_opened" and content.get("tab") == "home"
    is_of_a_bot = bool(content.get("bot_id")) or workspace is None or content.get("user") == workspace.bot_user_id
    if is_of_a_bot or content.get("subtype") not in PLAIN_MESSAGES or not (is_written or is_home):
        return ""
    return str(content.get("user", ""))


def _event(context: SlackContext, event: Fields) -> None:
    if event["type"] == "app_home_opened":
        open_home(context)
    else:
        hear(context, str(event.get("text", "")), str(event.get("thread_ts", "")))


def _thread_of(delivery: Fields) -> str:
    """Where to answer: below what was pressed or written."""
    if delivery["kind"] == "event":
        return str(delivery["event"].get("thread_ts", ""))
    container = (delivery.get("interaction") or {}).get("container") or {}
    return str(container.get("thread_ts") or container.get("message_ts") or "")


def _introduce(asker: Asker) -> None:
    """Once a day at most."""
    people, now = wiring.slack_people(), wiring.now()
    opened = people.api(asker.team_id).call("conversations_open", users=asker.slack_user_id)
    post = Post("AMO does not know this Slack account.", (section(literal(STRANGER)),))
    somebody = nobody(asker, str(opened["channel"]["id"]))
    people.posting(asker.team_id).post(somebody, f"stranger-{now:%Y-%m-%d}", post)


KINDS: Mapping[str, Callable[[SlackContext, Fields], None]] = {
    "event": _event,
    "interaction": click,
    "command": command,
}
