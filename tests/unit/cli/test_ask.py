"""``./amo ask``: waits for the answer, and says whether a model wrote it and where it is from."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from cli.commands import ask
from cli.main import main

SOURCE = {"ref": "budget:compute", "label": "Budget: Cloud compute", "path": "/records/budget"}
ANSWERED = {
    "state": "answered",
    "composer": "model",
    "written_by": "nova-lite",
    "text": "",
    "remark": "",
    "lines": [{"text": "It is \x1b[2J over.", "sources": [SOURCE]}],
}


class AskApi:
    """Answers after so many looks; ``seconds`` go by with each."""

    stage = SimpleNamespace(page_url="https://amo.example")

    def __init__(self, looks: int, answered: dict[str, Any] | None = None) -> None:
        self.looks, self.answered = looks, answered or ANSWERED
        self.asked: dict[str, Any] = {}

    def post(self, path: str, body: dict[str, Any]) -> Any:
        self.asked = {path: body}
        return {"question_id": "q1", "meeting_id": "m1"}

    def get(self, path: str) -> Any:
        assert path == "/meetings/m1/questions/q1"
        self.looks -= 1
        return {"state": "asked"} if self.looks > 0 else self.answered


def asked(monkeypatch: pytest.MonkeyPatch, api: AskApi, *more: str) -> int:
    clock = iter(range(1000))
    monkeypatch.setattr(ask, "api_of", lambda _: api)
    monkeypatch.setattr(ask, "time", SimpleNamespace(sleep=lambda _: None, monotonic=lambda: next(clock)))
    return main(["ask", "m1", "How far over is it?", *more])


def test_it_looks_until_the_answer_is_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    api = AskApi(5)
    assert asked(monkeypatch, api) == 0
    shown = capsys.readouterr().out
    assert api.asked == {"/meetings/m1/questions": {"question": "How far over is it?"}}
    assert "over. (AI: nova-lite)" in shown
    assert "Budget: Cloud compute  https://amo.example/records/budget" in shown
    assert "\x1b" not in shown


def test_json_is_the_answer_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(monkeypatch, AskApi(1), "--json") == 0
    assert json.loads(capsys.readouterr().out) == ANSWERED


@pytest.mark.parametrize("api", [AskApi(100), AskApi(1, {"state": "late"})])
def test_no_answer_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], api: AskApi
) -> None:
    assert asked(monkeypatch, api) == 1
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert "ask again" in err
