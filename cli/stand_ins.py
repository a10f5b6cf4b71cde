"""``./amo up --calendar google-fake``, or ``microsoft-fake``: this machine's own, connected as others are."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cli.api_client import ApiClient
from cli.installation import ROOT
from cli.local.engine import read_json
from cli.local.marked_processes import STAND_IN, mark
from cli.stage import DeployedStage
from cli.terminal import progress
from lambdas.errors import Retryable

OWNER = "you@example.com"
READY_SECONDS = 20
STOP_SECONDS = 5


@dataclass(frozen=True, slots=True)
class StandIn:
    """``name`` is what it is asked for by, ``api`` the path of its calendars, as at the real ``provider``.

    ``place`` is its own among the ports after the engine's: what is remembered of one address is then of one provider.
    """

    name: str
    provider: str
    program: str
    api: str
    place: int

    def is_wanted(self, stage: DeployedStage, given: Iterable[str]) -> bool:
        """Asked for now, or once before: what was connected to it would fail without it."""
        return self.name in given or self._file(stage.state_dir).exists()

    def start(self, stage: DeployedStage, email: str, timezone: str) -> None:
        """Runs it, unless it runs, next to the engine's ports. Raises Retryable when it does not come up."""
        assert stage.engine is not None
        secret = stage.state_dir / f"{self.name}-secret"
        if self._pid(stage.state_dir) is None:
            port = _free_port(stage.engine.port + self.place)
            if not secret.exists():
                with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                    file.write(secrets.token_urlsafe(32))
            with (stage.state_dir / f"{self.name}.log").open("ab") as log:
                process = subprocess.Popen(
                    [sys.executable, "-m", self.program, str(port), str(secret), email or OWNER, timezone],
                    cwd=ROOT,
                    env={**os.environ, **mark(STAND_IN, stage.state_dir)},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            content = {"pid": process.pid, "url": f"http://127.0.0.1:{port}"}
            self._file(stage.state_dir).write_text(json.dumps(content))
        self._wait_until_ready(self.url(stage.state_dir))

    def connect(self, stage: DeployedStage) -> None:
        """Registers AMO there and agrees to its reading the calendar, through the endpoints a browser would take."""
        base = self.url(stage.state_dir)
        self.connect_at(stage, base)
        whose, told = self.provider.capitalize(), f"docs/{self.provider}.md says how to change its events"
        progress(f"Connected to a {whose} of this machine's own at {base} ({told}).")

    def connect_at(self, stage: DeployedStage, base: str) -> str:
        """Returns the address of the page that the browser is brought to at last."""
        registered = {
            "provider": self.provider,
            "client_id": "amo-on-this-machine",
            "client_secret": secrets.token_urlsafe(24),
            "issuer": base,
            "api_url": f"{base}{self.api}",
        }
        stage.invoke("register_identity_provider", registered)
        api = ApiClient(stage)
        consent, cookies = api.follow(f"{stage.page_url}/calendar/auth/{self.provider}")
        back, _ = api.follow(consent)
        there, _ = api.follow(back, cookies)
        return there

    def stop(self, state_dir: Path) -> None:
        """Its connection stays; the next ./amo up starts it again."""
        pid = self._pid(state_dir)
        if pid is not None:
            os.kill(pid, signal.SIGTERM)
            deadline = time.monotonic() + STOP_SECONDS
            while self._pid(state_dir) is not None and time.monotonic() < deadline:
                time.sleep(0.05)

    def forget(self, state_dir: Path) -> None:
        """The next ./amo up knows nothing of it."""
        for file in (self._file(state_dir), state_dir / f"{self.name}-secret"):
            file.unlink(missing_ok=True)

    def url(self, state_dir: Path) -> str:
        return str(read_json(self._file(state_dir)).get("url", ""))

    def _file(self, state_dir: Path) -> Path:
        return state_dir / f"{self.name}.json"

    def _pid(self, state_dir: Path) -> int | None:
        """None when it does not run; a recycled id does not count."""
        with contextlib.suppress(ValueError, OSError):
            pid = int(str(read_json(self._file(state_dir)).get("pid", "")))
            if self.program in _command_line(pid):
                return pid
        return None

    def _wait_until_ready(self, base: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{base}/keys", timeout=2):
                return
            time.sleep(0.1)
        whose = self.provider.capitalize()
        raise Retryable(f"the stand-in for {whose} did not start; {self.name}.log in the state folder says why")


GOOGLE = StandIn("google-fake", "google", "cli.local.google_fake", "/calendar/v3", 1)
MICROSOFT = StandIn("microsoft-fake", "microsoft", "cli.local.microsoft_fake", "", 2)
STAND_INS = {one.name: one for one in (GOOGLE, MICROSOFT)}


def _free_port(wanted: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command_line(pid: int) -> str:
    listed = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout
