"""``./amo model``: what it prints, what it asks of the stage, and that a key is never an argument."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.commands import model
from cli.local.engine import Engine
from cli.main import main
from tests.fakes.terminal import at_a_terminal

STATUS = {
    "state": "on",
    "model": "llama3",
    "provider": "openai",
    "place": "127.0.0.1:11434",
    "purposes": ["agenda"],
    "why": "",
    "spent_today": 0.031,
    "ceiling_today": 20.0,
    "own_spent_today": 0.02,
    "answered_at": None,
    "last_no_answer": {"purpose": "agenda", "reason": "timeout", "detail": "", "at": "2026-11-30T08:55:00Z"},
    "priced_on": "2026-09-15",
}
CONSENT = {"level": "all", "without": ["budget"], "said_at": "2026-11-30T08:00:00Z"}
URL = "http://127.0.0.1:11434/v1"
KEY = "sk-of-the-endpoint"


class Talk:
    """The stage and its API, as the command meets them. ``said_at``: when the person last said what may be read."""

    engine: Engine | None = None
    user_id = "owner"

    def __init__(self) -> None:
        self.invoked: list[tuple[str, dict[str, Any]]] = []
        self.put_there: list[tuple[str, Any]] = []
        self.said_at: str | None = None
        self.answers: dict[str, Any] = {
            "model_state": {"status": STATUS, "consent": CONSENT},
            "connect_model": {"status": STATUS, "seconds": 1.23, "left_out": [], "file_names": ""},
        }

    def invoke(self, function: str, request: dict[str, Any]) -> dict[str, Any]:
        self.invoked.append((function, request))
        return dict(self.answers[function])

    def get(self, _path: str) -> Any:
        return {"model_consent": {"level": "off", "without": [], "said_at": self.said_at}}

    def put(self, path: str, body: Any) -> Any:
        self.put_there.append((path, body))
        return {"model_consent": body | {"said_at": "2026-11-30T09:00:00Z"}}


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    stage = Talk()
    monkeypatch.setattr(model, "operated_stage", lambda _options: stage)
    monkeypatch.setattr(model, "api_of", lambda _options: stage)
    monkeypatch.setattr(model, "ApiClient", lambda _stage: stage)
    return stage


def test_its_json_is_what_the_contract_says(talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert {name: shown[name] for name in ("state", "model", "spent_today", "ceiling_today")} == {
        "state": "on",
        "model": "llama3",
        "spent_today": 0.031,
        "ceiling_today": 20.0,
    }
    assert shown["last_no_answer"]["reason"] == "timeout"
    assert talk.invoked == [("model_state", {"user_id": "owner", "probe": True})]


def test_it_says_how_the_model_is_in_a_few_lines(talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Model on: llama3 (127.0.0.1:11434), 0.03 of 20 USD today",
        "Asked for: agenda.",
        "Yours: your meetings, what was gathered for them, and what you write, without budget; 0.02 USD today.",
        "Last without an answer: 2026-11-30 08:55 UTC: the model took too long (agenda).",
    ]
    talk.answers["model_state"]["status"] = STATUS | {
        "state": "off",
        "model": "",
        "purposes": [],
        "last_no_answer": None,
    }
    talk.answers["model_state"]["status"]["why"] = "no model is connected"
    assert main(["model"]) == 0
    assert capsys.readouterr().out.startswith("Model off: no model is connected\nYours: ")


def test_an_endpoint_is_connected_with_a_key_out_of_a_file(
    talk: Talk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    talk.answers["connect_model"]["left_out"] = ["ask"]
    price = ["--price-in", "0.1", "--price-out", "0.4"]
    words = ["model", "connect", "--url", URL, "--model", "llama3", "--key-file", str(file), *price]
    assert main([*words, "--purposes", "agenda, questions"]) == 0
    request = {"url": URL, "model": "llama3", "key": KEY, "price": {"input": 0.1, "output": 0.4}}
    assert talk.invoked == [("connect_model", request | {"purposes": ["agenda", "questions"]})]
    said = capsys.readouterr()
    assert "Connected: on: llama3" in said.out
    assert "Left to the rules: ask (not named)." in said.out
    assert KEY not in said.out + said.err
    assert talk.put_there == [], "on a stage nobody's consent is given for them"


def test_the_key_is_asked_for_in_the_terminal_and_nowhere_else(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["model", "connect", "--url", URL, "--model", "llama3", "--key"]
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    assert main(words) == 1
    assert "give --key-file FILE" in capsys.readouterr().err
    at_a_terminal(monkeypatch, "")
    monkeypatch.setattr(model, "getpass", lambda _asked: KEY)
    assert main(words) == 0
    assert talk.invoked == [("connect_model", {"url": URL, "model": "llama3", "key": KEY})]


@pytest.mark.parametrize(("said_at", "is_given"), [(None, True), ("2026-11-30T08:00:00Z", False)])
def test_on_a_laptop_whoever_connects_one_allows_it_unless_they_have_said_otherwise(
    talk: Talk, capsys: pytest.CaptureFixture[str], said_at: str | None, is_given: bool
) -> None:
    talk.engine = Engine.__new__(Engine)
    talk.said_at = said_at
    assert main(["model", "connect", "--bedrock", "nova-lite"]) == 0
    assert talk.put_there == [("/settings/model-consent", {"level": "all", "without": []})] * is_given
    assert ("./amo model consent off" in capsys.readouterr().out) is is_given


def test_disconnecting_says_what_is_asked_instead(talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    talk.answers["connect_model"]["file_names"] = "nova-lite"
    assert main(["model", "disconnect"]) == 0
    assert talk.invoked == [("connect_model", {"disconnect": True})]
    assert "names nova-lite, which is asked again" in capsys.readouterr().out


def test_consent_is_the_person_s_own(talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "consent", "all", "--without", "budget,decisions"]) == 0
    assert talk.put_there == [("/settings/model-consent", {"level": "all", "without": ["budget", "decisions"]})]
    assert "without budget, decisions" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["connect"], "give --url and --model for an endpoint, or --bedrock NAME"),
        (["connect", "--url", URL, "--bedrock", "nova-lite"], "give --url and --model for an endpoint, or --bedrock"),
        (["connect", "--url", URL], "say which model to ask there: --model NAME"),
        (["connect", "--bedrock", "nova-lite", "--key"], "--key is for an endpoint's --url"),
        (["connect", "--url", URL, "--model", "m", "--price-in", "1"], "give both --price-in and --price-out"),
        (["connect", "--url", URL, "--model", "m", "--price-in", "-1", "--price-out", "1"], "a price is 0 or more"),
        (["connect", "--url", URL, "--model", "m", "--purposes", "agendas"], "there is no purpose agendas; there are"),
        (["connect", "--url", URL, "--model", "m", "--key-file", "/nowhere/key"], "cannot be read"),
        (["consent"], "./amo model consent off|own|all"),
        (["consent", "all", "--without", "gossip"], "there is no source gossip; there are budget"),
        (["consent", "all", "--without", "staffing"], "there is no source staffing"),
    ],
)
def test_what_makes_no_sense_is_one_line_and_asks_nothing(
    talk: Talk, capsys: pytest.CaptureFixture[str], words: list[str], line: str
) -> None:
    assert main(["model", *words]) == 1
    said = capsys.readouterr().err
    assert line in said
    assert said.count("\n") == 1
    assert (talk.invoked, talk.put_there) == ([], [])


@pytest.mark.parametrize("content", [b"", b"two words", b"\xff\xfe", b"line\nline", b"x" * 2001])
def test_a_file_that_holds_no_key_is_refused_without_a_word_of_it(
    talk: Talk, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    assert main(["model", "connect", "--url", URL, "--model", "m", "--key-file", str(file)]) == 1
    assert "holds no key: one line of it" in capsys.readouterr().err
    assert talk.invoked == []
