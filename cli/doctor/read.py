"""Reads all the doctor judges of a deployed stage: few questions, many at a time."""

import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cli.account import Account
from cli.cloudformation.record import UNKNOWN, Deployment, read_record, version_here
from cli.doctor import read_functions, read_outside, read_storage, read_watch
from cli.doctor.facts import Facts, StageIdentity
from cli.doctor.reader import Answers, Clients, ask
from stacks.stage_file import LOCAL_STAGE, StageFile, load_stage_file, prefix_of

ARM_MACHINES = frozenset({"aarch64", "arm64"})


def identity_of(name: str, account: Account, page_url: str) -> StageIdentity:
    """Raises NotFound or Refused for a stage whose file is missing or wrong."""
    written = _file_of(name)
    is_arm = written.engine == "aws" or platform.machine() in ARM_MACHINES
    return StageIdentity(
        name=name,
        prefix=prefix_of(name),
        account=account.number,
        region=account.region,
        page_url=page_url,
        written=written,
        architecture="arm64" if is_arm else "x86_64",
        here=_version_here(),
    )


def _file_of(name: str) -> StageFile:
    return StageFile(kind="trial", engine="embedded") if name == LOCAL_STAGE else load_stage_file(name)


def _version_here() -> str:
    """Empty where something in this checkout is not committed, or where git does not say."""
    version = version_here()
    return "" if version == UNKNOWN or version.endswith("-dirty") else version


def _version_deployed(account: Account, stage: StageIdentity) -> str:
    known = read_record(account, stage.name).stacks.get(f"{stage.prefix}-app", Deployment())
    return "" if known.version == UNKNOWN else known.version


def read_facts(stage: StageIdentity, account: Account, schema: Mapping[str, Any]) -> Facts:
    clients, now = Clients.made(account), datetime.now(UTC)
    first = ask(
        {
            **read_functions.questions(stage, schema, clients),
            **read_storage.questions(stage, schema, clients),
            **read_watch.questions(stage, clients, now),
            ("deployed", ""): lambda: _version_deployed(account, stage),
            **read_outside.questions(stage, clients),
        }
    )
    slack = ask(read_outside.slack_questions(stage, clients, first.one("workspaces") or {}))
    return _facts(stage, now, first, slack)


def _facts(stage: StageIdentity, now: datetime, told: Answers, slack: Answers) -> Facts:
    confirmed, pending = told.one("subscriptions") or (0, 0)
    return Facts(
        stage=stage,
        now=now,
        functions=told.all_of("function"),
        mappings=read_functions.mappings_of(told.one("mappings") or [], stage.prefix),
        schedules=told.all_of("schedule"),
        rules=told.all_of("rule"),
        queues=told.all_of("queue"),
        tables=told.all_of("table"),
        buckets=told.all_of("bucket"),
        key=told.one("key"),
        secrets=told.one("secrets") or {},
        stacks=told.all_of("stack"),
        alarms=told.one("alarms") or {},
        routes=told.one("routes") or frozenset(),
        state_machines=told.one("state_machines") or frozenset(),
        days_logged=told.one("logs") or {},
        confirmed_subscriptions=confirmed,
        pending_subscriptions=pending,
        mail=told.one("mail"),
        is_text_sandboxed=told.one("texts"),
        page=told.one("page"),
        clock_ahead=told.one("clock") or 0.0,
        most_at_once=told.one("limit") or 0,
        workspaces=frozenset(told.one("workspaces") or ()),
        slack=tuple(slack.all_of("slack").values()),
        providers=told.one("providers") or frozenset(),
        switched_off=told.one("switches") or frozenset(),
        watched=told.one("watched"),
        model=told.one("model"),
        sources=told.one("sources"),
        deployed=told.one("deployed") or "",
        unread=(*told.unread, *slack.unread),
    )
