"""``./amo deploy`` (OPS-16)"""

import argparse

from cli.stage_deployment import Outcome, StageDeployment, Wish
from cli.terminal import json_result, result


def run(options: argparse.Namespace) -> int:
    return deploy(options, may_create=True)


def deploy(options: argparse.Namespace, *, may_create: bool) -> int:
    wish = Wish(
        options.stage,
        options.state.resolve(),
        options.dry_run,
        options.yes,
        tuple(options.replace),
        may_create,
    )
    report(StageDeployment(wish).run(), options)
    return 0


def report(outcome: Outcome, options: argparse.Namespace) -> None:
    if options.json:
        json_result(outcome.document(options.stage))
        return
    if options.dry_run:
        result("A dry run: nothing was changed.")
        return
    changed = any(plan.changes for plan in outcome.plans)
    result(f"Stage {options.stage} is {'deployed' if changed else 'as it should be; nothing had to change'}.")
    for name, value in outcome.outputs.items():
        result(f"  {name}: {value}")
