"""``./amo approvals [list|show ID|approve ID...|reject ID...|confirm ID|undo ID...|accept-rule ID]``

A decision names what was shown: the hash of what this command prints, or the one that ``ID@HASH`` names.
"""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cli.api_client import ApiClient, NotSignedIn
from cli.session import api_of
from cli.terminal import json_result, progress, result, table
from lambdas.domain.actions.words import who_may_approve
from lambdas.errors import Conflict, NotFound, Refused

MAX_AT_ONCE = 50
LISTED = 1000
HASH_SHOWN = 16
AN_ACTION = re.compile(r"a[0-9a-f]{20}")
NO_ID = "This is no id of an action; ./amo approvals list shows them."
CHANGED = "This is not what you were shown; look at it again."
CONFIRMED = "Nobody else says yes to this. Confirm what you asked for yourself? Type yes: "


def run(options: argparse.Namespace) -> int:
    """Exit 1 when anything asked for was not done."""
    verb = options.verb
    if verb != "list" and not options.ids:
        raise Refused(f"say which: ./amo approvals {verb} ID; ./amo approvals list shows the ids")
    if options.seen and len(options.ids) != 1:
        raise Refused("--seen is of one action; name several as ID@HASH")
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
        for heading, own in _by_person(actions):
            if heading:
                result(f"\n{heading}")
            table(["ID", "RISK", "STATUS", "UNTIL", "WHAT"], [_row(action) for action in own])
    return 0


