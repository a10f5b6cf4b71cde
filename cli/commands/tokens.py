"""``./amo tokens migrate``: brings calendar tokens to where this stage stores new ones."""

import argparse

from cli.session import stage_of
from cli.terminal import json_result, result

PLACES = {"secrets": "Secrets Manager", "table": "their table, enveloped"}


def run(options: argparse.Namespace) -> int:
    """1 when some could not be moved: they work on where they are, and the command may be repeated."""
    answer = stage_of(options).invoke("migrate_calendar_tokens", {})
    if options.json:
        json_result(answer)
    else:
        there = answer["already_there"]
        result(
            f"{answer['moved']} moved to {PLACES[answer['to']]}, {there} there already, {answer['failed']} not moved."
        )
    return 1 if answer["failed"] else 0
