"""The confirm screen in the terminal: each thing that was found is kept, dropped, put in other words, or left."""

import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from cli.terminal import progress, result

KINDS = {"item": "Action item", "decision": "Decision", "question": "Open question"}
CHOICES = "[k]eep, [d]rop, [e]dit, [l]eave for later, [q]uit"
TO_CLEAR = "-"
OVER = "q"
"""Also where the input ends."""


def answered(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers given, until everything has one or its person stops."""
    answers: list[dict[str, Any]] = []
    for number, candidate in enumerate(found, start=1):
        result(f"({number}/{len(found)}) {described(candidate)}")
        for quote in candidate["quotes"]:
            progress(f"    line {quote['number']}: {quote['text']}")
        choice = _chosen()
        if choice == OVER:
            break
        if choice != "l":
            answers.append(_answer(choice, candidate))
    return answers


def described(candidate: dict[str, Any]) -> str:
    """On one line: what kind of thing it is, what it says, who and when."""
    named = (("owner", candidate["owner"]), ("due", candidate["due"]), ("why", candidate["why"]))
    rest = "; ".join(f"{name} {value}" for name, value in named if value)
    by_model = f" [AI: {candidate['written_by']}]" if candidate.get("written_by") else ""
    return f"{KINDS[candidate['kind']]}: {candidate['what']}{f' ({rest})' if rest else ''}{by_model}"


def kept(candidate: dict[str, Any]) -> dict[str, Any]:
    """As it was found."""
    worded = {name: candidate[name] for name in ("kind", "what", "owner", "due", "why")}
    return {"found": candidate["candidate_id"], "verdict": "kept", **worded}


def _answer(choice: str, candidate: dict[str, Any]) -> dict[str, Any]:
    if choice == "d":
        return {**kept(candidate), "verdict": "dropped"}
    return kept(candidate) if choice == "k" else {**kept(candidate), **_edited(candidate)}


def _chosen() -> str:
    while True:
        line = _asked(f"{CHOICES} > ")
        if line is None:
            return OVER
        if (choice := line.strip().lower()[:1]) and choice in "kdelq":
            return choice
        progress("Type k, d, e, l or q.")


def _edited(candidate: dict[str, Any]) -> dict[str, Any]:
    """An empty line keeps what is there, a dash takes it away."""
    progress(f"An empty line keeps what is there, {TO_CLEAR} takes it away.")
    what = _field("What", candidate["what"])
    owner = _field("Who", candidate["owner"])
    due = _due(candidate["due"]) if candidate["kind"] == "item" else candidate["due"]
    return {"what": what or candidate["what"], "owner": owner, "due": due}


def _field(label: str, value: str) -> str:
    line = (_asked(f"  {label} [{value}] > ") or "").strip()
    return "" if line == TO_CLEAR else line or value


def _due(value: str | None) -> str | None:
    while True:
        typed = _field("Due, like 2026-12-04", value or "")
        if not typed:
            return None
        try:
            return date.fromisoformat(typed).isoformat()
        except ValueError:
            progress(f"{typed} is no day.")


def _asked(prompt: str) -> str | None:
    """None where the input ends."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    return sys.stdin.readline() or None
