"""Reads what Slack posts and keeps of it what the work behind the queue needs. Standard library only.

What is dropped is dropped on purpose: the deprecated verification token, response addresses, copies of whole messages.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

Fields = dict[str, Any]

EVENT_FIELDS = (
    "type",
    "subtype",
    "user",
    "bot_id",
    "channel",
    "channel_type",
    "text",
    "ts",
    "thread_ts",
    "deleted_ts",
    "tab",
    "tokens",
    "links",
    "message_ts",
    "unfurl_id",
    "source",
    "is_bot_user_member",
)
FILE_FIELDS = ("id",)
"""All else about a file is asked of Slack when it is read."""
INTERACTION_FIELDS = ("type", "user", "container", "actions", "state", "view", "trigger_id", "callback_id")
MESSAGE_FIELDS = ("ts", "thread_ts", "text", "user", "bot_id", "subtype")
COMMAND_FIELDS = ("command", "text", "user_id", "channel_id", "trigger_id")
MAX_FIELDS = 100


class UnreadablePayload(ValueError):
    """Not something Slack sends."""


def parse(kind: str, body: bytes) -> Fields:
    """``{"type": "url_verification", "challenge"}``, or a delivery: ``{"kind", "team_id", "key", ...}``.

    ``key`` tells one delivery from another and is the same each time Slack sends it again. Raises Unreadable.
    """
    try:
        return _READERS[kind](body)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise UnreadablePayload(kind) from error


def account_in(delivery: Mapping[str, Any]) -> str:
    """Returns the account a delivery is from."""
    content = delivery[delivery["kind"]]
    user = content.get("user") or content.get("user_id")
    return str(user.get("id", "") if isinstance(user, Mapping) else user or "")


def _event(body: bytes) -> Fields:
    envelope = _object(body)
    if envelope["type"] == "url_verification":
        return {"type": "url_verification", "challenge": str(envelope["challenge"])}
    event = _picked(envelope["event"], EVENT_FIELDS) | _edited(envelope["event"]) | _files(envelope["event"])
    return {"kind": "event", "team_id": str(envelope["team_id"]), "key": str(envelope["event_id"]), "event": event}


def _files(event: Mapping[str, Any]) -> Fields:
    files = event.get("files")
    if not isinstance(files, list):
        return {}
    return {"files": [_picked(file, FILE_FIELDS) for file in files if isinstance(file, dict)]}


def _edited(event: Mapping[str, Any]) -> Fields:
    """The message that an edit or a deletion is about, before and after; its author is the event's."""
    found = {
        name: _picked(event[name], MESSAGE_FIELDS)
        for name in ("message", "previous_message")
        if isinstance(event.get(name), dict)
    }
    authors = (found.get(name, {}).get("user") for name in ("previous_message", "message"))
    author = event.get("user") or next(filter(None, authors), None)
    return {**found, "user": author} if found and author else dict(found)


def _interaction(body: bytes) -> Fields:
    payload = _object(_form(body)["payload"].encode())
    team_id = (payload.get("team") or {}).get("id") or payload["user"]["team_id"]
    kept = _picked(payload, INTERACTION_FIELDS)
    if "message" in payload:
        kept["message"] = _picked(payload["message"], MESSAGE_FIELDS)
    return {"kind": "interaction", "team_id": str(team_id), "key": _interaction_key(payload), "interaction": kept}


def _interaction_key(payload: Mapping[str, Any]) -> str:
    """Every click has a trigger of its own; a submitted view is known by its state's hash."""
    view = payload.get("view") or {}
    if payload["type"] == "view_submission":
        return f"{view['id']}-{view['hash']}"
    return str(payload["trigger_id"])


def _command(body: bytes) -> Fields:
    form = _form(body)
    kept = {"kind": "command", "team_id": form["team_id"], "key": form["trigger_id"]}
    return kept | {"command": _picked(form, COMMAND_FIELDS)}


_READERS = {"events": _event, "interactions": _interaction, "commands": _command}


def _object(body: bytes) -> Fields:
    content = json.loads(body)
    if not isinstance(content, dict):
        raise TypeError("not an object")
    return content


def _form(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MAX_FIELDS))


def _picked(source: Mapping[str, Any], names: Iterable[str]) -> Fields:
    return {name: source[name] for name in names if name in source}
