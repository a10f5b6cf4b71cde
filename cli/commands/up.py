"""``./amo up``: set up, start, deploy, connect, sync, and say where the page is."""

import argparse
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli import calendars, demonstration
from cli.account import local_engine
from cli.api_client import ApiClient
from cli.cdk_log import CdkLog
from cli.commands import sync
from cli.installation import install_engine, install_node_tools
from cli.local.deployment import deploy, is_deployed
from cli.local.engine import Engine
from cli.local.signed_calls import limit_functions
from cli.local.state_folder import make_private, written_privately
from cli.long_step import long_step
from cli.model_stand_ins import MODELS
from cli.slack_socket import listening
from cli.source_stand_ins import SOURCES_FAKE
from cli.stage import DeployedStage, invoke_until_done, remember_instance
from cli.stand_ins import STAND_INS
from cli.terminal import progress, result
from lambdas.config_files import check_configuration
from lambdas.errors import Refused
from stacks.stage_file import LOCAL_STAGE

OWNER = "owner"
INSTALLED = {"the embedded engine": install_engine, "the CDK command line": install_node_tools}
NOWHERE = ["sms", "email"]
"""Channels whose messages the engine takes for sent, unseen: the owner is told on the page until they turn them on."""


def run(options: argparse.Namespace) -> int:
    _refuse_what_cannot_be(options)
    given = [calendar for calendar in options.calendar if calendar not in STAND_INS]
    for calendar in given:
        calendars.check(calendar)
    for what, install in INSTALLED.items():
        with long_step(f"Installing {what}"):
            install()  # for everybody who uses this checkout; what follows is for its owner alone
    state_dir = options.state.resolve()
    make_private(state_dir)
    with written_privately():
        return _bring_up(options, state_dir, given)


def _bring_up(options: argparse.Namespace, state_dir: Path, given: list[str]) -> int:
    engine = replace(local_engine(state_dir, options.port), functions_at_once=options.concurrency or 0)
    stage = DeployedStage(LOCAL_STAGE, state_dir, OWNER, engine.page_url, engine)
    began, was_running = datetime.now(UTC), engine.pid()
    for model in MODELS:
        if model.is_wanted(state_dir, [options.model]):
            model.start(engine)
    has_sources = SOURCES_FAKE.is_wanted(state_dir, [SOURCES_FAKE.name] if options.sources_fake else [])
    if has_sources:
        SOURCES_FAKE.start(engine)
    _start(stage, engine, calendars.private_origins(given), options.enforce_iam)
    timezone = demonstration.machine_timezone()
    with long_step("Starting the first functions"):
        _provision(stage, options.email, timezone)
        move_calendars_once(stage)
    if has_sources:  # before calendars: what is found there may be prepared at once
        with long_step("Connecting and reading sources"):
            SOURCES_FAKE.connect(stage)
    with long_step("Connecting and reading calendars"):
        report, link = _connected(options, stage, given, timezone, began if engine.pid() != was_running else None)
    for model in MODELS:
        if model.name == options.model:
            model.connect(stage)
    result(sync.summary(report))
    sync.report_refused(report)
    result(f"AMO is up. Sign in once with: {link}")
    _stay_as_asked(options, stage, engine)
    return 0


def _connected(
    options: argparse.Namespace, stage: DeployedStage, given: list[str], timezone: str, restarted_at: datetime | None
) -> tuple[dict[str, Any], str]:
    """Returns what the first sync found and a link to sign in with. ``restarted_at``: where the engine was."""
    # Each function starts cold after the engine did, and none of these waits for another.
    with ThreadPoolExecutor() as pool:
        # Executions and messages do not survive a stop of the engine: the sweepers go on with what was under way.
        repairing = [pool.submit(stage.invoke, "sweep_preps", {"all": True})]
        if restarted_at:
            repairing.append(pool.submit(stage.invoke, "sweep_actions", {"killed_at": restarted_at.isoformat()}))
            # Nothing was anchored while it was down. One log that cannot be is in the function's log, and stops nobody.
            pool.submit(stage.invoke, "anchor_audit", {})
        linking = pool.submit(stage.invoke, "issue_sign_in_link", {"user_id": OWNER})
        for stand_in in STAND_INS.values():
            if stand_in.is_wanted(stage.state_dir, options.calendar):
                stand_in.start(stage, options.email, timezone)
                stand_in.connect(stage)
        has_other = not STAND_INS.keys().isdisjoint(options.calendar)
        _connect(stage, given, timezone, options.email, has_other)
        report = sync.sync_now(stage)
        for repair in repairing:
            repair.result()
    return report, str(linking.result()["url"])


