"""``./amo doctor``: this machine, the configuration, the stage as it is deployed, and how it says itself that it is."""

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from cli.account import Account, account_of
from cli.doctor.findings import WORD, Finding, bad, in_order, skipped
from cli.doctor.fixes import fixed
from cli.doctor.judge import judge
from cli.doctor.schema import load_schema
from cli.health import checks_of
from cli.installation import BUILD, ENGINE_VENV
from cli.session import stage_of
from cli.stage import outputs_of
from cli.terminal import json_result, result
from lambdas.config_files import CONFIGURATION
from lambdas.errors import AmoError, Refused
from stacks.stage_file import LOCAL_STAGE, load_stage_file

TOLD_BY_BOTH = frozenset({"model", "sources"})
"""The stage from outside says more of it: whether an endpoint answers now and how old its price is; all sources."""
LEAST_FREE_BYTES = 500 * 1024 * 1024


def run(options: argparse.Namespace) -> int:
    """Exit 0 when nothing is bad; a warning or a check that was skipped is no failure."""
    findings = [*_machine(options.stage), *_configuration(), *_stage(options)]
    if options.json:
        json_result({"ok": all(one.is_ok for one in findings), "checks": [one.as_check() for one in findings]})
    else:
        for one in findings:
            result(f"{WORD[one.state]} {one.name}: {one.detail}")
    return 0 if all(one.is_ok for one in findings) else 1


def _machine(stage: str) -> Iterator[Finding]:
    yield in_order("python", sys.version.split()[0])
    free = shutil.disk_usage(BUILD.parent).free
    told = f"{free // 1024**2} MB free"
    yield in_order("disk", told) if free > LEAST_FREE_BYTES else bad("disk", f"{told}; free some space")
    if stage == LOCAL_STAGE:
        installed = (ENGINE_VENV / ".installed-engine").exists()
        missing = bad("embedded engine", "not installed; ./amo up installs it")
        yield in_order("embedded engine", "installed") if installed else missing


def _configuration() -> list[Finding]:
    return [_loads(name, load) for name, load in CONFIGURATION.items()]


def _loads(name: str, load: Callable[[], object]) -> Finding:
    try:
        load()
    except AmoError as error:
        return bad(name, str(error))
    return in_order(name, "valid")


def _stage(options: argparse.Namespace) -> list[Finding]:
    """The stage from outside, and beside it what it says of itself."""
    with ThreadPoolExecutor(2) as pool:
        health = pool.submit(_health, options)
        deployed = _deployed(options)
        told = {one.name for one in deployed if one.name in TOLD_BY_BOTH}
        return [*deployed, *(one for one in health.result() if one.name not in told)]


def _deployed(options: argparse.Namespace) -> list[Finding]:
    written = f"config/stages/{options.stage}.yaml"
    try:
        if options.stage != LOCAL_STAGE:
            load_stage_file(options.stage)
    except AmoError as error:
        return [bad(written, str(error))]
    found = [] if options.stage == LOCAL_STAGE else [in_order(written, "valid")]
    try:
        account = account_of(options.stage, options.state.resolve())
        return [*found, *examined(options.stage, account, fix=options.fix)]
    except AmoError as error:
        return [*found, bad("engine" if options.stage == LOCAL_STAGE else "stage", str(error))]


def examined(stage: str, account: Account, *, fix: bool = False) -> list[Finding]:
    """All that is found of a deployed stage. Raises NotFound where it is not deployed."""
    from cli.doctor.read import identity_of, read_facts

    schema = load_schema()
    identity = identity_of(stage, account, outputs_of(account, stage)["PublicUrl"].rstrip("/"))
    findings = judge(read_facts(identity, account, schema), schema)
    return list(fixed(findings, account)) if fix else findings


def _health(options: argparse.Namespace) -> list[Finding]:
    try:
        stage = stage_of(options)
    except Refused as error:  # nobody to ask as
        return [skipped("health", str(error))]
    except AmoError:
        return []  # the stage's own line says it
    return [Finding(one["name"], "ok" if one["ok"] else "bad", one["detail"]) for one in checks_of(stage)]
