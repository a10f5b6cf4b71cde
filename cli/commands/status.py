"""``./amo status``"""

import argparse

from cli.account import local_engine
from cli.health import checks_of
from cli.stage import find_stage
from cli.terminal import json_result, result
from lambdas.errors import AmoError
from stacks.stage_file import LOCAL_STAGE

VERSION = "0.1.0"


def run(options: argparse.Namespace) -> int:
    """Exit 0 when it runs and every check holds."""
    state_dir = options.state.resolve()
    page = local_engine(state_dir).page_url if options.stage == LOCAL_STAGE else ""
    try:
        stage = find_stage(state_dir, options.stage, options.user)
        page, running, checks = stage.page_url, True, checks_of(stage)
    except AmoError as error:
        running, checks = False, [{"name": "engine", "ok": False, "detail": str(error)}]
    report = {
        "engine": "running" if running else "stopped",
        "page": f"{page}/",
        "api": f"{page}/api",
        "version": VERSION,
        "state_dir": str(state_dir),
        "checks": checks,
    }
    if options.json:
        json_result(report)
    else:
        result(f"AMO {VERSION} is {report['engine']}: {report['page']}")
        for check in checks:
            result(f"  {'ok ' if check['ok'] else 'BAD'}  {check['name']}: {check['detail']}")
    return 0 if running and all(check["ok"] for check in checks) else 1
