"""The files of a snapshot: complete each time, and what only deployments change is written once after each."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from cli.local.state_files import StateFiles


class Holding:
    """An engine that holds a number for each service, and snapshots of it one after the other."""

    def __init__(self, folder: Path) -> None:
        self.numbers: dict[str, int | None] = {"sqs": 1, "lambda": 1, "cloudformation": 1, "dynamodb": 1, "glue": None}
        self.is_deploying = False
        self.written: list[str] = []
        self._folder, self._count = folder, 0
        self._files = StateFiles(folder / "current", self._states, self._write, lambda: self.is_deploying)

    def snapshot(self, *changed: str) -> dict[str, int]:
        """What the files say afterwards."""
        self.written.clear()
        self._count += 1
        fresh = self._folder / str(self._count)
        fresh.mkdir()
        self._files.save(fresh, frozenset(changed))
        shutil.rmtree(self._folder / "current", ignore_errors=True)
        fresh.rename(self._folder / "current")
        return {path.stem: int(path.read_text()) for path in (self._folder / "current").iterdir()}

    def _states(self) -> dict[str, Any]:
        return {service: lambda number=number: number for service, number in self.numbers.items()}

    def _write(self, folder: Path, service: str, state: int) -> None:
        self.written.append(service)
        (folder / f"{service}.json").write_text(str(state))


@pytest.fixture
def engine(tmp_path: Path) -> Holding:
    return Holding(tmp_path)


def test_each_snapshot_is_whole_and_the_queues_come_last(engine: Holding) -> None:
    for _ in range(3):
        assert engine.snapshot("dynamodb") == {"sqs": 1, "lambda": 1, "cloudformation": 1, "dynamodb": 1}
        assert engine.written[-1] == "sqs"
    assert engine.written == ["dynamodb", "sqs"]


@pytest.mark.parametrize("service", ["lambda", "cloudformation"])
def test_what_a_deployment_changed_is_written_until_after_its_end(engine: Holding, service: str) -> None:
    engine.snapshot()
    engine.snapshot()
    engine.is_deploying = True
    for number in (2, 3):
        engine.numbers[service] = number
        assert engine.snapshot(service)[service] == number
    engine.numbers[service] = 4  # by itself: a stack goes on after the request for it
    assert engine.snapshot()[service] == 4
    engine.is_deploying = False
    engine.numbers[service] = 5  # its last step came after the last snapshot
    assert engine.snapshot()[service] == 5
    assert engine.snapshot()[service] == 5
    assert service not in engine.written


def test_a_file_system_without_links_keeps_the_files_too(engine: Holding, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Path) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr("os.link", refuse)
    for _ in range(3):
        assert engine.snapshot() == {"sqs": 1, "lambda": 1, "cloudformation": 1, "dynamodb": 1}
    assert "lambda" not in engine.written


def test_a_state_that_cannot_be_written_is_said(engine: Holding, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine._files, "_write", lambda *_: None)
    with pytest.raises(OSError, match="the state of lambda could not be written"):
        engine.snapshot()


def test_a_state_that_changes_while_it_is_copied_is_copied_again(engine: Holding) -> None:
    tries = iter([RuntimeError("dictionary changed size during iteration"), None])

    def copied() -> int:
        if problem := next(tries):
            raise problem
        return 7

    engine._files._states = lambda: {"dynamodb": copied}
    assert engine.snapshot() == {"dynamodb": 7}
