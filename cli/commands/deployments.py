"""``./amo deployments``: every stack of a stage, its last change, and what was changed beside it (OPS-14)."""

import argparse
import time
from collections.abc import Sequence

from cli.account import account_of
from cli.cloudformation.record import read_record, version_here
from cli.cloudformation.report import StackReport, is_bad, reports_of, states_of
from cli.cloudformation.stacks import Stacks
from cli.terminal import json_result, progress, result, table

HEADINGS = ("stack", "status", "last change", "by", "version", "drift")
WATCHED_SECONDS = 3


def run(options: argparse.Namespace) -> int:
    """1 with --fail-on-error, when a stack failed, went back or is missing; with --strict also when one has drifted."""
    account = account_of(options.stage, options.state.resolve())
    stacks = Stacks(account)
    if options.watch:
        _watch(stacks, options.stage)
    reports = reports_of(stacks, options.stage, read_record(account, options.stage))
    here = version_here()
    if options.json:
        json_result({"version_here": here, "stacks": [report.document(here) for report in reports]})
    else:
        _print(reports, here)
    bad = [report for report in reports if is_bad(report, strict=options.strict)]
    return 1 if bad and options.fail_on_error else 0


def _watch(stacks: Stacks, stage: str) -> None:
    told: dict[str, str] = {}
    while True:
        states = states_of(stacks, stage)
        for name, state in states.items():
            status = state.status if state else "missing"
            if told.get(name) != status:
                progress(f"{name}: {status}")
                told[name] = status
        if not any(state and state.is_moving for state in states.values()):
            return
        time.sleep(WATCHED_SECONDS)


def _print(reports: Sequence[StackReport], here: str) -> None:
    table(HEADINGS, [report.row() for report in reports])
    for line in (line for report in reports for line in report.remarks()):
        result(f"  {line}")
    result(f"This checkout is {here}.")
