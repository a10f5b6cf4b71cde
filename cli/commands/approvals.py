"""``./amo approvals [list|show ID|approve ID...|reject ID...|undo ID...|accept-rule ID]``"""

import argparse
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from cli.api_client import ApiClient
from cli.session import api_of
from cli.terminal import json_result, progress, result, table
from lambdas.errors import Refused

MAX_AT_ONCE = 50
LISTED = 1000


def run(options: argparse.Namespace) -> int:
    """Exit 1 when anything asked for was not done."""
    verb = options.verb
    if verb != "list" and not options.ids:
        raise Refused(f"say which: ./amo approvals {verb} ID; ./amo approvals list shows the ids")
    if verb == "list" and options.ids:
        raise Refused("list takes no ids; ./amo approvals show ID shows one")
    return VERBS[verb](api_of(options), options)


def _list(api: ApiClient, options: argparse.Namespace) -> int:
    actions = api.get("/approvals", limit=LISTED)
    if options.json:
        json_result(actions)
    elif not actions:
        result("Nothing waits for a decision, and nothing was decided yet.")
    else:
        table(["ID", "RISK", "STATUS", "UNTIL", "WHAT"], [_row(action) for action in actions])
    return 0


def _show(api: ApiClient, options: argparse.Namespace) -> int:
    shown = [api.get(f"/approvals/{action_id}") for action_id in options.ids]
    if options.json:
        json_result(shown[0] if len(shown) == 1 else shown)
        return 0
    for action in shown:
        result(f"{action['action_id']}  {action['risk_level']} risk, {_state(action)}, until {_when(action)}")
        result(action["preview"])
        result(f"Asked for by {action['requested_by']}; {action['reason']}")
        for vote in action["votes"]:
            note = f": {vote['note']}" if vote["note"] else ""
            result(f"  {vote['by']} ({vote['role']}): {vote['verdict']}{note}")
        if action["result"] or action["error"]:
            result(action["result"] or action["error"])
    return 0


def _decide(api: ApiClient, options: argparse.Namespace) -> int:
    """One result per action, whatever became of the others."""
    outcomes = []
    for first in range(0, len(options.ids), MAX_AT_ONCE):
        ids = options.ids[first : first + MAX_AT_ONCE]
        body = {"action_ids": ids, "decision": options.verb, "note": options.note}
        outcomes += api.post("/approvals/bulk", body)
    return _report(outcomes, options.json)


def _undo(api: ApiClient, options: argparse.Namespace) -> int:
    actions = [api.post(f"/approvals/{action_id}/undo") for action_id in options.ids]
    outcomes = [{"action_id": a["action_id"], "ok": True, "status": "to be undone", "message": ""} for a in actions]
    return _report(outcomes, options.json)


def _accept_rule(api: ApiClient, options: argparse.Namespace) -> int:
    rules = [api.post(f"/autonomy/rules/{rule_id}") for rule_id in options.ids]
    if options.json:
        json_result(rules)
    for rule in [] if options.json else rules:
        result(f"{rule['action_type']} runs without asking until {rule['until']}, but for spot checks.")
    return 0


VERBS: dict[str, Callable[[ApiClient, argparse.Namespace], int]] = {
    "list": _list,
    "show": _show,
    "approve": _decide,
    "reject": _decide,
    "undo": _undo,
    "accept-rule": _accept_rule,
}


def _report(outcomes: Sequence[dict[str, Any]], as_json: bool) -> int:
    if as_json:
        json_result(list(outcomes))
    for outcome in [] if as_json else outcomes:
        if outcome["ok"]:
            result(f"{outcome['action_id']}: {outcome['status']}")
        else:
            progress(f"{outcome['action_id']}: {outcome['message']}")
    return 0 if all(outcome["ok"] for outcome in outcomes) else 1


def _row(action: dict[str, Any]) -> list[str]:
    title = action["preview"].splitlines()[0]
    shown = title if len(title) <= 70 else title[:69] + "…"
    return [action["action_id"], action["risk_level"], _state(action), _when(action), shown]


def _state(action: dict[str, Any]) -> str:
    return f"{action['status']}, {action['execution']}" if action["execution"] != "none" else str(action["status"])


def _when(action: dict[str, Any]) -> str:
    return f"{datetime.fromisoformat(action['expires_at']).astimezone():%a %d %b %H:%M %Z}"
