"""``./amo notes MEETING_ID [FILE] [--confirm] [--yes]``: what was said is handed in, and confirmed, in the terminal."""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from cli.api_client import ApiClient
from cli.note_answers import answered, described, kept
from cli.session import api_of
from cli.terminal import json_result, progress, result
from lambdas.domain.kernel.counts import counted
from lambdas.domain.meeting_notes.texts import MAX_BYTES
from lambdas.errors import NotFound, Refused

MEETING_ID = re.compile(r"m[0-9a-f]{20}")
STANDARD_INPUT = Path("-")
NAMES = {"item": ("action item", "action items"), "decision": ("decision", ""), "question": ("open question", "")}


def run(options: argparse.Namespace) -> int:
    if not MEETING_ID.fullmatch(options.meeting_id):
        raise NotFound(f"there is no meeting {options.meeting_id}; ./amo meetings --past 7 shows the ids")
    api = api_of(options)
    added = _hand_in(api, options.meeting_id, options.file) if options.file else None
    if options.confirm or options.yes:
        return _confirm(api, options)
    if added is not None:
        return _report(added, options)
    return _show(api, options)


def _hand_in(api: ApiClient, meeting_id: str, file: Path) -> dict[str, Any]:
    name, content = _read(file)
    query = urlencode({"name": name, "source": "terminal"})
    added: dict[str, Any] = api.upload(f"/meetings/{meeting_id}/notes?{query}", content, "application/octet-stream")
    return added


def _read(file: Path) -> tuple[str, bytes]:
    if file == STANDARD_INPUT:
        return "notes.txt", sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        return file.name[-120:], file.read_bytes()
    except OSError as error:
        raise Refused(f"cannot read {file}: {error.strerror}") from error


def _report(added: dict[str, Any], options: argparse.Namespace) -> int:
    if options.json:
        json_result(added)
        return 0
    lines = counted(added["text"]["count"], "line")
    waiting = _counts(added["open"])
    if not waiting:
        result(f"{lines} handed in. AMO found no action item, decision or open question in these notes.")
        return 0
    result(f"{lines} handed in. To be confirmed: {waiting}.")
    progress(f"Nothing of it counts yet: ./amo notes {options.meeting_id} --confirm, or confirm it on the page.")
    return 0


def _show(api: ApiClient, options: argparse.Namespace) -> int:
    """Shows what was confirmed, and how much is not yet."""
    sheet = api.get(f"/meetings/{options.meeting_id}/review")
    if options.json:
        json_result(sheet)
        return 0
    confirmed = [one["candidate"] for one in sheet["reviewed"] if one["verdict"] == "kept"]
    for candidate in confirmed:
        result(described(candidate))
    if not confirmed:
        result("There is nothing to note of it." if sheet["is_empty"] else "Nothing is confirmed of this meeting yet.")
    if waiting := len(sheet["open"]) + sheet["beyond"]:
        progress(f"{counted(waiting, 'thing')} to be confirmed: ./amo notes {options.meeting_id} --confirm")
    return 0


def _confirm(api: ApiClient, options: argparse.Namespace) -> int:
    """Whatever was answered is confirmed, also where it was broken off; what was not waits."""
    sheet = api.get(f"/meetings/{options.meeting_id}/review")
    if not sheet["open"]:
        result("Nothing waits to be confirmed.")
        return 0
    answers = [kept(found) for found in sheet["open"]] if options.yes else answered(sheet["open"])
    review = _told(api, options.meeting_id, answers, sheet["version"]) if answers else None
    if options.json:
        json_result(review or sheet)
        return 0
    for one in review["reviewed"][-len(answers) :] if review else ():
        if one["verdict"] == "kept":
            result(described(one["candidate"]))
    left = len(sheet["open"]) - len(answers) + sheet["beyond"]
    if left:
        progress(f"{counted(left, 'thing')} still to be confirmed: the same command goes on.")
    return 0


def _told(api: ApiClient, meeting_id: str, answers: Sequence[dict[str, Any]], version: int) -> dict[str, Any]:
    body = {"version": version, "answers": list(answers)}
    review: dict[str, Any] = api.post(f"/meetings/{meeting_id}/review", body)
    return review


def _counts(by_kind: dict[str, int]) -> str:
    return ", ".join(counted(count, *NAMES[kind]) for kind, count in by_kind.items() if count)
