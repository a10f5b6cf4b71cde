"""Says what a step is doing once it takes longer than a few seconds: a line that moves on a terminal, else some lines.

Everything goes to stderr: stdout, and the document of --json, stay as they are.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from threading import Event, Thread
from typing import Protocol, TextIO

from cli.terminal import ERASED, progress

PATIENCE_SECONDS = 3.0
"""Nothing is said of a step that takes less."""
SAID_EVERY_SECONDS = 10.0
"""Where lines stay, in a log or a pipe."""
TICK_SECONDS = 0.2


class Shown(Protocol):
    def show(self, line: str) -> None: ...

    def end(self) -> None: ...


@dataclass
class MovingLine:
    """One line of a terminal, written over and gone at the end."""

    stream: TextIO
    turns: Iterator[str] = field(default_factory=lambda: cycle("|/-\\"))
    is_shown: bool = False

    def show(self, line: str) -> None:
        self.is_shown = True
        self.stream.write(f"{ERASED}{next(self.turns)} {line}")
        self.stream.flush()

    def end(self) -> None:
        if self.is_shown:
            self.stream.write(ERASED)
            self.stream.flush()


@dataclass
class LastingLines:
    """Lines that stay."""

    stream: TextIO

    def show(self, line: str) -> None:
        progress(f"  {line}", self.stream)

    def end(self) -> None:
        return


@dataclass
class LongStep:
    """``reached`` tells how far the step is, in a few words, or nothing. ``look`` is called again and again."""

    what: str
    reached: Callable[[], str]
    shown: Shown
    every: float
    clock: Callable[[], float] = time.monotonic
    began: float = field(init=False)
    said_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.said_at = self.clock()

    def look(self) -> None:
        """Says how long the step takes so far, where it is time to."""
        now = self.clock()
        is_due = now - self.said_at >= self.every if self.said_at > self.began else self._is_first_due(now)
        if is_due:
            self.said_at = now
            told = self.reached()
            self.shown.show(f"{self.what}: {now - self.began:.0f} s so far{', ' if told else ''}{told}")

    def _is_first_due(self, now: float) -> bool:
        return now - self.began >= max(PATIENCE_SECONDS, self.every)


@contextmanager
def long_step(what: str, reached: Callable[[], str] = lambda: "") -> Iterator[None]:
    """Around a step that may take long; ``reached`` is asked from another thread, so it must not change anything."""
    is_terminal = sys.stderr.isatty()
    shown: Shown = MovingLine(sys.stderr) if is_terminal else LastingLines(sys.stderr)
    step = LongStep(what, reached, shown, TICK_SECONDS if is_terminal else SAID_EVERY_SECONDS)
    over = Event()
    watching = Thread(target=_watch, args=(step, over), daemon=True)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()
        shown.end()


def _watch(step: LongStep, over: Event) -> None:
    """Looks until it is over. A step whose ``reached`` cannot tell goes on all the same."""
    while not over.wait(TICK_SECONDS):
        try:
            step.look()
        except Exception:
            step.reached = lambda: ""
