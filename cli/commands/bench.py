"""``./amo bench [NAME...]``: measures, beside peers, on this machine; each bench installs what it needs."""

import argparse
import os

from bench.running import BenchRun, Wanted
from lambdas.errors import Refused


def run(options: argparse.Namespace) -> int:
    wanted = Wanted(_names(options), options.json, options.record, options.quick, options.resume)
    BenchRun(wanted.checked()).run()
    return 0


def _names(options: argparse.Namespace) -> list[str]:
    """``latency --concurrency N`` is a bench of its own, which measures another thing: what is turned away."""
    if options.concurrency is None:
        return list(options.names)
    if options.names != ["latency"]:
        raise Refused("--concurrency is for latency alone: ./amo bench latency --concurrency 10")
    os.environ["AMO_FUNCTIONS_AT_ONCE"] = str(options.concurrency)
    return ["throttling"]
