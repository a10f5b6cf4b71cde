"""``./amo down``"""

import argparse

from cli.account import local_engine
from cli.local.marked_processes import STAND_IN, end_marked
from cli.model_stand_ins import MODELS
from cli.source_stand_ins import SOURCES_FAKE
from cli.stand_ins import STAND_INS
from cli.terminal import result
from lambdas.errors import Refused
from stacks.stage_file import LOCAL_STAGE


def run(options: argparse.Namespace) -> int:
    if options.stage != LOCAL_STAGE:
        raise Refused("down stops the instance on this machine; docs/deployment.md says how to remove a stage")
    for stand_in in (*STAND_INS.values(), *MODELS, SOURCES_FAKE):
        stand_in.stop(options.state.resolve())
    end_marked(STAND_IN, options.state.resolve())
    stopped = local_engine(options.state.resolve()).stop()
    result("AMO is down; ./amo up starts it where it was." if stopped else "AMO was not running.")
    return 0
