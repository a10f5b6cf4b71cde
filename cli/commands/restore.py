"""``./amo restore``: tables as they were at a moment, under new names; and what is missing put back."""

import argparse
import sys
from datetime import UTC, datetime

from botocore.exceptions import BotoCoreError, ClientError

from cli.account import account_of
from cli.restoration import (
    NEXT,
    UNKNOWN_TIME,
    Restoration,
    instant_of,
    live_of,
    planned,
    said,
    table_names,
)
from cli.table_restores import TableRestores, problem_of
from cli.terminal import json_result, progress, result
from lambdas.errors import Refused, Retryable
from stacks.stage_file import LOCAL_STAGE, load_stage_file, prefix_of

ASKED = "Type yes to go on: "
AFTERWARDS = "Then expiry, point-in-time recovery, tags and protection are set, which AWS does not restore."


def run(options: argparse.Namespace) -> int:
    account = account_of(options.stage, options.state.resolve())
    is_protected = options.stage != LOCAL_STAGE and load_stage_file(options.stage).kind == "lasting"
    restores = TableRestores(account.client("dynamodb", attempts=5), prefix_of(options.stage), is_protected)
    try:
        return _copy_back(restores, options) if options.copy_back else _restore(restores, options)
    except ClientError as error:
        raise Retryable(f"AWS refused it: {problem_of(error)}") from error
    except BotoCoreError as error:
        raise Retryable(f"AWS could not be reached: {error}") from error


def _restore(restores: TableRestores, options: argparse.Namespace) -> int:
    wanted, names = instant_of(options.at), table_names(options.table)
    plan = planned([restores.source(name) for name in names], restores.prefix, wanted)
    for step in plan:
        progress(step.line)
    progress(f"{AFTERWARDS} {UNKNOWN_TIME}.")
    if options.dry_run:
        return _told(plan, {}, options)
    if not (options.yes or _is_wanted()):
        progress("Nothing was restored.")
        return 1
    for step in plan:
        progress(f"{step.target}: {'begun' if restores.begin(step) else 'was begun before, and is gone on with'}")
    rows = {}
    for step in plan:
        progress(f"{step.target}: waiting for AWS ...")
        rows[step.target] = restores.finish(step)
    return _told(plan, rows, options)


def _told(plan: list[Restoration], rows: dict[str, int], options: argparse.Namespace) -> int:
    if options.json:
        tables = [
            {
                "table": step.source.table,
                "restored": step.target,
                "at": said(step.source.latest if step.source.backup_arn else step.at),
                "rows_before": step.source.rows,
                "bytes_before": step.source.size,
                "rows": rows.get(step.target),
                "step": step.line,
            }
            for step in plan
        ]
        json_result({"done": not options.dry_run, "tables": tables, "next": list(NEXT)})
        return 0
    for step in plan:
        result(f"{step.target}" + (f": {rows[step.target]} rows by AWS's last count" if step.target in rows else ""))
    for line in NEXT:
        result(line)
    if plan and not options.dry_run:
        result(f"To go on with this very restoration: ./amo restore --at {said(plan[0].at)}")
    return 0


def _copy_back(restores: TableRestores, options: argparse.Namespace) -> int:
    """Any number of times: what is there is never changed, and what was put is there."""
    restored, now = options.copy_back, datetime.now(UTC)
    live = live_of(restored, restores.prefix)
    if not (options.yes or options.dry_run or _is_wanted(f"{live} gets back the rows of {restored} that it lacks.")):
        progress("Nothing was put back.")
        return 1
    key = restores.keys_of(live)[0]
    counts = {"looked_at": 0, "missing": 0, "put_back": 0}
    for looked_at, rows in restores.missing(restored, live, now):
        counts["looked_at"] += looked_at
        counts["missing"] += len(rows)
        if not options.dry_run:
            counts["put_back"] += sum(restores.put_back(live, row, key) for row in rows)
        progress(f"{counts['looked_at']} rows looked at, {counts['missing']} were missing ...")
    if options.json:
        json_result({"table": live, "restored": restored, **counts})
    else:
        missing = f"{counts['missing']} of {counts['looked_at']} rows were missing"
        result(f"{live}: {missing}, {counts['put_back']} put back")
    return 0


def _is_wanted(what: str = "") -> bool:
    """Raises Refused where nobody can be asked."""
    if not sys.stdin.isatty():
        raise Refused("say --yes when nobody is there to be asked, or --dry-run to see the steps")
    if what:
        progress(what)
    try:
        return input(ASKED).strip().casefold() == "yes"
    except EOFError:
        return False
