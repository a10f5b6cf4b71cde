"""``./amo materials MEETING_ID [--explain]``"""

import argparse
import time
from pathlib import Path
from typing import Any

from cli.api_client import ApiClient
from cli.commands.materials_explanation import explain
from cli.session import api_of
from cli.terminal import json_result, progress, result
from lambdas.domain.llm.reasons import SAID, NoAnswerReason
from lambdas.errors import NotFound, Refused

FILES = {"brief": "brief.html", "agenda": "agenda.html", "questions": "questions.md", "notes": "notes.md"}
GENERATING_SECONDS = 180


def run(options: argparse.Namespace) -> int:
    api = api_of(options)
    materials = _ready(api, options.meeting_id)
    written = _write(api, materials, options.out) if options.out else []
    if options.explain:
        _explain(api, options)
    elif options.json:
        json_result(materials)
    elif written:
        result("\n".join(str(path) for path in written))
    else:
        result("\n".join(f"{name:<10}{materials[name]['url']}" for name in _there(materials)))
    return 0


def _explain(api: ApiClient, options: argparse.Namespace) -> None:
    explanation = api.get(f"/meetings/{options.meeting_id}/materials/explanation")
    if options.json:
        json_result(explanation)
    else:
        explain(explanation)


def _ready(api: ApiClient, meeting_id: str) -> dict[str, Any]:
    """The manifest; waits while the answers are being turned into documents."""
    deadline = time.monotonic() + GENERATING_SECONDS
    while True:
        try:
            return dict(api.get(f"/meetings/{meeting_id}/materials"))
        except NotFound:
            if time.monotonic() > deadline or not _is_being_made(api, meeting_id):
                raise
            time.sleep(0.2)


def _is_being_made(api: ApiClient, meeting_id: str) -> bool:
    session = api.get(f"/meetings/{meeting_id}/session")
    is_answered = session["prompt"] is not None and session["prompt"]["status"] != "open"
    # Ready by now: they were made between the two questions.
    return session["prep_status"] in ("generating", "ready") or (session["prep_status"] == "waiting" and is_answered)


def _there(materials: dict[str, Any]) -> list[str]:
    """The documents by name; materials made before there was a brief have none."""
    return [name for name in FILES if materials.get(name)]


def _write(api: ApiClient, materials: dict[str, Any], folder: Path) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / FILES[name] for name in _there(materials)]
        for name, path in zip(_there(materials), paths, strict=True):
            path.write_bytes(api.download(materials[name]["url"]))
    except OSError as error:
        raise Refused(f"cannot write to {folder}: {error.strerror}") from error
    reason = materials["without_model"]
    why = f" ({SAID[NoAnswerReason(reason)]})" if reason else ""
    progress(f"Composed by {materials['composer']}{why}, {materials['generated_at']}.")
    return paths
