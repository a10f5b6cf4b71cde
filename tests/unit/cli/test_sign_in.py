"""``./amo sign-in`` and ``./amo mail``: confirming whose a session is, and reading what never left the computer."""

import io
import json
import urllib.error
from email.message import Message
from types import SimpleNamespace
from typing import Any

import pytest

from cli import api_client
from cli.commands import mail, sign_in
from cli.main import main
from lambdas.accounts.login import CONFIRM_FIRST
from lambdas.errors import Refused
from tests.fakes.terminal import at_a_terminal

LENT = {"is_own": False, "lender": "Olga", "reaches": ["Slack", "e-mail to ada@example.com"]}
OWN = {"is_own": True, "lender": "", "reaches": []}
CODE = "123456"


class Api:
    """AMO, with a session that Olga lent."""

    def __init__(self) -> None:
        self.is_own, self.asked = False, list[tuple[str, Any]]()

    def post(self, path: str, body: Any = None) -> Any:
        self.asked.append((path, body))
        if path == "/sign-in/proof/confirmation":
            if body != {"code": CODE}:
                raise Refused("That is not the code")
            self.is_own = True
        return OWN if self.is_own else LENT


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    api = Api()
    monkeypatch.setattr(sign_in, "api_of", lambda _options: api)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    return api


def test_without_a_terminal_a_code_is_sent_and_given_by_another_call(
    api: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sign-in"]) == 0
    assert "on its way by Slack or e-mail to ada@example.com. Then: ./amo sign-in --code" in capsys.readouterr().out
    assert main(["sign-in", "--code", CODE]) == 0
    assert "counts as your word" in capsys.readouterr().out
    assert [path for path, _ in api.asked] == ["/sign-in/proof", "/sign-in/proof/confirmation"]


def test_in_a_terminal_the_code_is_asked_for(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at_a_terminal(monkeypatch, f" {CODE}\n")
    assert main(["sign-in"]) == 0
    said = capsys.readouterr()
    assert "a link that Olga made" in said.err
    assert "./amo mail" in said.err
    assert "counts as your word" in said.out


def test_a_wrong_code_is_one_line(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sign-in", "--code", "000000"]) == 1
    assert capsys.readouterr().err == "amo: That is not the code\n"


def test_one_s_own_session_says_so_and_asks_for_nothing(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    api.is_own = True
    assert main(["sign-in", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == OWN


def test_whoever_is_refused_a_decision_is_told_the_command() -> None:
    body = json.dumps({"message": CONFIRM_FIRST.format(lender="Olga")}).encode()
    refused = urllib.error.HTTPError("http://amo.example", 403, "Forbidden", Message(), io.BytesIO(body))
    assert str(api_client._as_error(refused)).endswith(
        "confirm that it is you: at /auth/proof on the page, or here: ./amo sign-in"
    )


def taken(*mails: dict[str, Any]) -> dict[str, Any]:
    """As MiniStack answers, by account."""
    return {"messages": {"000000000000": list(mails)}}


def a_mail(subject: str, at: float) -> dict[str, Any]:
    return {"To": ["ada@example.com"], "Subject": subject, "BodyText": f"{subject}\n\nthe rest", "Timestamp": at}


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    stage = SimpleNamespace(engine=object(), mails=taken(a_mail("First", 1.0e9), a_mail("Second", 1.1e9)))
    monkeypatch.setattr(mail, "stage_of", lambda _options: stage)
    monkeypatch.setattr(mail, "ask_engine", lambda _engine, _path: stage.mails)
    return stage


def test_mails_are_shown_newest_first_with_their_text(
    engine: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mail"]) == 0
    text = capsys.readouterr().out
    assert text.index("Second") < text.index("First")
    assert "to ada@example.com" in text
    assert "  the rest" in text
    assert main(["mail", "--json"]) == 0
    (newest, _) = json.loads(capsys.readouterr().out)
    assert newest == {
        "at": "2004-11-09T11:33:20+00:00",
        "to": ["ada@example.com"],
        "subject": "Second",
        "text": "Second\n\nthe rest",
    }


def test_where_nothing_was_mailed_that_is_said(engine: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    engine.mails = taken()
    assert main(["mail"]) == 0
    assert "nothing yet" in capsys.readouterr().out


def test_a_stage_on_aws_keeps_no_mails(engine: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    engine.engine = None
    assert main(["mail"]) == 1
    assert "on AWS" in capsys.readouterr().err
