"""``./amo calendar [list|connect FILE_OR_URL|disconnect ID]``: the calendars AMO reads for you."""

import argparse
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cli import calendars
from cli.api_client import ApiClient
from cli.session import api_of
from cli.terminal import json_result, result, table
from lambdas.errors import Refused
from stacks.stage_file import LOCAL_STAGE


def run(options: argparse.Namespace) -> int:
    if options.verb != "list" and not options.calendar:
        given = "FILE_OR_URL" if options.verb == "connect" else "ID"
        raise Refused(f"say which: ./amo calendar {options.verb} {given}")
    if options.verb == "connect":
        calendars.check(options.calendar)
    api = api_of(options)
    return {"list": _list, "connect": _connect, "disconnect": _disconnect}[options.verb](api, options)


def _list(api: ApiClient, options: argparse.Namespace) -> int:
    connected = api.get("/calendars")
    if options.json:
        json_result(connected)
    elif not connected:
        result("No calendar yet: ./amo calendar connect FILE_OR_URL, or on the page with Google or Microsoft.")
    else:
        table(["ID", "CALENDAR", "STATE"], [_row(one) for one in connected])
    return 0


def _row(one: dict[str, Any]) -> list[str]:
    return [one["calendar_id"], one["label"], one.get("problem") or "read"]


def _connect(api: ApiClient, options: argparse.Namespace) -> int:
    """On this machine a file stays connected: each sync reads it again. A deployed stage is given it once."""
    if options.stage == LOCAL_STAGE:
        calendars.connect(api.stage, options.calendar)
        answer: dict[str, Any] = {"calendar": Path(options.calendar).name, "stage": options.stage}
    elif calendars.is_address(options.calendar):
        answer = api.post("/calendars", {"address": options.calendar, "label": ""})
    else:
        path = Path(options.calendar)
        answer = api.upload(f"/calendars/upload?label={quote(path.name)}", path.read_bytes(), "text/calendar")
    if options.json:
        json_result(answer if "calendar_id" in answer else {"connected": True})
    else:
        result("Connected: ./amo sync reads it." if options.stage == LOCAL_STAGE else "Connected; it is being read.")
    return 0


def _disconnect(api: ApiClient, options: argparse.Namespace) -> int:
    answer = api.delete(f"/calendars/{quote(options.calendar)}")
    if options.json:
        json_result(answer)
    else:
        result("Disconnected. Its meetings go with the next reading.")
    return 0
