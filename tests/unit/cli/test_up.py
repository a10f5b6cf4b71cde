"""Bringing an instance up: what is done once, in steps that a long one takes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli import calendars, demonstration
from cli.commands import sync, up
from cli.commands.up import move_calendars_once
from cli.local.engine import Engine
from cli.main import _parser
from cli.source_stand_ins import CONNECTED_FILE, SourceStandIns
from cli.stage import DeployedStage


class Moving(DeployedStage):
    """Answers as the function does, in three steps; ``asked`` is what it was called with."""

    def __init__(self, state_dir: Path) -> None:
        super().__init__("local", state_dir, "owner", "http://127.0.0.1:4600")
        object.__setattr__(self, "asked", list[dict[str, Any]]())

    asked: list[dict[str, Any]]

    def invoke(self, function: str, request: dict[str, Any]) -> dict[str, Any]:
        assert function == "move_calendars"
        self.asked.append(request)
        return {"after": f"u{len(self.asked)}", "moved": len(self.asked), "is_done": len(self.asked) == 3}


def test_calendars_of_a_former_version_are_moved_to_the_last_once(tmp_path: Path) -> None:
    stage = Moving(tmp_path)
    move_calendars_once(stage)
    assert [request.get("after") for request in stage.asked] == [None, "u1", "u2"]
    move_calendars_once(stage)
    assert len(stage.asked) == 3


@pytest.mark.parametrize("has_sources", [False, True])
def test_where_sources_are_connected_nobody_imports_a_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], has_sources: bool
) -> None:
    imported: list[str] = []
    monkeypatch.setattr(calendars, "connect_file", lambda *_: None)
    monkeypatch.setattr(demonstration, "import_records", lambda _api: imported.append("examples"))
    if has_sources:
        (tmp_path / CONNECTED_FILE).write_text("{}")
    up._demonstrate(Moving(tmp_path), "UTC", "you@example.com", first=True)
    assert "Leadership Team Meeting" in (tmp_path / "demonstration.ics").read_text()
    assert imported == ([] if has_sources else ["examples"])
    said = "its figures come from the sources" if has_sources else "with example records"
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(("words", "wanted"), [([], False), (["--sources-fake"], True)])
def test_stand_ins_of_sources_run_before_the_stage_that_trusts_them_and_are_read_before_calendars(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], wanted: bool
) -> None:
    done: list[str] = []

    def noting(name: str, answer: Any = None) -> Callable[..., Any]:
        def act(*_: Any, **__: Any) -> Any:
            done.append(name)
            return answer

        return act

    monkeypatch.setattr(Engine, "pid", lambda _engine: None)
    monkeypatch.setattr(SourceStandIns, "start", noting("stand-ins run"))
    monkeypatch.setattr(SourceStandIns, "connect", noting("sources connected"))
    monkeypatch.setattr(up, "_start", noting("deployed"))
    monkeypatch.setattr(up, "_provision", noting("owner made"))
    monkeypatch.setattr(up, "move_calendars_once", noting("moved"))
    monkeypatch.setattr(up, "_connected", noting("calendars read", ({}, "link")))
    monkeypatch.setattr(sync, "summary", lambda _report: "")
    monkeypatch.setattr(sync, "report_refused", lambda _report: None)
    options = _parser().parse_args(["up", "--detach", "--state", str(tmp_path), *words])
    assert up._bring_up(options, tmp_path, []) == 0
    around = ["stand-ins run", "deployed", "owner made", "moved", "sources connected", "calendars read"]
    assert done == (around if wanted else [one for one in around if one not in ("stand-ins run", "sources connected")])
