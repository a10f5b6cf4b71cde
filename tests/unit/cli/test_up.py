"""Bringing an instance up: what is done once, in steps that a long one takes."""

from pathlib import Path
from typing import Any

from cli.commands.up import move_calendars_once
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
