"""``./amo smoke``: sends one meeting of its own through AMO, and names the first hop that fails (OPS-11)."""

import argparse
import contextlib
from datetime import UTC, datetime

from cli.api_client import ApiClient
from cli.smoke.hops import Hop, HopFailed, HopLog
from cli.smoke.parts import StageParts
from cli.smoke.sequence import SmokeTest
from cli.smoke.trial import send_trial
from cli.stage import find_stage
from cli.terminal import json_result, progress, result
from lambdas.domain.accounts.smoke_person import SMOKE_PERSON


def run(options: argparse.Namespace) -> int:
    """Exit 1 when a hop failed. The person it acts for is its own; ``--send`` acts for the one of ``--user``."""
    state_dir = options.state.resolve()
    told = find_stage(state_dir, options.stage, options.user) if options.send else None
    stage = find_stage(state_dir, options.stage, SMOKE_PERSON)
    log = HopLog((lambda _hop: None) if options.json else _say)
    parts = StageParts(stage.client("events"), stage.client("lambda"), stage.prefix)
    SmokeTest(stage, ApiClient(stage), parts, log, stage.client("logs"), datetime.now(UTC)).run()
    if told and log.ok:
        with contextlib.suppress(HopFailed):
            send_trial(told, log)
    if options.json:
        json_result({"ok": log.ok, "hops": [hop.as_json for hop in log.hops]})
    elif log.ok:
        result(f"All {len(log.hops)} hops work, in {sum(hop.ms for hop in log.hops) / 1000:.1f} s.")
    else:
        broken = next(hop for hop in log.hops if not hop.ok)
        progress(f"It stops at {broken.name}: {broken.detail}")
    return 0 if log.ok else 1


def _say(hop: Hop) -> None:
    result(f"{'ok ' if hop.ok else 'BAD'}  {hop.name:<18} {hop.ms:>6} ms{f'  {hop.detail}' if hop.detail else ''}")
