"""Finds and ends the processes of one instance by a mark in their environment, which whatever they start inherits.

A function that was at work when its engine was killed goes on by itself, and nothing knows its id: names and command
lines are the same for every instance, the mark is not.
"""

import contextlib
import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

ENGINE, STAND_IN = "AMO_ENGINE_OF", "AMO_STAND_IN_OF"
ENDING_SECONDS = 5
KILLED_SECONDS = 2


def mark(part: str, state_dir: Path) -> dict[str, str]:
    """Returns what goes into the environment; ``part`` is ENGINE or STAND_IN."""
    return {part: hashlib.sha256(str(state_dir.resolve()).encode()).hexdigest()[:32]}


def end_marked(part: str, state_dir: Path) -> list[int]:
    """Asks them to end, waits, makes those end that have not; returns the ids of those that did not even then."""
    for name, seconds in ((signal.SIGTERM, ENDING_SECONDS), (signal.SIGKILL, KILLED_SECONDS)):
        for pid in marked(part, state_dir):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, name)
        deadline = time.monotonic() + seconds
        while (left := marked(part, state_dir)) and time.monotonic() < deadline:
            time.sleep(0.05)
        if not left:
            break
    return left


def marked(part: str, state_dir: Path) -> list[int]:
    ((name, value),) = mark(part, state_dir).items()
    wanted = f"{name}={value}".encode()
    return [pid for pid, environment in _environments() if wanted in environment and pid != os.getpid()]


def _environments() -> Iterator[tuple[int, bytes]]:
    """Of the processes that this user may look into; one that has ended and waits to be collected has none."""
    if not Path("/proc/self/environ").exists():
        yield from _listed()
        return
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with contextlib.suppress(OSError):
                yield int(folder.name), (folder / "environ").read_bytes()


def _listed() -> Iterator[tuple[int, bytes]]:
    """On macOS, which has no /proc."""
    listed = subprocess.run(["ps", "-Eaxww", "-o", "pid=,command="], capture_output=True, check=False)
    for line in listed.stdout.splitlines():
        pid, _, rest = line.strip().partition(b" ")
        if pid.isdigit():
            yield int(pid), rest
