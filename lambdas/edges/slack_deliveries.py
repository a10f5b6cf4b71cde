"""The work behind Slack's doors: each delivery once, for the person it is proven to be from."""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from lambdas import wiring
from lambdas.batches import partial_batch
from lambdas.channels.slack_api import SlackRefused
from lambdas.channels.slack_blocks import Post, section
from lambdas.channels.slack_text import literal
from lambdas.domain.slack import SlackLink
from lambdas.edges.slack_clicks import click
from lambdas.edges.slack_commands import command, open_home
from lambdas.edges.slack_talk import hear
from lambdas.edges.slack_visitor import Visitor
from lambdas.errors import Conflict, NotFound, Refused

log = logging.getLogger(__name__)

Fields = Mapping[str, Any]

STRANGER = (
    "AMO does not know this Slack account. It is recognised by its e-mail address: ask whoever runs AMO to give your "
    "AMO user the same address, and use the page until then."
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
    except Exception:
        records.release(key)
        raise
    records.complete(key, wiring.now())


def _work(delivery: Fields, key: str) -> None:
    team_id, slack_user_id = str(delivery["team_id"]), _author(delivery)
    if not slack_user_id:
        return
    people = wiring.slack_people()
    link = people.identify(team_id, slack_user_id)
    if link is None:
        log.warning("refused: account %s of workspace %s is no user's (%s)", slack_user_id, team_id, delivery["kind"])
        if delivery["kind"] != "interaction":
            _introduce(team_id, slack_user_id)
        return
    visitor = Visitor(link, people.posting(team_id), key, wiring.now())
    try:
        KINDS[delivery["kind"]](visitor, delivery[delivery["kind"]])
    except SlackRefused:
        people.forget(team_id)  # the token may have been replaced: the next try reads it again
        raise
    except (NotFound, Refused, Conflict) as problem:
        log.warning("refused: %s for user %s, delivery %s", type(problem).__name__, visitor.user_id, key)
        visitor.say(str(problem), _thread_of(delivery))


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


def _event(visitor: Visitor, event: Fields) -> None:
    if event["type"] == "app_home_opened":
        open_home(visitor)
    else:
        hear(visitor, str(event.get("text", "")), str(event.get("thread_ts", "")))


def _thread_of(delivery: Fields) -> str:
    """Where to answer: below what was pressed or written."""
    if delivery["kind"] == "event":
        return str(delivery["event"].get("thread_ts", ""))
    container = (delivery.get("interaction") or {}).get("container") or {}
    return str(container.get("thread_ts") or container.get("message_ts") or "")


def _introduce(team_id: str, slack_user_id: str) -> None:
    """Once a day at most."""
    people, now = wiring.slack_people(), wiring.now()
    opened = people.api(team_id).call("conversations_open", users=slack_user_id)
    nobody = SlackLink(
        team_id=team_id,
        slack_user_id=slack_user_id,
        user_id=f"slack:{team_id}:{slack_user_id}",
        channel_id=str(opened["channel"]["id"]),
        proof="email",
        linked_at=now,
    )
    post = Post("AMO does not know this Slack account.", (section(literal(STRANGER)),))
    people.posting(team_id).post(nobody, f"stranger-{now:%Y-%m-%d}", post)


KINDS: Mapping[str, Callable[[Visitor, Fields], None]] = {"event": _event, "interaction": click, "command": command}
