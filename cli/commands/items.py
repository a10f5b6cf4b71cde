"""``./amo items [list|done ID...|drop ID...|reopen ID...|due ID DAY]``"""

import argparse
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from cli.api_client import ApiClient
from cli.session import api_of
from cli.terminal import json_result, result, table
from lambdas.domain.kernel.counts import counted
from lambdas.errors import NotFound, Refused

SHOWN = 70
NO_DAY = "none"


def run(options: argparse.Namespace) -> int:
    """One result for each id; the first that is not there ends it."""
    if options.verb == "list":
        if options.words:
            raise Refused("list takes no ids; ./amo items done ID closes one")
        return _list(api_of(options), options.json)
    if not options.words:
        raise Refused(f"say which: ./amo items {options.verb} ID; ./amo items shows the ids")
    changed = _changes(api_of(options), options.verb, options.words)
    if options.json:
        json_result(changed)
    for item in [] if options.json else changed:
        result(f"{_state(item)}: {item['what']}")
    return 0


def _list(api: ApiClient, as_json: bool) -> int:
    items = api.get("/items")
    if as_json:
        json_result(items)
        return 0
    own, owed = ([item for item in items if bool(item["owed_to"]) is is_owed] for is_owed in (False, True))
    if not items:
        result("Nothing is open: no action item on your list, none that you owe to others.")
    for title, listed in (("On your list", own), ("You owe to others", owed)):
        if listed:
            result(f"{title}: {len(listed)}")
            table(["ID", "DUE", "OWNER", "AGE", "WHAT", "FROM"], [_row(item) for item in listed])
    return 0


def _changes(api: ApiClient, verb: str, words: list[str]) -> list[dict[str, Any]]:
    if verb != "due":
        return [_changed(api, item_id, verb) for item_id in words]
    if len(words) != 2:
        raise Refused(f"say which and when: ./amo items due ID 2026-12-04, or {NO_DAY}")
    item_id, day = words
    return [_changed(api, item_id, "due", {"due": None if day == NO_DAY else _day(day)})]


def _changed(api: ApiClient, item_id: str, act: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    try:
        return dict(api.post(f"/items/{quote(item_id, safe='')}/{act}", body))
    except NotFound as error:
        raise NotFound(f"there is no action item {item_id}; ./amo items shows the ids") from error


def _state(item: dict[str, Any]) -> str:
    """As it is now; one that is closed is given no other day."""
    if item["status"] != "open":
        return str(item["status"]).capitalize()
    return f"Open, due {item['due']}" if item["due"] else "Open, due on no day"


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise Refused(f"{text} is no day: write it like 2026-12-04, or {NO_DAY}") from error


def _row(item: dict[str, Any]) -> list[str]:
    due = f"{item['due'] or '-'}{' late' if item['is_late'] else ''}"
    what = item["what"] if len(item["what"]) <= SHOWN else item["what"][: SHOWN - 1] + "…"
    whose = item["owner"] or "you"
    owner = f"you, for {item['owed_to']}" if item["owed_to"] else whose
    return [item["item_id"], due, owner, _age(item["created_at"]), what, item["origin"]["title"] or "-"]


def _age(created_at: str) -> str:
    days = (datetime.now(UTC) - datetime.fromisoformat(created_at)).days
    return counted(days, "day") if days > 0 else "today"
