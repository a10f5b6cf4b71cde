"""``./amo destroy``"""

import argparse

from cli.account import account_of
from cli.question import is_wanted
from cli.stage_removal import Removal, StageRemoval
from cli.terminal import json_result, progress, result
from lambdas.errors import NotFound, Refused
from stacks.stage_file import LOCAL_STAGE, load_stage_file


def run(options: argparse.Namespace) -> int:
    """1 where the answer was no."""
    if not options.stage or options.stage == LOCAL_STAGE:
        raise Refused("say which stage: --stage NAME; the instance on this machine is stopped by ./amo down")
    file = load_stage_file(options.stage)
    account = account_of(options.stage, options.state.resolve())
    stage = StageRemoval(options.stage, file, account, options.data)
    removal = stage.removal()
    if not removal.goes:
        raise NotFound(f"nothing of stage {options.stage} is there that this would remove")
    _show(removal)
    is_done = not options.dry_run and is_wanted(f"Destroy stage {options.stage}?", yes=options.yes)
    if is_done:
        stage.remove()
    if options.json:
        json_result({"stage": options.stage, "is_done": is_done, "gone": removal.goes, "stays": removal.stays})
    else:
        done = f"Stage {options.stage} is destroyed; what stays is said above."
        result(done if is_done else "Nothing was removed.")
    return 0 if is_done or options.dry_run else 1


def _show(removal: Removal) -> None:
    for title, lines in (("goes", removal.goes), ("stays", removal.stays)):
        for line in lines:
            progress(f"{title:<6} {line}")
