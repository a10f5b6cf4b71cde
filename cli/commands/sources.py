"""``./amo sources [list|connect KIND|test ID|refresh ID|disconnect ID]``: where figures come from by themselves."""

import argparse
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from cli.api_client import ApiClient
from cli.session import api_of
from cli.source_values import Field, ask_for, given_values, missing
from cli.terminal import json_result, progress, result, table
from lambdas.domain.kernel.counts import counted
from lambdas.errors import NotFound, Refused

MAX_WAITED_SECONDS = 60.0
LOOK_EVERY_SECONDS = 1.0
WELL = frozenset({"new", "ok"})
MINUTE, HOUR, DAY = 60, 3600, 86400
NO_SUCH = "there is no source {}; ./amo sources shows the ids"
TO_DO = {
    "reconnect": "./amo sources connect {kind} --again {source_id}",
    "refused": "look at its settings, then ./amo sources connect {kind} --again {source_id}",
    "throttled": "AMO goes on by itself",
    "unreachable": "AMO tries again by itself",
}
Told = dict[str, Any]
"""One source, as ``GET /api/sources`` has it."""


def run(options: argparse.Namespace) -> int:
    _refuse_what_cannot_be(options)
    verbs = {"list": _list, "connect": _connect, "test": _test, "refresh": _refresh, "disconnect": _disconnect}
    return verbs[options.verb](api_of(options), options)


def _refuse_what_cannot_be(options: argparse.Namespace) -> None:
    if options.verb == "list" and options.which:
        raise Refused(f"list takes no id; ./amo sources test {options.which} asks that one")
    if options.verb in ("test", "refresh", "disconnect") and not options.which:
        raise Refused(f"say which: ./amo sources {options.verb} ID; ./amo sources shows the ids")
    of_connect = {"--set": options.set, "--secret-file": options.secret_file, "--name": options.name}
    of_connect |= {"--team": options.team, "--again": options.again}
    if options.verb != "connect" and (given := [name for name, value in of_connect.items() if value]):
        raise Refused(f"{given[0]} is for connect")
    if options.keep_records and options.verb != "disconnect":
        raise Refused("--keep-records is for disconnect")
    if options.again and (options.name or options.team):
        raise Refused(f"--{'name' if options.name else 'team'} is for a new one; --again changes settings and secrets")


def _list(api: ApiClient, options: argparse.Namespace) -> int:
    told = api.get("/sources")
    sources: list[Told] = told["sources"]
    if options.json:
        json_result(sources)
    elif not sources:
        kinds = ", ".join(kind["kind"] for kind in told["kinds"])
        result(f"No source yet: ./amo sources connect KIND, with one of {kinds}.")
    else:
        table(["ID", "SOURCE", "STATUS", "READ", "ROWS", "FOR"], [_row(one) for one in sources])
        for line in (line for one in sources for line in _remarks(one)):
            result(line)
    return 0


def _row(one: Told) -> list[str]:
    rows = f"{one['rows']}{'' if one['is_whole'] else ' of more'}"
    return [one["source_id"], one["name"], one["status"], _age(one["age_seconds"]), rows, _whose(one)]


def _whose(one: Told) -> str:
    return "your team" if one["owner"] == "team" else one["owner"]


def _age(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} min ago"
    if seconds < DAY:
        return f"{counted(int(seconds // HOUR), 'hour')} ago"
    return f"{counted(int(seconds // DAY), 'day')} ago"


def _remarks(one: Told) -> list[str]:
    remarks = []
    if one["problem"]:
        since = f" (since {one['failing_since'][:16].replace('T', ' ')} UTC)" if one["failing_since"] else ""
        to_do = TO_DO.get(one["status"], "").format(kind=one["kind"], source_id=one["source_id"])
        remarks.append(f"{one['source_id']}: {one['problem']}{since}{f' {to_do}' if to_do else ''}")
    if one["refused"]:
        shown = "; ".join(one["refused_rows"])
        remarks.append(f"{one['source_id']}: {counted(one['refused'], 'row')} could not be used: {shown}")
    return remarks


