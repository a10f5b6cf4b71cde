"""``./amo bench [NAME...]``: measures, beside peers, on this machine; each bench installs what it needs."""

import argparse

from bench.running import run_benches


def run(options: argparse.Namespace) -> int:
    run_benches(options.names, as_json=options.json, recording=options.record)
    return 0
