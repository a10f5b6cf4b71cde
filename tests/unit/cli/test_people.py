"""``./amo users``, ``google``, ``microsoft``, ``tokens``: what they ask the stage for, and what they say."""

import json
from typing import Any

import pytest

from cli import identity_clients
from cli.commands import tokens, users
from cli.main import main
from lambdas.errors import NotFound

PEOPLE = [
    {"user_id": "p1", "name": "Ada", "email": "ada@example.com", "role": "operator", "active": True},
    {"user_id": "p2", "name": "Eve", "email": "eve@example.com", "role": "member", "active": False},
    {"user_id": "p3", "name": "Max", "email": "eve@example.com", "role": "member", "active": True},
]


class Api:
    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.is_operator = True

    def get(self, path: str) -> Any:
        if not self.is_operator:
            raise NotFound("There is nothing at this address.")
        return PEOPLE

    def post(self, path: str, body: Any = None) -> Any:
        self.asked.append(("POST", path, body))
        return {"link": "https://amo.example/auth/link?token=x", "person": PEOPLE[0]}

    def put(self, path: str, body: Any) -> Any:
        self.asked.append(("PUT", path, body))
        return PEOPLE[0]


class Stage:
    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self.invoked: list[tuple[str, dict[str, Any]]] = []

    def invoke(self, function: str, request: dict[str, Any]) -> dict[str, Any]:
        self.invoked.append((function, request))
        return self.answer


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    api = Api()
    monkeypatch.setattr(users, "api_of", lambda _options: api)
    return api


def test_everybody_is_listed_with_their_role(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["users"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert "deactivated" in lines[1]


def test_whom_somebody_reviews_for_is_said_by_name(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pat = {**PEOPLE[2], "user_id": "p4", "name": "Pat", "reviews_for": ["p1", "p2", "p5"]}
    you = {**PEOPLE[2], "user_id": "p5", "name": "You", "email": "you@example.com"}
    monkeypatch.setattr(api, "get", lambda _path: [*PEOPLE, pat, you])
    monkeypatch.setattr(api, "put", lambda _path, _body: pat)
    assert main(["users"]) == main(["users", "change", "p4", "--role", "member"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if "reviews for" in line]
    assert [line.partition("reviews for ")[2] for line in lines] == ["Ada, Eve, you@example.com"] * 2


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["invite", "g@x.example"], ("POST", "/users", {"email": "g@x.example", "name": "", "role": "member"})),
        (["deactivate", "ada@example.com"], ("PUT", "/users/p1", {"active": False})),
        (["reactivate", "p2"], ("PUT", "/users/p2", {"active": True})),
        (["change", "p1", "--role", "reviewer"], ("PUT", "/users/p1", {"role": "reviewer"})),
        (["change", "p1", "--email", "a@x.example"], ("PUT", "/users/p1", {"email": "a@x.example"})),
        (["link", "ada@example.com"], ("POST", "/users/p1/link", None)),
        (
            ["change", "p2", "--team", "leads", "--department", "Sales", "--reviews-for", "ada@example.com"],
            ("PUT", "/users/p2", {"team_id": "leads", "department": "Sales", "reviews_for": ["p1"]}),
        ),
        (
            ["change", "p2", "--team", "", "--reviews-for", ""],
            ("PUT", "/users/p2", {"team_id": "", "reviews_for": []}),
        ),
        (
            ["invite", "g@x.example", "--reviews-for", "p1", "--reviews-for", "p3"],
            ("POST", "/users", {"email": "g@x.example", "name": "", "role": "member", "reviews_for": ["p1", "p3"]}),
        ),
    ],
)
def test_each_verb_asks_for_one_thing(api: Api, words: list[str], asked: tuple[str, str, Any]) -> None:
    assert main(["users", *words]) == 0
    assert api.asked == [asked]


@pytest.mark.parametrize(("year", "is_said"), [(9000, True), (2001, False)])
def test_when_a_changed_address_counts_is_said_until_it_does(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], year: int, is_said: bool
) -> None:
    changed = {**PEOPLE[0], "email": "a@x.example", "email_counts_at": f"{year}-03-09T09:00:00Z"}
    monkeypatch.setattr(api, "put", lambda _path, _body: changed)
    assert main(["users", "change", "p1", "--email", "a@x.example"]) == 0
    told = capsys.readouterr().out
    assert ("Before 9000-03-09" in told and "a@x.example takes no code for them" in told) is is_said


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["invite"], "say whom"),
        (["deactivate", "nobody@example.com"], "nobody here"),
        (["link", "eve@example.com"], "more than one"),
        (["change", "p1"], "say what to change"),
        (["change", "p1", "--reviews-for", "eve@example.com"], "more than one"),
    ],
)
def test_what_is_not_clear_is_asked_back(
    api: Api, words: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["users", *words]) == 1
    assert reason in capsys.readouterr().err
    assert api.asked == []