def _connect(api: ApiClient, options: argparse.Namespace) -> int:
    told = api.get("/sources")
    before = _found(told["sources"], options.again) if options.again else None
    kind = _kind(told["kinds"], options.which or (before["kind"] if before else ""))
    if before and before["kind"] != kind["kind"]:
        raise Refused(f"{options.again} is {before['label']}: ./amo sources connect {before['kind']} --again ID")
    values = _values(kind, options)
    progress(f"Asking {kind['label']} ..." if not kind["is_pushed"] else f"Connecting {kind['label']} ...")
    if before:
        answer = api.put(f"/sources/{quote(options.again, safe='')}", {"values": values})
    else:
        request = {"kind": kind["kind"], "name": options.name, "for_team": options.team, "values": values}
        answer = api.post("/sources", request)
    if options.json:
        json_result(answer)
    else:
        _tell(kind, answer)
    return 0


def _kind(kinds: list[Told], name: str) -> Told:
    found = next((kind for kind in kinds if kind["kind"] == name), None)
    if found is None:
        known = ", ".join(kind["kind"] for kind in kinds)
        raise Refused(f"there is no kind {name}; there are {known}" if name else f"say which kind: one of {known}")
    return found


def _values(kind: Told, options: argparse.Namespace) -> dict[str, str]:
    """Of one that is there its secrets are asked for where nothing else is said: mostly a token has ended."""
    fields: list[Field] = kind["fields"]
    values = given_values(fields, options.set, options.secret_file)
    if options.again:
        return values or ask_for([field for field in fields if field["is_secret"]], is_kept=True)
    asked = missing(fields, values)
    if asked:
        progress(kind["advice"])
    return values | ask_for(asked)


def _tell(kind: Told, answer: Told) -> None:
    """An address for a service to tell AMO at is shown this once, with what to do there."""
    source, place = answer["source"], answer["source"]["place"]
    told = "; it is being read" if source["next_at"] else ""
    result(f"Connected: {source['name']}, as {source['source_id']}{told}.")
    if answer["said"]:
        result(answer["said"])
    shown = {
        "It tells AMO at this address, shown this once": answer["hook"],
        "External id for the role": source["settings"].get("external_id"),
        "Its file goes to": f"s3://{place['bucket']}/{place['key']}" if place else "",
    }
    for what, value in shown.items():
        if value:
            result(f"{what}: {value}")
    if any(shown.values()):
        result(kind["advice"])


def _test(api: ApiClient, options: argparse.Namespace) -> int:
    """Exit 1 where it does not answer as it should."""
    answer = _about(options.which, lambda at: api.post(f"{at}/test"))
    if options.json:
        json_result(answer)
    else:
        result(answer["said"])
    return 0 if answer["ok"] else 1


def _refresh(api: ApiClient, options: argparse.Namespace) -> int:
    """Exit 1 where the reading failed; one that is not over in a minute is no failure."""
    before = _found(api.get("/sources")["sources"], options.which)
    _about(options.which, lambda at: api.post(f"{at}/refresh"))
    progress(f"Asked for; waiting up to {MAX_WAITED_SECONDS:.0f} seconds for it ...")
    after = _read(api, before)
    if options.json:
        json_result({"is_over": after is not None, "source": after or before})
    elif after is None:
        result("It is still being read: ./amo sources shows when that is over.")
    elif after["status"] in WELL:
        result(f"Read: {counted(after['rows'], 'row')}.")
    for line in _remarks(after) if after and not options.json else []:
        result(line)
    return 0 if after is None or after["status"] in WELL else 1


def _read(api: ApiClient, before: Told) -> Told | None:
    """Returns it after the reading, whose end sets when the next is due; None where that takes too long."""
    until = time.monotonic() + MAX_WAITED_SECONDS
    while time.monotonic() < until:
        now = _found(api.get("/sources")["sources"], before["source_id"])
        if now["next_at"] != before["next_at"]:
            return now
        time.sleep(LOOK_EVERY_SECONDS)
    return None


def _disconnect(api: ApiClient, options: argparse.Namespace) -> int:
    kept = "true" if options.keep_records else "false"
    answer = _about(options.which, lambda at: api.delete(f"{at}?keep_records={kept}"))
    if options.json:
        json_result(answer or {"disconnected": True})
    else:
        what = "What it filled in stays" if options.keep_records else "What it filled in is gone"
        result(f"Disconnected. {what}.")
    return 0


def _found(sources: list[Told], source_id: str) -> Told:
    found = next((one for one in sources if one["source_id"] == source_id), None)
    if found is None:
        raise NotFound(NO_SUCH.format(source_id))
    return found


def _about(source_id: str, ask: Callable[[str], Any]) -> Told:
    """Asks about one, at its path in the API."""
    try:
        return dict(ask(f"/sources/{quote(source_id, safe='')}") or {})
    except NotFound:
        raise NotFound(NO_SUCH.format(source_id)) from None