def _refuse_what_cannot_be(options: argparse.Namespace) -> None:
    if options.stage != LOCAL_STAGE:
        raise Refused("up starts AMO on this machine; docs/deployment.md says how a stage is deployed to AWS")
    if options.slack and options.detach:
        raise Refused("--slack listens for as long as the command runs: leave --detach out")
    check_configuration()


def _provision(stage: DeployedStage, email: str, timezone: str) -> None:
    """An address that is not given, and the zone of somebody who is here already, stay as they are."""
    owner = {"user_id": OWNER, "first_timezone": timezone, "role": "operator", "declined_channels": NOWHERE}
    stage.invoke("provision_user", {**owner, "email": email} if email else owner)


def move_calendars_once(stage: DeployedStage) -> None:
    """Moves those that an instance from before calendars had a table of their own has among its profiles."""
    moved = stage.state_dir / "calendars-moved"
    if not moved.exists():
        invoke_until_done(stage, "move_calendars")
        moved.touch()


def _stay_as_asked(options: argparse.Namespace, stage: DeployedStage, engine: Engine) -> None:
    if options.slack:
        with listening(stage, options.slack_api_url):
            progress("Slack is listened to, in Socket Mode.")
            _stay(engine)
    elif not options.detach:
        _stay(engine)


def _start(stage: DeployedStage, engine: Engine, private_origins: list[str], enforce_iam: bool) -> None:
    progress("Starting the embedded AWS engine ...")
    if not is_deployed(engine, private_origins):
        with long_step("Starting the engine"):
            engine.restart_unless(enforces_iam=False)
        progress("Deploying what has changed ...")
        with long_step("Deploying", CdkLog(engine.state_dir / "deploy.log").far_along):
            deploy(engine)
        make_private(engine.state_dir)  # the CDK copies files with the rights that they have
    with long_step("Starting the engine"):
        engine.restart_unless(enforces_iam=enforce_iam)
    limit_functions(engine, engine.functions_at_once)
    remember_instance(stage)


def _connect(stage: DeployedStage, given: list[str], timezone: str, email: str, has_other: bool) -> None:
    for calendar in given:
        calendars.connect(stage, calendar)
    connected = stage.state_dir / "connected"
    if given or has_other:
        connected.write_text("own")
    if not (given or has_other) and (not connected.exists() or connected.read_text() == calendars.DEMONSTRATION):
        _demonstrate(stage, timezone, email, first=not connected.exists())
        connected.write_text(calendars.DEMONSTRATION)
    calendars.refresh_files(stage)


def _demonstrate(stage: DeployedStage, timezone: str, email: str, first: bool) -> None:
    path = stage.state_dir / "demonstration.ics"
    demonstration.write_calendar(path, datetime.now(UTC), timezone, email)
    if not first:
        return
    if not email:
        _provision(stage, demonstration.OWNER, timezone)  # or nobody in the calendar would be its reader
    calendars.connect_file(stage, path, calendars.DEMONSTRATION)
    has_sources = SOURCES_FAKE.is_wanted(stage.state_dir, [])
    figures = "its figures come from the sources" if has_sources else "with example records"
    progress(f"No calendar given: a demonstration calendar around today, {figures}.")
    if not has_sources:
        demonstration.import_records(ApiClient(stage))


def _stay(engine: Engine) -> None:
    progress("Ctrl-C stops it; nothing is lost.")
    try:
        while engine.pid() is not None:
            time.sleep(1)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        engine.stop()
        progress("AMO is down.")
