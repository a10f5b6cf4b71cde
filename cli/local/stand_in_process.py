"""The process of a stand-in: one of an instance's own, next to its engine, which outlives the command that began it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.installation import ROOT
from cli.local.engine import Engine, read_json
from cli.local.marked_processes import STAND_IN, mark
from cli.local.ports import free_port
from lambdas.errors import Retryable

READY_SECONDS = 20
STOP_SECONDS = 5


@dataclass(frozen=True, slots=True)
class StandInProcess:
    """``name`` is what it is asked for by, ``ready`` a path that it answers once it is up.

    ``place`` is its own among the ports after the engine's: what is remembered of one address is then of one of them.
    """

    name: str
    program: str
    place: int
    ready: str

    def is_wanted(self, state_dir: Path, given: Iterable[str]) -> bool:
        """Asked for now, or once before: what was connected to it would fail without it."""
        return self.name in given or self._file(state_dir).exists()

    def run(self, engine: Engine, arguments: Sequence[str] = (), *, seconds: float = READY_SECONDS) -> None:
        """Runs it, unless it runs, next to the engine's ports. Raises Retryable when it does not come up."""
        state_dir = engine.state_dir
        if self._pid(state_dir) is None:
            port = free_port(engine.port + self.place)
            with (state_dir / f"{self.name}.log").open("ab") as log:
                process = subprocess.Popen(
                    [*self.command, str(port), *arguments],
                    cwd=ROOT,
                    env={**os.environ, **mark(STAND_IN, state_dir)},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            content = {"pid": process.pid, "url": f"http://127.0.0.1:{port}"}
            self._file(state_dir).write_text(json.dumps(content))
        self._wait_until_ready(state_dir, seconds)

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", self.program]

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
        self._file(state_dir).unlink(missing_ok=True)

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

    def _wait_until_ready(self, state_dir: Path, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"{self.url(state_dir)}{self.ready}", timeout=2),
            ):
                return
            time.sleep(0.1)
        raise Retryable(f"the stand-in {self.name} did not start; {self.name}.log in the state folder says why")


def _command_line(pid: int) -> str:
    listed = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout
