"""``./amo up --calendar google-fake``: a Google of this machine's own, connected as people connect theirs."""

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
from pathlib import Path

from cli.api_client import ApiClient
from cli.installation import ROOT
from cli.local.engine import read_json
from cli.stage import DeployedStage
from cli.terminal import progress
from lambdas.errors import Retryable

NAME = "google-fake"
PROGRAM = "cli.local.google_fake"
OWNER = "you@example.com"
READY_SECONDS = 20


def is_wanted(stage: DeployedStage, given: list[str]) -> bool:
    """Asked for now, or once before: what was connected to it would fail without it."""
    return NAME in given or _file(stage.state_dir).exists()


def start(stage: DeployedStage, email: str, timezone: str) -> None:
    """Runs it, unless it runs, next to the engine's ports. Raises Retryable when it does not come up."""
    assert stage.engine is not None
    port = _free_port(stage.engine.port + 1)
    secret = stage.state_dir / "google-fake-secret"
    if _pid(stage.state_dir) is None:
        if not secret.exists():
            with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(32))
        with (stage.state_dir / "google-fake.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", PROGRAM, str(port), str(secret), email or OWNER, timezone],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        content = {"pid": process.pid, "url": f"http://127.0.0.1:{port}"}
        _file(stage.state_dir).write_text(json.dumps(content))
    _wait_until_ready(url(stage.state_dir))


def connect(stage: DeployedStage) -> None:
    """Registers AMO there and agrees to its reading the calendar, through the endpoints a browser would take."""
    base = url(stage.state_dir)
    stage.invoke(
        "register_identity_provider",
        {
            "provider": "google",
            "client_id": "amo-on-this-machine",
            "client_secret": secrets.token_urlsafe(24),
            "issuer": base,
            "api_url": f"{base}/calendar/v3",
        },
    )
    api = ApiClient(stage)
    consent, cookies = api.follow(f"{stage.page_url}/calendar/auth/google")
    back, _ = api.follow(consent)
    api.follow(back, cookies)
    progress(f"Connected to a Google of this machine's own at {base} (docs/google.md says how to change its events).")


def stop(state_dir: Path) -> None:
    """Its connection stays; the next ./amo up starts it again."""
    pid = _pid(state_dir)
    if pid is not None:
        os.kill(pid, signal.SIGTERM)


def url(state_dir: Path) -> str:
    return str(read_json(_file(state_dir)).get("url", ""))


def _free_port(wanted: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _file(state_dir: Path) -> Path:
    return state_dir / "google-fake.json"


def _pid(state_dir: Path) -> int | None:
    """None when it does not run; a recycled id does not count."""
    with contextlib.suppress(ValueError, OSError):
        pid = int(str(read_json(_file(state_dir)).get("pid", "")))
        if PROGRAM in _command_line(pid):
            return pid
    return None


def _command_line(pid: int) -> str:
    listed = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout


def _wait_until_ready(base: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{base}/keys", timeout=2):
            return
        time.sleep(0.1)
    raise Retryable("the stand-in for Google did not start; google-fake.log in the state folder says why")
