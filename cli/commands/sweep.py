"""``./amo sweep [--all]``: looks now for what a crash left half-way, in nobody's name."""

import argparse
from collections.abc import Iterator, Mapping
from typing import Any

from cli.session import operated_stage
from cli.stage import invoke_until_done
from cli.terminal import json_result, result


def run(options: argparse.Namespace) -> int:
    stage = operated_stage(options)
    swept = {
        "preparations": stage.invoke("sweep_preps", {"all": True} if options.all else {}),
        "actions": stage.invoke("sweep_actions", {}),
    }
    if options.move_calendars:
        swept["calendars"] = invoke_until_done(stage, "move_calendars")
    if options.json:
        json_result(swept)
        return 0
    for what, answer in swept.items():
        result(f"{what}: {', '.join(_counts(answer)) or 'nothing to do'}")
    return 0


def _counts(answer: Mapping[str, Any]) -> Iterator[str]:
    for name, count in answer.items():
        if isinstance(count, Mapping):
            yield from _counts(count)
        elif count and not isinstance(count, bool):
            yield f"{count} {name.replace('_', ' ')}"
