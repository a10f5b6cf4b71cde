"""``./amo tokens migrate``: brings calendar tokens to where this stage stores new ones."""

import argparse

from cli.session import operated_stage
from cli.stage import invoke_until_done
from cli.terminal import json_result, result

COUNTED = ("to", "moved", "already_there", "failed")
PLACES = {"secrets": "Secrets Manager", "table": "their table, enveloped"}


def run(options: argparse.Namespace) -> int:
    """1 when some could not be moved: they work on where they are, and the command may be repeated."""
    answer = invoke_until_done(operated_stage(options), "migrate_calendar_tokens")
    if options.json:
        json_result({name: answer[name] for name in COUNTED})
    else:
        there = answer["already_there"]
        result(
            f"{answer['moved']} moved to {PLACES[answer['to']]}, {there} there already, {answer['failed']} not moved."
        )
    return 1 if answer["failed"] else 0
