"""``./amo questions``: how the two sets of questions of a meeting type compare."""

import argparse
from typing import Any

from cli.session import api_of
from cli.terminal import json_result, result, table


def run(options: argparse.Namespace) -> int:
    rows = api_of(options).get("/questions")
    if options.json:
        json_result(rows)
    elif not rows:
        result("No meeting type has a second set: give one prep_questions_b in config/meeting_types.yaml.")
    else:
        table(["TYPE", "SET", "CONVERSATIONS", "ANSWERED", "USED IN MATERIALS"], [_row(row) for row in rows])
    return 0


def _row(row: dict[str, Any]) -> list[str]:
    shares = [_share(row["answered_share"]), _share(row["used_share"])]
    return [row["meeting_type"], row["question_set"], str(row["conversations"]), *shares]


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"
