"""Writes the engine's whole state into a folder, one file for each service, and again only what can have changed."""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

DEPLOYED = frozenset({"cloudformation", "lambda"})
"""What they hold is nearly all there is (layers, templates; 32 MB of 33), and only deployments change it."""
MAX_COPIES = 20

States = Mapping[str, Callable[[], Any]]
"""For each service what copies its state; None from it where there is none."""


class StateFiles:
    """The files of one snapshot after the other.

    ``current`` is the folder of the last whole one. ``write(folder, service, state)`` writes one file.
    """

    def __init__(
        self,
        current: Path,
        states: Callable[[], States],
        write: Callable[[Path, str, Any], None],
        is_deploying: Callable[[], bool],
    ) -> None:
        self._current = current
        self._states = states
        self._write = write
        self._is_deploying = is_deploying
        self._is_settled = False
        """Whether the last snapshot was made after the last deployment had ended."""

    def save(self, folder: Path, changed: frozenset[str]) -> None:
        """Raises OSError when any part of the state could not be written.

        The engine's own save_all skips what fails, which would lose that service's state at the next start.
        """
        is_quiet = not changed & DEPLOYED and not self._is_deploying()
        kept = DEPLOYED if is_quiet and self._is_settled else frozenset[str]()
        # A schedule fires by putting a message into a queue: saved the other way round, it could be in neither.
        for service, state_of in sorted(self._states().items(), key=lambda entry: entry[0] == "sqs"):
            if service not in kept:
                self._save_one(folder, service, state_of)
            elif (before := self._current / _file_of(service)).exists():
                _link(before, folder / before.name)
        self._is_settled = is_quiet

    def _save_one(self, folder: Path, service: str, state_of: Callable[[], Any]) -> None:
        state = _unchanging(state_of)
        if state is None:
            return
        self._write(folder, service, state)
        if not (folder / _file_of(service)).exists():
            raise OSError(f"the state of {service} could not be written; see this log")


def _file_of(service: str) -> str:
    return f"{service}.json"


def _link(before: Path, after: Path) -> None:
    """Copied where the file system has no second name for a file."""
    try:
        os.link(before, after)
    except OSError:
        shutil.copyfile(before, after)


def _unchanging(state_of: Callable[[], Any]) -> Any:
    """Threads of running executions may change a dictionary while it is being copied: copy again."""
    for _ in range(MAX_COPIES - 1):
        try:
            return state_of()
        except RuntimeError:
            continue
    return state_of()