def _by_person(actions: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Their own and their team's first, without a heading; then those of each person they review for."""
    people = sorted({action["for_whom"] for action in actions})
    groups = [(f"For {name}" if name else "", [a for a in actions if a["for_whom"] == name]) for name in people]
    return [(heading, own) for heading, own in groups if own]


def _show(api: ApiClient, options: argparse.Namespace) -> int:
    if wrong := [action_id for action_id in options.ids if not AN_ACTION.fullmatch(action_id)]:
        raise Refused(f"{wrong[0]}: {NO_ID}")
    shown = [api.get(f"/approvals/{action_id}") for action_id in options.ids]
    if options.json:
        json_result(shown[0] if len(shown) == 1 else shown)
        return 0
    for action in shown:
        _print(action, result)
        for line in action["history"]:
            result(f"  {line}")
        if action["looked_at"]:
            result("Looked at by:")
        for line in action["looked_at"]:
            result(f"  {line}")
    return 0


def _print(action: dict[str, Any], out: Callable[[str], None]) -> None:
    """Every line of what is decided, whose it is as the reader would say it, and what a decision on it is to name."""
    out(f"{action['action_id']}  {action['risk_level']} risk, {_state(action)}, until {action['until']}")
    out("\n".join([action["title"], *action["preview"].splitlines()[1:]]))
    why = f" {_sentence(action['reason'])}" if action["reason"] else ""
    out(f"{action['asks']}{why}")
    if action["status"] != "pending":
        return
    if action["blocking_reason"]:
        out(f"{action['blocking_reason']} {_who_may(action)}".rstrip())
    out(f"To decide on exactly this: {action['action_id']}@{action['payload_hash'][:HASH_SHOWN]}")


def _who_may(action: dict[str, Any]) -> str:
    if action["may_confirm"]:
        return f"./amo approvals confirm {action['action_id']}"
    return who_may_approve(action["who_may"])


def _sentence(text: str) -> str:
    return f"Asked because {text.rstrip('.')}."


def _decide(api: ApiClient, options: argparse.Namespace) -> int:
    """One result per action, whatever became of the others; each is decided as it was shown.

    What ``ID@HASH`` or ``--seen`` names was shown before; anything else is shown now, and asked about where somebody is
    there to be asked.
    """
    found = [_named(api, word, options.seen) for word in options.ids]
    unseen = [one.action for one in found if one.action and not one.was_seen]
    for action in unseen:
        _print(action, progress if options.json else result)
    if unseen and not _is_wanted(options, len(unseen)):
        progress("Nothing was decided.")
        return 1
    items = [
        {"action_id": one.action["action_id"], "payload_hash": one.action["payload_hash"]}
        for one in found
        if one.action
    ]
    outcomes = [one.refusal for one in found if one.refusal]
    for first in range(0, len(items), MAX_AT_ONCE):
        body = {"items": items[first : first + MAX_AT_ONCE], "decision": options.verb, "note": options.note}
        outcomes += api.post("/approvals/bulk", body)
    return _report(outcomes, options.json)


def _confirm(api: ApiClient, options: argparse.Namespace) -> int:
    """The second step of whoever asked for it themselves, where nobody else may approve it."""
    outcomes = []
    for word in options.ids:
        one = _named(api, word, options.seen)
        if one.action is None:
            outcomes.append(one.refusal)
            continue
        _print(one.action, progress if options.json else result)
        if not (options.yes or _is_typed(CONFIRMED)):
            progress("Nothing was confirmed.")
            return 1
        body = {"decision": "approve", "payload_hash": one.action["payload_hash"], "note": options.note}
        outcomes.append(_asked(api, one.action["action_id"], "", {**body, "confirm_own": True}))
    return _report(outcomes, options.json)


def _asked(api: ApiClient, action_id: str, way: str, body: Any = None, status: str = "") -> dict[str, Any]:
    """The result of one of several, whatever becomes of the others. Raises what holds for all of them."""
    if not AN_ACTION.fullmatch(action_id):
        return _refusal(action_id, NO_ID)
    try:
        answer = api.post(f"/approvals/{action_id}{way}", body)
    except NotSignedIn:
        raise
    except (Refused, Conflict, NotFound) as error:
        return _refusal(action_id, str(error))
    return {"action_id": answer["action_id"], "ok": True, "status": status or answer["status"], "message": ""}


@dataclass(frozen=True)
class NamedAction:
    """An action of the command line as it is now, or why it cannot be decided."""

    action: dict[str, Any] | None = None
    was_seen: bool = False
    refusal: dict[str, Any] = field(default_factory=dict)


def _named(api: ApiClient, word: str, seen: str) -> NamedAction:
    action_id, _, named = word.partition("@")
    shown = named or seen
    if not AN_ACTION.fullmatch(action_id):
        return NamedAction(refusal=_refusal(action_id, NO_ID))
    try:
        action = api.get(f"/approvals/{action_id}")
    except NotFound as error:
        return NamedAction(refusal=_refusal(action_id, str(error)))
    if shown and (len(shown) < HASH_SHOWN or not action["payload_hash"].startswith(shown)):
        return NamedAction(refusal=_refusal(action_id, CHANGED))
    return NamedAction(action, was_seen=bool(shown))


def _refusal(action_id: str, message: str) -> dict[str, Any]:
    return {"action_id": action_id, "ok": False, "status": "", "message": message}


def _is_wanted(options: argparse.Namespace, count: int) -> bool:
    """A script that names ids alone decides on what it has just printed."""
    if options.yes or options.json or not sys.stdin.isatty():
        return True
    return _is_typed(f"{options.verb.capitalize()} {'this' if count == 1 else f'these {count}'}? Type yes: ")


def _is_typed(asked: str) -> bool:
    """Raises Refused where nobody can be asked."""
    if not sys.stdin.isatty():
        raise Refused("this is a step of its own: say --yes when nobody is there to be asked")
    try:
        return input(asked).strip().casefold() == "yes"
    except EOFError:
        return False


def _undo(api: ApiClient, options: argparse.Namespace) -> int:
    outcomes = [_asked(api, action_id, "/undo", status="to be undone") for action_id in options.ids]
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
    "confirm": _confirm,
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
    title = action["title"]
    shown = title if len(title) <= 70 else title[:69] + "…"
    return [action["action_id"], action["risk_level"], _state(action), action["until"], shown]


def _state(action: dict[str, Any]) -> str:
    return f"{action['status']}, {action['execution']}" if action["execution"] != "none" else str(action["status"])
