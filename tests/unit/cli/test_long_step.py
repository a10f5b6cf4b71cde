"""Whoever waits is told what for, how long so far and how far it is; who does not wait is told nothing."""

import sys
import time

import pytest

from cli import long_step as module
from cli import terminal
from cli.long_step import LastingLines, LongStep, MovingLine, long_step


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Heard:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def show(self, line: str) -> None:
        self.lines.append(line)

    def end(self) -> None:
        return


def watched(every: float, seconds: int, reached: list[str]) -> list[tuple[float, str]]:
    """What is said, and after how long, when looked at five times a second."""
    clock, heard, said = Clock(), Heard(), []
    step = LongStep("Deploying", lambda: reached[0], heard, every, clock)
    for tick in range(seconds * 5):
        clock.seconds = 100 + tick / 5
        before = len(heard.lines)
        step.look()
        said += [(tick / 5, line) for line in heard.lines[before:]]
    return said


def test_a_short_step_says_nothing() -> None:
    assert watched(every=0.2, seconds=3, reached=[""]) == []


def test_on_a_terminal_the_line_moves_from_three_seconds_on() -> None:
    said = watched(every=0.2, seconds=5, reached=["amo-data, 4 of 9"])
    assert said[0] == (3.0, "Deploying: 3 s so far, amo-data, 4 of 9")
    assert len(said) >= 8


def test_elsewhere_a_line_stays_every_ten_seconds() -> None:
    assert [(moment, line) for moment, line in watched(every=10.0, seconds=31, reached=[""])] == [
        (10.0, "Deploying: 10 s so far"),
        (20.0, "Deploying: 20 s so far"),
        (30.0, "Deploying: 30 s so far"),
    ]


def test_nothing_of_it_reaches_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    for shown in (LastingLines(sys.stderr), MovingLine(sys.stderr)):
        shown.show("Deploying: 10 s so far")
        shown.end()
    told = capsys.readouterr()
    assert told.out == ""
    assert "Deploying: 10 s so far" in told.err
    assert told.err.endswith(terminal.ERASED), "the moving line is gone at the end"


def test_what_cannot_tell_how_far_a_step_is_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(module, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    def broken() -> str:
        raise OSError("the engine does not answer")

    with long_step("Deploying", broken):
        time.sleep(0.1)
