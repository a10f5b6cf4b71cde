"""Every command with --stage talks to that stage, with the shell's credentials and AWS_REGION, and to nothing here.

The account answers below botocore and urllib: a command that dialled this machine's instance would be seen.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.local.engine import Engine
from cli.main import _parser, main
from tests.fakes.aws_account import PAGE, REGION, AwsAccount
from tests.unit.cli.sources_api import KINDS, a_source, connected

CREDENTIALS = {"AWS_REGION": REGION, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}
LINK = {"issue_sign_in_link": {"token": "t", "url": f"{PAGE}/auth/link?token=t"}}
MEETING = {"title": "T", "start": "2026-12-01T10:00:00Z", "prep_status": "gathering", "meeting_id": "m1"}
RECEIPT = {"lines": [], "kept": [], "left": False}
SYNCED = {
    **dict.fromkeys(("created", "updated", "cancelled", "unchanged", "fetched"), 0),
    "seconds": 0.1,
    "problems": [],
    "refused": [],
}
MOVED = {"to": "table", "moved": 0, "already_there": 0, "failed": 0, "is_done": True}
REGISTERED = {"issuer": "https://accounts.google.com", "redirect_uris": [], "vouches_for_addresses": True}
MODEL: dict[str, Any] = {
    "status": {"state": "off", "why": "no model is connected", "ceiling_today": 20, "priced_on": "2026-09-15"},
    "consent": {"level": "off", "without": [], "said_at": None},
}
STANDING = {
    "team_id": "own-anna",
    "policy": {"level": "supervised", "team_level": "supervised"},
    "shadow_scores": [],
    "rules": [],
}
TRACE = {"status": "SUCCEEDED", "execution": "", "states": [], "recognised": [], "deliveries": []}
PERSON = {"user_id": "u1", "name": "Ada", "email": "ada@example.com", "role": "member", "active": True}
NOTED = "m" + "0" * 20
FROM_ELSEWHERE = frozenset(
    {
        *("deploy", "apply", "destroy", "deployments", "mend", "env", "restore", "data", "doctor", "connectivity"),
        "signing-key",
    }
)
"""Of whole stages, their key and one person's data: their own tests say the same of them."""
HERE_ALONE = {"up": "up starts AMO on this machine", "down": "down stops the instance on this machine"}
"""Refused with --stage, with a line that says why."""
OF_THIS_CHECKOUT = frozenset({"classify"})
OF_SEVERAL_HOPS = frozenset({"smoke", "seed"})
"""Their tests go through the whole of them; that they ask this very stage is seen below."""
CASES: dict[str, tuple[list[str], dict[str, Any], dict[str, Any]]] = {
    "status": (["status"], {"GET /meetings": [], "GET /health": {"checks": []}}, {}),
    "sync": (["sync"], {}, {"sync_user_now": SYNCED}),
    "calendar": (["calendar"], {"GET /calendars": []}, {}),
    "calendar connect": (
        ["calendar", "connect", "https://feed.example/a.ics"],
        {"POST /calendars": {"calendar_id": "c"}},
        {},
    ),
    "sign-in": (["sign-in"], {"POST /sign-in/proof": {"is_own": True}}, {}),
    "meetings": (["meetings"], {"GET /meetings": []}, {}),
    "prep": (["prep", "m1"], {"POST /meetings/m1/prep": {}, "GET /meetings/m1": MEETING}, {}),
    "trace": (["trace", "m1"], {"GET /meetings/m1/trace": TRACE}, {}),
    "chat": (
        ["chat", "m1"],
        {"GET /meetings/m1/session": {"prompt": {"status": "done", "text": "Done."}, "prep_status": "ready"}},
        {},
    ),
    "ask": (
        ["ask", "m1", "What is open?"],
        {
            "POST /meetings/m1/questions": {"question_id": "q1"},
            "GET /meetings/m1/questions/q1": {"state": "answered", "text": "Nothing.", "lines": [], "remark": ""},
        },
        {},
    ),
    "materials": (["materials", "m1", "--json"], {"GET /meetings/m1/materials": {"agenda": {"url": "u"}}}, {}),
    "forget": (
        ["forget", "m1", "--yes"],
        {"GET /meetings/m1": MEETING, "POST /meetings/m1/forget": RECEIPT},
        {},
    ),
    "correct": (["correct", "m1", "qbr"], {"POST /meetings/m1/type": {"series": False, "meeting_type": "qbr"}}, {}),
    "notes": (["notes", NOTED, "--json"], {f"GET /meetings/{NOTED}/review": {}, f"GET /meetings/{NOTED}": MEETING}, {}),
    "items": (["items"], {"GET /items": []}, {}),
    "approvals": (["approvals"], {"GET /approvals": []}, {}),
    "users": (["users"], {"GET /users": [PERSON]}, {}),
    "users add": (["users", "add", "anna@example.com", "--role", "operator"], {}, {"provision_user": {}}),
    "users invite": (
        ["users", "invite", "ada@example.com"],
        {"POST /users": {"person": PERSON, "link": "l", "mail_problem": ""}, "GET /users": [PERSON]},
        {},
    ),
    "audit": (["audit"], {"GET /autonomy": STANDING, "GET /audit/own-anna": []}, {}),
    "autonomy": (["autonomy"], {"GET /autonomy": STANDING}, {}),
    "records": (
        ["records", "import", "budget", "FILE"],
        {
            "POST /records/budget/import": {
                **dict.fromkeys(("created", "updated", "unchanged", "refused_rows"), 0),
                "ignored_columns": [],
                "refused": [],
            }
        },
        {},
    ),
    "sources": (["sources"], {"GET /sources": {"kinds": [], "sources": []}}, {}),
    "sources connect": (
        ["sources", "connect", "opsgenie"],
        {
            "GET /sources": {"kinds": KINDS, "sources": []},
            "POST /sources": connected(a_source("opsgenie"), f"{PAGE}/hooks/sources/t"),
        },
        {},
    ),
    "sources disconnect": (["sources", "disconnect", "jira"], {"DELETE /sources/jira": {}}, {}),
    "questions": (["questions", "--json"], {"GET /questions": []}, {}),
    "switches": (["switches", "off", "monitor"], {"PUT /switches/monitor": {"monitor": False}}, {}),
    "sweep": (["sweep", "--all"], {}, {"sweep_preps": {"repaired": {}}, "sweep_actions": {}}),
    "slack": (["slack", "manifest"], {}, {}),
    "slack connect": (
        ["slack", "connect", "--bot-token", "xoxb-1", "--signing-secret", "s"],
        {},
        {"connect_slack": {"team": "T", "team_id": "T1"}},
    ),
    "google": (
        ["google", "connect-client", "--client-id", "i", "--client-secret", "s"],
        {},
        {"register_identity_provider": REGISTERED},
    ),
    "microsoft": (
        ["microsoft", "connect-client", "--client-id", "i", "--client-secret", "s"],
        {},
        {"register_identity_provider": REGISTERED},
    ),
    "model": (["model"], {}, {"model_state": MODEL}),
    "model connect": (
        ["model", "connect", "--bedrock", "nova-lite"],
        {},
        {"connect_model": {**MODEL, "seconds": 1, "left_out": []}},
    ),
    "model consent": (
        ["model", "consent", "off"],
        {"PUT /settings/model-consent": {"model_consent": MODEL["consent"]}},
        {},
    ),
    "tokens": (["tokens", "migrate"], {}, {"migrate_calendar_tokens": MOVED}),
    "logs": (["logs"], {}, {}),
    "dead-letters": (["dead-letters"], {}, {}),
}
FOR_NOBODY = (
    "users add",
    "sweep",
    "slack",
    "slack connect",
    "google",
    "microsoft",
    "model",
    "model connect",
    "tokens",
    "logs",
    "dead-letters",
)
"""Asked with the stage's credentials, in nobody's name: also before anybody is there."""


