"""``./amo seed``: example people, meetings and records; ``--remove`` takes exactly those away (OPS-13)."""

import argparse
import sys
from datetime import UTC, datetime

from cli.api_client import ApiClient
from cli.seed import OWNER, Seed, remove
from cli.stage import find_stage
from cli.terminal import json_result, progress, result
from lambdas.errors import Refused
from stacks.stage_file import LOCAL_STAGE, load_stage_file


def run(options: argparse.Namespace) -> int:
    if options.wait and options.remove:
        raise Refused("--wait is for what is put there, --remove takes it away: say one of them")
    if not _is_wanted(options):
        progress("Nothing was changed.")
        return 1
    stage = find_stage(options.state.resolve(), options.stage, OWNER.user_id)
    if options.remove:
        gone = remove(stage)
        if options.json:
            json_result({"removed": gone})
        else:
            result(f"Gone: {', '.join(gone)}, with all that was theirs." if gone else "There were no examples here.")
        return 0
    seed = Seed(stage, ApiClient(stage))
    made = seed.put(datetime.now(UTC))
    if options.wait:
        seed.prepare(progress)
    if options.json:
        json_result(made)
    else:
        people, meetings = len(made["people"]), len(made["meetings"])
        result(f"{people} people, {meetings} meetings and {made['records']} records, of team demo.")
        result(f"Look at them: ./amo meetings --user {OWNER.user_id}{_of_stage(options.stage)}")
    return 0


def _is_wanted(options: argparse.Namespace) -> bool:
    """Examples do not belong among people's own data without a word. Raises Refused where nobody can be asked."""
    is_lasting = options.stage != LOCAL_STAGE and load_stage_file(options.stage).kind == "lasting"
    if options.yes or not is_lasting:
        return True
    if not sys.stdin.isatty():
        raise Refused(f"{options.stage} is a lasting stage: say --yes to change examples there")
    doing = "Take the examples out of" if options.remove else "Put examples into"
    try:
        return input(f"{doing} {options.stage}, a lasting stage? Type yes: ").strip().casefold() == "yes"
    except EOFError:
        return False


def _of_stage(name: str) -> str:
    return "" if name == LOCAL_STAGE else f" --stage {name}"
