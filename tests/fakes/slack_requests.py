"""Requests as Slack posts them and API Gateway hands them on, field for field where we read them; signed."""

import base64
import hashlib
import json
import time
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

from lambdas.edges.slack.signature import sign

TEAM, PERSON, BOT = "T012AB3C4", "U061F7AUR", "UB0TB0T01"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


def direct_channel(user: str) -> str:
    """The app's direct message with somebody: always the same one."""
    return f"D{hashlib.sha256(user.encode()).hexdigest()[:8].upper()}"


def request(
    kind: str,
    body: str,
    *,
    secret: str = SECRET,
    age: float = 0,
    now: datetime | None = None,
    is_base64: bool = False,
    **headers: str,
) -> dict[str, Any]:
    """An HTTP API event (payload 2.0); ``headers`` replace Slack's own, with ``_`` for ``-``."""
    timestamp = str(int((now.timestamp() if now else time.time()) - age))
    slack_headers = {
        "content-type": "application/json" if kind == "events" else "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": sign(secret, timestamp, body.encode()),
    }
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    text = base64.b64encode(body.encode()).decode() if is_base64 else body
    return {
        "version": "2.0",
        "routeKey": f"POST /slack/{kind}",
        "rawPath": f"/slack/{kind}",
        "rawQueryString": "",
        "headers": slack_headers | given,
        "requestContext": {"http": {"method": "POST", "path": f"/slack/{kind}"}},
        "body": text,
        "isBase64Encoded": is_base64,
    }


def url_verification() -> str:
    return json.dumps(
        {"token": "Jhj5dZrVaK7ZwHHjRyZWjbDl", "challenge": "3eZbrw1aBm2rZgRNFd", "type": "url_verification"}
    )


def event_body(event: dict[str, Any], event_id: str = "Ev0PV52K21", team: str = TEAM) -> str:
    return json.dumps(
        {
            "token": "XXYYZZ",
            "team_id": team,
            "api_app_id": "A0FFV41KK",
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": 1355517523,
            "authorizations": [
                {"enterprise_id": None, "team_id": team, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}
            ],
            "is_ext_shared_channel": False,
        }
    )


def direct_message(
    text: str, ts: str = "1355517523.000005", thread_ts: str = "", user: str = PERSON, channel: str = ""
) -> dict[str, Any]:
    event = {
        "type": "message",
        "channel": channel or direct_channel(user),
        "user": user,
        "text": text,
        "ts": ts,
        "event_ts": ts,
        "channel_type": "im",
        "client_msg_id": "f7a1c0de-0000-4000-8000-000000000000",
        "blocks": [{"type": "rich_text", "block_id": "b", "elements": []}],
    }
    return event | ({"thread_ts": thread_ts} if thread_ts else {})


def shared_file(text: str, *file_ids: str, ts: str = "1355517523.000005", thread_ts: str = "") -> dict[str, Any]:
    """``file_share``: files dropped into the direct message, with a few words or none."""
    told = {"user": PERSON, "name": "from Slack.md", "mode": "hosted", "url_private": "https://files.slack.com/x"}
    files = [{"id": file_id, **told} for file_id in file_ids]
    return {**direct_message(text, ts, thread_ts), "subtype": "file_share", "files": files, "upload": False}


def edited_message(
    before: dict[str, Any], text: str, *, by_slack: bool = False, bot_id: str = "", ts: str = "1355517599.000100"
) -> dict[str, Any]:
    """``message_changed``: its author edited it, or Slack (``by_slack``) unfolded a link in it. No top-level author."""
    shown: dict[str, Any] = {
        name: before[name] for name in ("type", "user", "text", "ts", "thread_ts") if name in before
    }
    if bot_id:
        shown["bot_id"] = bot_id
    edited = {} if by_slack else {"edited": {"user": before["user"], "ts": ts}}
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": before["channel"],
        "channel_type": "im",
        "message": {**shown, "text": text, **edited},
        "previous_message": shown,
        "ts": ts,
        "event_ts": ts,
    }


def deleted_message(before: dict[str, Any], ts: str = "1355517599.000200") -> dict[str, Any]:
    shown: dict[str, Any] = {
        name: before[name] for name in ("type", "user", "text", "ts", "thread_ts") if name in before
    }
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": before["channel"],
        "channel_type": "im",
        "deleted_ts": before["ts"],
        "previous_message": shown,
        "ts": ts,
        "event_ts": ts,
    }


def click_body(
    action_id: str,
    value: str = "",
    *,
    user: str = PERSON,
    team: str = TEAM,
    trigger: str = "12466734323.1395872398.a",
    chosen: str = "",
    ts: str = "1548261231.000200",
    thread_ts: str = "",
    is_home: bool = False,
    block: str = "b1",
    channel: str = "",
) -> str:
    """``block_actions`` from a message in the DM, or from the App Home."""
    kind = "static_select" if chosen else "button"
    action: dict[str, Any] = {"type": kind, "action_id": action_id, "block_id": block, "action_ts": "1548426417.840180"}
    if chosen:
        action["selected_option"] = {"text": {"type": "plain_text", "text": chosen, "emoji": True}, "value": chosen}
    else:
        action |= {"value": value, "text": {"type": "plain_text", "text": "Click", "emoji": True}}
    message_container = {
        "type": "message",
        "message_ts": ts,
        "channel_id": channel or direct_channel(user),
        "is_ephemeral": False,
        **({"thread_ts": thread_ts} if thread_ts else {}),
    }
    payload: dict[str, Any] = {
        "type": "block_actions",
        "user": {"id": user, "username": "priya", "name": "priya", "team_id": team},
        "api_app_id": "A0FFV41KK",
        "token": "9s8d9as89d8as9d8as989",
        "container": {"type": "view", "view_id": "V01"} if is_home else message_container,
        "trigger_id": trigger,
        "team": {"id": team, "domain": "example"},
        "enterprise": None,
        "is_enterprise_install": False,
        "state": {"values": {}},
        "response_url": "https://hooks.slack.com/actions/T012AB3C4/1/xyz",
        "actions": [action],
    }
    if is_home:
        payload["view"] = {
            "id": "V01",
            "team_id": team,
            "type": "home",
            "hash": "156772938.1827394",
            "state": {"values": {}},
        }
    else:
        payload["channel"] = {"id": channel or direct_channel(user), "name": "directmessage"}
        payload["message"] = {
            "type": "message",
            "user": BOT,
            "ts": ts,
            "text": "fallback",
            "bot_id": "B0",
            "blocks": [],
        }
    return urlencode({"payload": json.dumps(payload)})


