"""The real launcher's commands against the embedded engine; tests/conftest.py starts the one instance all share."""

import json
import socket
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli import calendars, demonstration
from cli.commands.sync import sync_now
from cli.commands.up import NOWHERE
from cli.local.engine import Engine
from cli.local.marked_processes import ENGINE, STAND_IN, marked
from cli.local.state_folder import make_private
from cli.source_stand_ins import SOURCES_FAKE
from cli.stage import DeployedStage, find_stage
from stacks.stage_file import LOCAL_STAGE
from tests.e2e.log_scan import leaks_of, told

ROOT = Path(__file__).parents[2]
COMMAND_SECONDS = 400


@dataclass(frozen=True)
class Amo:
    """Runs ``./amo COMMAND`` for one instance, as a person would."""

    state_dir: Path

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command, *rest = arguments
        return subprocess.run(
            [sys.executable, "-m", "cli", command, "--state", str(self.state_dir), *rest],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )

    def up(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Starts it with IAM enforced: a function that lacks a grant fails here as it would on AWS."""
        return self("up", "--detach", "--enforce-iam", *arguments)

    def start_sources(self, port: int) -> None:
        """Runs the stand-ins of sources, for an instance that will be up at this port, and connects none."""
        make_private(self.state_dir)
        SOURCES_FAKE.start(Engine(self.state_dir.resolve(), port))

    def processes(self) -> list[int]:
        """Returns what runs of it: the engine, its functions, its stand-ins."""
        return [pid for part in (ENGINE, STAND_IN) for pid in marked(part, self.state_dir)]

    def end(self) -> None:
        """Stops it for good; what must be in no log and is in one of its logs fails the run (fault 127)."""
        try:
            leaks = leaks_of(self.state_dir)
        finally:
            self("down")
        assert self.processes() == []
        assert not leaks, told(leaks)

    def json(self, *arguments: str) -> Any:
        done = self(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def free_port() -> int:
    """A port whose successor is free too: the page takes the first, the engine the second."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return int(port)


def stored_conversation(stage: DeployedStage, session_id: str) -> dict[str, Any]:
    """The stored item, with the token that no endpoint shows."""
    answer = stage.client("dynamodb").get_item(
        TableName=f"{stage.prefix}-chat_sessions", Key={"session_id": {"S": session_id}}
    )
    return dict(answer["Item"])


def meeting_titled(amo: Amo, words: str, *options: str) -> dict[str, Any]:
    return next(meeting for meeting in amo.json("meetings", *options) if words in meeting["title"])


def newcomer(amo: Amo, user_id: str, email: str, folder: Path) -> None:
    """Somebody new on the instance all tests share, with a demonstration calendar that no other test prepares."""
    stage = find_stage(amo.state_dir, LOCAL_STAGE, user_id)
    stage.invoke("provision_user", {"user_id": user_id, "email": email, "declined_channels": NOWHERE})
    demonstration.write_calendar(folder / f"{user_id}.ics", datetime.now(UTC), "UTC", email)
    calendars.connect_file(stage, folder / f"{user_id}.ics")
    sync_now(stage)
