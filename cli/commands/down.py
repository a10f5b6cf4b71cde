"""``./amo down``"""

import argparse

from cli import google_stand_in
from cli.stage import LOCAL_STAGE, local_engine
from cli.terminal import result
from lambdas.errors import Refused


def run(options: argparse.Namespace) -> int:
    if options.stage != LOCAL_STAGE:
        raise Refused("down stops the instance on this machine; docs/deployment.md says how to remove a stage")
    google_stand_in.stop(options.state.resolve())
    stopped = local_engine(options.state.resolve()).stop()
    result("AMO is down; ./amo up starts it where it was." if stopped else "AMO was not running.")
    return 0