def pick_body(
    action_id: str,
    *,
    chosen: str = "",
    user_chosen: str = "",
    day: str = "",
    block: str,
    user: str = PERSON,
    trigger: str = "12466734323.1395872398.p",
) -> str:
    """``block_actions`` of a ``users_select``, ``datepicker`` or ``static_select`` in a message."""
    action: dict[str, Any] = {"action_id": action_id, "block_id": block, "action_ts": "1548426417.840180"}
    if user_chosen:
        action |= {"type": "users_select", "selected_user": user_chosen}
    elif day:
        action |= {"type": "datepicker", "selected_date": day}
    else:
        shown = {"type": "plain_text", "text": "A meeting", "emoji": True}
        action |= {"type": "static_select", "selected_option": {"text": shown, "value": chosen}}
    return _with_action(click_body(action_id, user=user, trigger=trigger), action)


def home_body(action: dict[str, Any], user: str = PERSON, trigger: str = "12466734323.1395872398.h") -> str:
    """``block_actions`` from the App Home, of any element."""
    whole = {"block_id": "b1", "action_ts": "1548426417.840180", **action}
    return _with_action(click_body("x", user=user, trigger=trigger, is_home=True), whole)


def _with_action(body: str, action: dict[str, Any]) -> str:
    payload = json.loads(parse_qs(body)["payload"][0])
    return urlencode({"payload": json.dumps({**payload, "actions": [action]})})


def submission_body(view: dict[str, Any], typed: dict[str, str], *, user: str = PERSON, view_id: str = "V1") -> str:
    """``view_submission``: a modal was sent with these values, by its blocks' ids."""
    kinds = {
        block["block_id"]: block["element"]["type"] for block in view.get("blocks", ()) if block["type"] == "input"
    }
    values = {name: {"typed": _entered(kinds.get(name, "plain_text_input"), value)} for name, value in typed.items()}
    payload = {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "example"},
        "user": {"id": user, "username": "priya", "name": "priya", "team_id": TEAM},
        "api_app_id": "A0FFV41KK",
        "token": "9s8d9as89d8as9d8as989",
        "trigger_id": f"trigger-{view_id}",
        "view": {**view, "id": view_id, "team_id": TEAM, "hash": "156663117.cd33ad1f", "state": {"values": values}},
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }
    return urlencode({"payload": json.dumps(payload)})


def _entered(kind: str, value: str) -> dict[str, Any]:
    """The state of an element; a time as seconds, as Slack sends it."""
    match kind:
        case "datepicker":
            return {"type": kind, "selected_date": value or None}
        case "datetimepicker":
            return {"type": kind, "selected_date_time": int(value)}
        case "checkboxes":
            ticked = [{"text": {"type": "plain_text", "text": "Keep", "emoji": True}, "value": value}] if value else []
            return {"type": kind, "selected_options": ticked}
    return {"type": kind, "value": value or None}


def shortcut_body(
    text: str,
    callback_id: str = "add_to_meeting",
    user: str = PERSON,
    trigger: str = "13345224609.8534564800.6f8ab1f53e13d0cd15f96106292d5536",
) -> str:
    """``message_action``: the shortcut in a message's menu."""
    payload = {
        "token": "Nj2rfC2hU8mAfgaJLemZgO7H",
        "callback_id": callback_id,
        "type": "message_action",
        "trigger_id": trigger,
        "response_url": "https://hooks.slack.com/app-actions/T0/1/1",
        "team": {"id": TEAM, "domain": "example"},
        "channel": {"id": "C1H9RESGA", "name": "general"},
        "user": {"id": user, "name": "priya", "team_id": TEAM, "username": "priya"},
        "message": {"type": "message", "user": "U0OTHER01", "ts": "1548261231.000200", "text": text},
        "message_ts": "1548261231.000200",
    }
    return urlencode({"payload": json.dumps(payload)})


def command_body(
    text: str, user: str = PERSON, team: str = TEAM, trigger: str = "13345224609.738474920.8088930838d88f"
) -> str:
    return urlencode(
        {
            "token": "gIkuvaNzQIHg97ATvDxqgjtO",
            "team_id": team,
            "team_domain": "example",
            "channel_id": "C2147483705",
            "channel_name": "test",
            "user_id": user,
            "user_name": "Steve",
            "command": "/amo",
            "text": text,
            "response_url": "https://hooks.slack.com/commands/1234/5678",
            "trigger_id": trigger,
            "api_app_id": "A123456",
            "is_enterprise_install": "false",
        }
    )
