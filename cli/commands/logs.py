"""``./amo logs``: what the functions of a stage logged, one after the other (OPS-18)."""

import argparse
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

from cli.logs.groups import chosen_groups, log_groups
from cli.logs.history import LogHistory
from cli.logs.line import LogLine, LogSelection, as_json, colour_of, function_of, since
from cli.logs.live_tail import LiveTail
from cli.logs.mask import masked
from cli.session import account_and_prefix
from cli.terminal import json_result, progress, result
from lambdas.errors import Refused

READ_ATTEMPTS = 8


def run(options: argparse.Namespace) -> int:
    if options.follow and options.json:
        raise Refused("--json is one document, and --follow never ends: say one of them")
    begin = since(options.since, datetime.now(UTC))
    selection = LogSelection(options.meeting, options.trace)
    return _run(options, int(begin.timestamp() * 1000), selection)


def _run(options: argparse.Namespace, begin: int, selection: LogSelection) -> int:
    account, prefix = account_and_prefix(options)
    groups = chosen_groups(log_groups(account.client("cloudformation"), prefix), options.function, prefix)
    history = LogHistory(account.client("logs", attempts=READ_ATTEMPTS))
    lines, cut = history.read(groups, begin, selection.filter_pattern)
    for group in cut:
        progress(f"{function_of(group, prefix)} logged more than is shown; say a later --since")
    selection.learn(lines)
    if options.json:
        json_result([as_json(line, prefix) for line in lines if selection.has(line)])
        return 0
    _print(lines, selection, prefix)
    if options.follow:
        region, number = account.region, account.number
        tail = LiveTail(
            account.client("logs"),
            history,
            lambda group: f"arn:aws:logs:{region}:{number}:log-group:{group}",
            progress,
            selection.filter_pattern,
            is_told=not account.is_on_loopback,
        )
        for more in tail.lines(groups, begin, lines):
            selection.learn(more)
            _print(more, selection, prefix)
            sys.stdout.flush()
    return 0


def _print(lines: Iterable[LogLine], selection: LogSelection, prefix: str) -> None:
    """Coloured for people, and plain for what reads on."""
    in_colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for line in lines:
        if not selection.has(line):
            continue
        name = function_of(line.group, prefix)
        head = f"{line.instant.astimezone():%H:%M:%S.%f}"[:-3]
        if in_colour:
            sys.stdout.write(f"\033[{colour_of(name)}m{head} {name}\033[0m ")
        result(masked(line.text.rstrip()) if in_colour else f"{head} {name} {masked(line.text.rstrip())}")
