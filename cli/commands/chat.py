"""``./amo chat MEETING_ID``: the conversation in the terminal, or from a file of answers."""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cli.api_client import ApiClient
from cli.session import api_of
from cli.terminal import progress, result
from lambdas.errors import Refused, Retryable

MOVES = {"/skip": "skip", "/back": "back", "/finish": "finish"}
OPENING_SECONDS = 180
"""The longest wait for a preparation that is still gathering to ask its first question."""


def run(options: argparse.Namespace) -> int:
    api = api_of(options)
    scripted = _answers(options.answers) if options.answers else None
    prompt = _opened(api, options.meeting_id)
    if scripted is None:
        progress("Answer, or /skip, /back, /finish.")
    while prompt["status"] == "open":
        number = "follow-up" if prompt["is_follow_up"] else f"{prompt['number']}/{prompt['total']}"
        result(f"({number}{', AI' if prompt['written_by'] else ''}) {prompt['text']}")
        prompt = _move(api, prompt, _ask(prompt) if scripted is None else _next(scripted, prompt))
    result(prompt["text"])
    return 0


def _opened(api: ApiClient, meeting_id: str) -> dict[str, Any]:
    """The first prompt, waiting while the preparation still gathers. Raises Refused when there is none to come."""
    deadline = time.monotonic() + OPENING_SECONDS
    while time.monotonic() < deadline:
        answer = api.get(f"/meetings/{meeting_id}/session")
        if answer["prompt"] and answer["prep_status"] != "gathering":
            return dict(answer["prompt"])
        if answer["prep_status"] not in ("gathering", "scheduled"):
            break
        time.sleep(0.5)
    else:
        raise Retryable("the questions are not there yet; try again in a minute")
    raise Refused(
        f"nothing to answer: the preparation is {answer['prep_status']}; start it with ./amo prep {meeting_id}"
    )


def _move(api: ApiClient, prompt: dict[str, Any], line: str) -> dict[str, Any]:
    move = MOVES.get(line.strip().lower(), "answer" if line.strip() else "skip")
    request = {"move": move, "text": line if move == "answer" else "", "version": prompt["version"]}
    return dict(api.post(f"/sessions/{prompt['session_id']}/moves", request))


def _ask(prompt: dict[str, Any]) -> str:
    if prompt["earlier"]:
        progress(f"  (you said: {prompt['earlier']}; /skip keeps it)")
    sys.stderr.write("> ")
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise Refused("the conversation is not finished; what you answered is kept, go on with the same command")
    return line.rstrip("\n")


def _next(scripted: Iterator[str], prompt: dict[str, Any]) -> str:
    """A file has one line for each question: one that is asked again is skipped."""
    return "/skip" if prompt["asked_again"] else next(scripted, "/finish")


def _answers(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"cannot read the answers in {path}: {error}") from error
    return iter(text.splitlines())
