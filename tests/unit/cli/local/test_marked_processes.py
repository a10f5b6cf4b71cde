"""What belongs to an instance is found and ended by its mark, and nothing else is."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.local.marked_processes import ENGINE, STAND_IN, end_marked, mark, marked

SLEEP = "import time; time.sleep(60)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); {SLEEP}"
PARENT = (
    "import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', sys.argv[1]], start_new_session=True); "
    "print(child.pid, flush=True); import time; time.sleep(60)"
)

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts Python with the mark of one instance."""
    started = []

    def begin(*arguments: str, part: str = ENGINE, folder: Path = tmp_path) -> "subprocess.Popen[str]":
        environment = {**os.environ, **mark(part, folder)}
        process = subprocess.Popen(
            [sys.executable, "-c", *arguments], env=environment, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def test_a_function_that_outlived_its_killed_engine_is_found_and_ended(start: Start, tmp_path: Path) -> None:
    """In a session of its own, too: nothing but what it inherited tells whose it is."""
    engine = start(PARENT, SLEEP)
    assert engine.stdout
    orphan = int(engine.stdout.readline())
    engine.send_signal(signal.SIGKILL)
    engine.wait()
    assert marked(ENGINE, tmp_path) == [orphan]
    assert end_marked(ENGINE, tmp_path) == []
    assert marked(ENGINE, tmp_path) == []


def test_one_that_does_not_listen_is_made_to_end(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.local.marked_processes.ENDING_SECONDS", 0.2)
    deaf = start(DEAF)
    assert deaf.stdout
    deaf.stdout.readline()
    assert end_marked(ENGINE, tmp_path) == []
    assert deaf.wait(timeout=5) == -signal.SIGKILL


def test_another_instance_and_another_part_of_this_one_go_on(start: Start, tmp_path: Path) -> None:
    """Their folders' names begin alike."""
    own = start(SLEEP)
    others = [start(SLEEP, folder=tmp_path / "2"), start(SLEEP, folder=tmp_path.parent), start(SLEEP, part=STAND_IN)]
    until = time.monotonic() + 10
    while len(marked(STAND_IN, tmp_path)) < 1 and time.monotonic() < until:
        time.sleep(0.01)
    assert end_marked(ENGINE, tmp_path) == []
    assert own.wait(timeout=5) == -signal.SIGTERM
    assert [other.poll() for other in others] == [None, None, None]


def test_whoever_looks_is_never_among_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Also where a command runs below something that the instance started."""
    for name, value in mark(ENGINE, tmp_path).items():
        monkeypatch.setenv(name, value)
    look = "import sys, pathlib, cli.local.marked_processes as m; print(m.marked(m.ENGINE, pathlib.Path(sys.argv[1])))"
    asked = [sys.executable, "-c", look, str(tmp_path)]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "[]\n"