def with_stage() -> Iterator[str]:
    (commands,) = (action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction))
    for name, parser in commands.choices.items():
        if any("--stage" in action.option_strings for action in parser._actions):
            yield name


@pytest.fixture(autouse=True)
def _no_instance(monkeypatch: pytest.MonkeyPatch) -> None:
    def dialled(_engine: Engine, *_arguments: Any) -> Any:
        raise AssertionError("the instance on this machine was asked")

    for name in ("is_ready", "pid", "aws_environment"):
        monkeypatch.setattr(Engine, name, dialled)


def asked(
    words: list[str], api: dict[str, Any], functions: dict[str, Any], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> tuple[int, AwsAccount]:
    account = AwsAccount(functions={**LINK, **functions}, api=api)
    account.install(monkeypatch, CREDENTIALS)
    records = folder / "budget.csv"
    records.write_text("line,planned\n")
    words = [str(records) if word == "FILE" else word for word in words]
    return main([*words, "--stage", "prod", "--state", str(folder)]), account


def test_no_command_with_a_stage_is_left_out() -> None:
    covered = {case.split()[0] for case in CASES} | HERE_ALONE.keys() | OF_THIS_CHECKOUT | OF_SEVERAL_HOPS | {"mail"}
    assert set(with_stage()) - FROM_ELSEWHERE == covered


@pytest.mark.parametrize("case", CASES)
def test_a_command_asks_the_stage_and_nothing_on_this_machine(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words, api, functions = CASES[case]
    words = words if case in FOR_NOBODY else [*words, "--user", "anna"]
    code, account = asked(words, api, functions, monkeypatch, tmp_path)
    said = capsys.readouterr()
    assert (code, said.err.count("Traceback")) == (0, 0), said.err
    of_aws = {host for host in account.hosts if host.endswith(f".{REGION}.amazonaws.com")}
    assert account.hosts - of_aws <= {"amo.example.com"}
    assert account.hosts
    assert all(function.startswith("amo-") for function in account.invoked)
    assert {f"amo-{name}" for name in functions} <= set(account.invoked)


@pytest.mark.parametrize("case", [case for case in CASES if case not in FOR_NOBODY])
def test_whom_to_act_for_is_asked_in_one_line(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, account = asked(CASES[case][0], {}, {}, monkeypatch, tmp_path)
    said = capsys.readouterr()
    assert code == 1
    assert "AMO_USER" in said.out + said.err
    assert account.called == []


@pytest.mark.parametrize("name", HERE_ALONE)
def test_what_is_of_this_machine_alone_says_so(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, account = asked([name], {}, {}, monkeypatch, tmp_path)
    assert (code, account.hosts) == (1, set())
    assert HERE_ALONE[name] in capsys.readouterr().err


def test_mails_of_a_stage_on_aws_are_not_kept_to_be_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _ = asked(["mail", "--user", "anna"], {}, {}, monkeypatch, tmp_path)
    assert code == 1
    assert "sent to whom they are for" in capsys.readouterr().err


@pytest.mark.parametrize(("words", "first"), [(["smoke"], "provision_user"), (["seed", "--yes"], "provision_user")])
def test_smoke_and_seed_ask_the_stage_too(
    words: list[str], first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    functions = {first: {"error": "Not today."}}
    code, account = asked(words, {"GET /": {}}, functions, monkeypatch, tmp_path)
    assert code == 1
    assert account.invoked == [f"amo-{first}"]
    assert "127.0.0.1" not in account.hosts


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        ({}, "say which region: AWS_REGION"),
        ({"AWS_REGION": REGION}, "no AWS credentials here"),
        ({"AWS_REGION": REGION, "AWS_PROFILE": "nobodys"}, "AWS_PROFILE names a profile"),
    ],
)
@pytest.mark.parametrize("words", [["meetings", "--user", "anna"], ["dead-letters"], ["logs"], ["sweep"], ["smoke"]])
def test_what_is_missing_in_the_shell_is_said_in_one_line(
    words: list[str],
    environment: dict[str, str],
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    account = AwsAccount()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    files = {"AWS_CONFIG_FILE": str(tmp_path / "c"), "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "s")}
    account.install(monkeypatch, {**environment, **files, "AWS_EC2_METADATA_DISABLED": "true"})
    assert main([*words, "--stage", "prod", "--state", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert line in said
    assert len(said.strip().splitlines()) == 1


def test_a_stage_that_is_not_deployed_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fault = (
        "<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>"
        "<Message>Stack with id amo-app does not exist</Message></Error></ErrorResponse>"
    )
    monkeypatch.setattr(AwsAccount, "_answer", lambda *_arguments: (400, fault.encode()))
    for words in (["meetings", "--user", "anna"], ["smoke"], ["logs"]):
        code, _ = asked(words, {}, {}, monkeypatch, tmp_path)
        said = capsys.readouterr().err
        assert (code, len(said.strip().splitlines())) == (1, 1)
        assert "deploy" in said


def test_the_first_person_is_made_with_the_stage_s_credentials(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["users", "add", "Anna@example.com", "--role", "operator", "--json"]
    code, account = asked(words, {}, {"provision_user": {}}, monkeypatch, tmp_path)
    made = json.loads(capsys.readouterr().out)
    assert code == 0
    assert account.invoked == ["amo-provision_user", "amo-issue_sign_in_link"]
    assert made["link"].startswith(PAGE)


def test_who_is_not_there_is_told_how_the_first_comes_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = {"issue_sign_in_link": {"error": "There is no such user."}}
    code, _ = asked(["meetings", "--user", "anna"], {}, nobody, monkeypatch, tmp_path)
    assert code == 1
    assert "./amo users add ADDRESS --role operator --stage prod" in capsys.readouterr().err
