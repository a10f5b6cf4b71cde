"""The record of a stage's deployments, in a parameter of its account: who deployed which version when.

Not in the stacks' tags: those go on to every resource, and each deployment would then change all of them.
"""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from cli.account import Account
from cli.cloudformation.stacks import StackState
from cli.installation import ROOT
from stacks.stage_file import prefix_of

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Deployment:
    """The last deployment of one stack, as far as it is known."""

    version: str = UNKNOWN
    by: str = UNKNOWN
    at: str = ""

    def is_of(self, stack: StackState) -> bool:
        """Something else than ``./amo deploy`` may have changed it since: then this says nothing of it."""
        return bool(self.at) and (stack.changed_at is None or stack.changed_at <= datetime.fromisoformat(self.at))


@dataclass(frozen=True)
class Record:
    """``done``: the names of moves that are made once in a stage's life."""

    stacks: Mapping[str, Deployment] = field(default_factory=dict)
    done: tuple[str, ...] = ()

    def of(self, stack: StackState) -> Deployment:
        known = self.stacks.get(stack.name, Deployment())
        return known if known.is_of(stack) else Deployment()


def parameter_of(stage: str) -> str:
    return f"/{prefix_of(stage)}/deployed"


def read_record(account: Account, stage: str) -> Record:
    from botocore.exceptions import ClientError

    try:
        value = account.client("ssm", attempts=4).get_parameter(Name=parameter_of(stage))["Parameter"]["Value"]
        content = json.loads(value)
    except (ClientError, ValueError):
        return Record()
    stacks = {name: Deployment(**deployment) for name, deployment in content.get("stacks", {}).items()}
    return Record(stacks, tuple(content.get("done", ())))


def write_record(account: Account, stage: str, record: Record) -> None:
    stacks = {name: vars(deployment) for name, deployment in record.stacks.items()}
    value = json.dumps({"stacks": stacks, "done": list(record.done)})
    account.client("ssm", attempts=4).put_parameter(
        Name=parameter_of(stage), Value=value, Type="String", Overwrite=True
    )


def deployed_now(account: Account) -> Deployment:
    return replace(seen_now(version_here()), by=account.caller)


def seen_now(version: str) -> Deployment:
    """Somebody unknown deployed it, and it was found to be this version."""
    return Deployment(version, UNKNOWN, datetime.now(UTC).isoformat(timespec="milliseconds"))


def version_here() -> str:
    """As git describes this checkout, with ``-dirty`` where it was changed; unknown outside of a checkout."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--tags"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return UNKNOWN
    return done.stdout.strip() or UNKNOWN