def test_who_is_no_operator_is_told_so(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    api.is_operator = False
    assert main(["users"]) == 1
    assert "only an operator" in capsys.readouterr().err


def registered(monkeypatch: pytest.MonkeyPatch, vouches: bool = True) -> Stage:
    uris = ["https://amo.example/auth/callback/google", "https://amo.example/calendar/callback/google"]
    answer = {"issuer": "https://accounts.google.com", "redirect_uris": uris, "vouches_for_addresses": vouches}
    stage = Stage(answer)
    monkeypatch.setattr(identity_clients, "operated_stage", lambda _options: stage)
    return stage


def test_a_registration_says_which_addresses_google_has_to_know(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = registered(monkeypatch)
    given = ["--client-id", "id", "--client-secret", "GOCSPX-x", "--allow-domain", "example.com"]
    assert main(["google", "connect-client", *given]) == 0
    said = capsys.readouterr()
    assert "https://amo.example/calendar/callback/google" in said.out
    assert "GOCSPX-x" not in said.out + said.err
    ((function, request),) = stage.invoked
    assert function == "register_identity_provider"
    assert (request["provider"], request["domains"], request["directory"]) == ("google", ["example.com"], "")


def test_without_a_directory_microsoft_s_addresses_prove_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    registered(monkeypatch, vouches=False)
    assert main(["microsoft", "connect-client", "--client-id", "id", "--client-secret", "s"]) == 0
    assert "--tenant" in capsys.readouterr().err


def test_a_registration_without_its_secret_is_refused_where_nobody_can_be_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = registered(monkeypatch)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    assert main(["google", "connect-client", "--client-id", "id"]) == 1
    assert "--client-secret" in capsys.readouterr().err
    assert stage.invoked == []


def test_tokens_are_moved_to_the_last_in_as_many_calls_as_that_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = Stage({"to": "table", "moved": 3, "already_there": 1, "failed": 0, "after": "u7", "is_done": False})
    last = {**stage.answer, "moved": 5, "after": "", "is_done": True}
    monkeypatch.setattr(stage, "invoke", lambda _function, request: last if request else stage.answer)
    monkeypatch.setattr(tokens, "operated_stage", lambda _options: stage)
    assert main(["tokens", "migrate", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"to": "table", "moved": 5, "already_there": 1, "failed": 0}


@pytest.mark.parametrize(("failed", "code"), [(0, 0), (2, 1)])
def test_tokens_that_could_not_be_moved_are_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failed: int, code: int
) -> None:
    answer = {"after": "", "to": "table", "moved": 3, "already_there": 1, "failed": failed, "is_done": True}
    monkeypatch.setattr(tokens, "operated_stage", lambda _options: Stage(answer))
    assert main(["tokens", "migrate"]) == code
    assert f"3 moved to their table, enveloped, 1 there already, {failed} not moved." in capsys.readouterr().out
