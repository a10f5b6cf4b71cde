"""``./amo doctor``: the status checks and everything else that must be right on this machine."""

import argparse
import shutil
import sys
from collections.abc import Callable

from cli.health import Check, check, checks_of
from cli.installation import BUILD, ENGINE_VENV
from cli.session import stage_of
from cli.terminal import json_result, result
from lambdas.errors import AmoError
from lambdas.settings import CONFIGURATION

LEAST_FREE_BYTES = 500 * 1024 * 1024


def run(options: argparse.Namespace) -> int:
    checks = [_python(), _space(), _engine_installed(), *_configuration(), *_stage(options)]
    if options.json:
        json_result({"ok": all(item["ok"] for item in checks), "checks": checks})
    else:
        for item in checks:
            result(f"{'ok ' if item['ok'] else 'BAD'}  {item['name']}: {item['detail']}")
    return 0 if all(item["ok"] for item in checks) else 1


def _python() -> Check:
    return check("python", True, sys.version.split()[0])


def _space() -> Check:
    free = shutil.disk_usage(BUILD.parent).free
    enough = free > LEAST_FREE_BYTES
    return check("disk", enough, f"{free // 1024**2} MB free" + ("" if enough else "; free some space"))


def _engine_installed() -> Check:
    installed = (ENGINE_VENV / ".installed-engine").exists()
    return check("embedded engine", installed, "installed" if installed else "not installed; ./amo up installs it")


def _configuration() -> list[Check]:
    return [_loads(name, load) for name, load in CONFIGURATION.items()]


def _loads(name: str, load: Callable[[], object]) -> Check:
    try:
        load()
    except AmoError as error:
        return check(name, False, str(error))
    return check(name, True, "valid")


def _stage(options: argparse.Namespace) -> list[Check]:
    try:
        return checks_of(stage_of(options))
    except AmoError as error:
        return [check("engine", False, str(error))]
