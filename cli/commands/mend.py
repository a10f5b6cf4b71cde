"""``./amo mend``"""

import argparse

from cli.account import account_of
from cli.question import is_wanted
from cli.stage_deployment import StageDeployment, Wish
from cli.stage_repair import StageRepair
from cli.terminal import json_result, progress, result
from stacks.stage_file import LOCAL_STAGE


def run(options: argparse.Namespace) -> int:
    """1 where a person has to look, or said no."""
    account = account_of(options.stage, options.state.resolve())
    repair = StageRepair(
        options.stage,
        account,
        lambda question: is_wanted(question, yes=options.yes),
        options.revert_drift,
        options.dry_run,
    )
    is_to_apply = repair.run()
    is_sound = not repair.is_stopped
    if is_to_apply and not options.dry_run:
        is_sound = _apply(options)
    if options.json:
        json_result(
            {"stage": options.stage, "is_sound": is_sound, "steps": [taken.document() for taken in repair.taken]}
        )
    elif options.dry_run:
        result("A dry run: no step was taken.")
    else:
        result(f"Stage {options.stage} is mended." if is_sound else "A person has to look; see above.")
    return 0 if is_sound else 1


def _apply(options: argparse.Namespace) -> bool:
    if options.stage == LOCAL_STAGE:
        progress("now ./amo up deploys what is not as it should be")
        return True
    return StageDeployment(Wish(options.stage, options.state.resolve(), yes=options.yes)).run().is_done
