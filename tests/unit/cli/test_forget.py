"""``./amo forget``: asks first, says what went, and does nothing without a yes."""

import json
from typing import Any

import pytest

from cli.commands import forget
from cli.main import main
from tests.fakes.terminal import at_a_terminal

RECEIPT = {
    "meeting_id": "m1",
    "left": 0,
    "deleted": {"notes": 2},
    "lines": ["2 parts of your notes"],
    "kept": ["The meeting."],
}


class Api:
    def __init__(self) -> None:
        self.posted: list[str] = []

    def get(self, path: str) -> Any:
        if path.endswith("/forget"):
            return RECEIPT
        return {"title": "Roadmap\u202e review", "start": "2026-03-05T09:00:00Z"}

    def post(self, path: str) -> Any:
        self.posted.append(path)
        return {**RECEIPT, "left": 2}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    api = Api()
    monkeypatch.setattr(forget, "api_of", lambda _options: api)
    return api


def test_a_yes_deletes_and_says_what_went(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at_a_terminal(monkeypatch, "yes")
    assert main(["forget", "m1"]) == 0
    assert api.posted == ["/meetings/m1/forget"]
    told = capsys.readouterr()
    assert "2 parts of your notes" in told.out
    assert "The meeting." in told.out
    assert told.err == "Roadmap review, 2026-03-05T09:00:00Z\n"


def test_anything_else_deletes_nothing(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at_a_terminal(monkeypatch, "y")
    assert main(["forget", "m1"]) == 1
    assert api.posted == []
    assert "Nothing was deleted." in capsys.readouterr().err


def test_leaving_the_question_deletes_nothing(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(_asked: str) -> str:
        raise EOFError

    at_a_terminal(monkeypatch, "")
    monkeypatch.setattr("builtins.input", leave)
    assert (main(["forget", "m1"]), api.posted) == (1, [])


def test_where_nobody_can_be_asked_it_has_to_be_said(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    assert main(["forget", "m1"]) == 1
    assert (api.posted, "--yes" in capsys.readouterr().err) == ([], True)
    assert main(["forget", "m1", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == RECEIPT
