"""``./amo sources``: what it prints, what it asks of the API, and that no secret is ever an argument."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from cli import source_values
from cli.commands import sources
from cli.main import main
from tests.fakes.terminal import at_a_terminal
from tests.unit.cli.sources_api import SourcesApi, a_source, connected

TOKEN = "ATATT-of-the-account"
ADDRESS = "https://acme.atlassian.net"
HOOK = "http://127.0.0.1:4600/hooks/sources/t0ken"


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> SourcesApi:
    api = SourcesApi()
    monkeypatch.setattr(sources, "api_of", lambda _options: api)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    return api


@pytest.fixture
def token(tmp_path: Path) -> Path:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    return file


def typed_unseen(monkeypatch: pytest.MonkeyPatch, typed: str) -> list[str]:
    """At a terminal; returns what was asked for unseen."""
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return typed

    at_a_terminal(monkeypatch, "")
    monkeypatch.setattr(source_values, "getpass", ask)
    return asked


def test_the_list_says_how_each_stands_how_old_it_is_and_whose(
    api: SourcesApi, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = {"status": "reconnect", "problem": "Jira does not take it.", "failing_since": "2026-11-30T08:01:00Z"}
    api.sources = [
        a_source("jira", **broken, name="Roadmap\x1b[2J"),
        a_source("team-jira", owner="team", age_seconds=90000.0, is_whole=False),
        a_source("opsgenie", status="new", read_at=None, age_seconds=None, rows=0),
        a_source("hr_files", refused=2, refused_rows=["row 3: no role", "row 9: no role"]),
    ]
    assert main(["sources"]) == 0
    shown = capsys.readouterr().out
    lines = shown.splitlines()
    assert lines[0].split() == ["ID", "SOURCE", "STATUS", "READ", "ROWS", "FOR"]
    assert [word in lines[1] for word in ("jira", "Roadmap", "reconnect", "13 min ago", "12", "you")] == [True] * 6
    assert [word in lines[2] for word in ("team-jira", "1 day ago", "12 of more", "your team")] == [True] * 4
    assert lines[3].split() == ["opsgenie", "Our", "opsgenie", "new", "-", "0", "you"]
    assert "jira: Jira does not take it. (since 2026-11-30 08:01 UTC) ./amo sources connect jira --again jira" in shown
    assert "hr_files: 2 rows could not be used: row 3: no role; row 9: no role" in shown
    assert "\x1b" not in shown


def test_without_one_it_says_which_there_are(api: SourcesApi, capsys: pytest.CaptureFixture[str]) -> None:
    api.sources = []
    assert main(["sources"]) == 0
    assert "one of jira, google_sheets, opsgenie" in capsys.readouterr().out


def test_json_is_one_document(api: SourcesApi, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == api.sources
    assert main(["sources", "disconnect", "jira", "--json"]) == 0
    json.loads(capsys.readouterr().out)


def test_one_is_connected_with_settings_and_a_secret_out_of_a_file(
    api: SourcesApi, token: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--set", f"address={ADDRESS}", "--secret-file", f"token={token}", "--name", "Roadmap", "--team"]
    assert main(["sources", "connect", "jira", *words]) == 0
    values = {"address": ADDRESS, "token": TOKEN}
    request = {"kind": "jira", "name": "Roadmap", "for_team": True, "values": values}
    assert api.asked == [("POST", "/sources", request)]
    said = capsys.readouterr()
    assert "as jira; it is being read." in said.out
    assert TOKEN not in said.out + said.err


def test_a_secret_comes_through_standard_input(api: SourcesApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{TOKEN}\n".encode())))
    assert main(["sources", "connect", "jira", "--set", f"address={ADDRESS}", "--secret-file", "token=-"]) == 0
    assert api.asked[0][2]["values"]["token"] == TOKEN


def test_at_a_terminal_what_is_missing_is_asked_for_with_its_hint_and_secrets_unseen(
    api: SourcesApi, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin.readline", lambda: f"{ADDRESS}\n")
    unseen = typed_unseen(monkeypatch, TOKEN)
    assert main(["sources", "connect", "jira"]) == 0
    assert api.asked[0][2]["values"] == {"address": ADDRESS, "token": TOKEN}
    said = capsys.readouterr()
    assert "Prepare Jira first." in said.err
    assert "Address (https://yourcompany.atlassian.net): " in said.err
    assert unseen == ["API token: "]
    assert TOKEN not in said.out + said.err


def test_a_secret_of_many_lines_is_asked_for_by_its_file(
    api: SourcesApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = tmp_path / "key.json"
    key.write_text('{\n  "type": "service_account"\n}\n')
    at_a_terminal(monkeypatch, "")
    monkeypatch.setattr("sys.stdin.readline", lambda: f"{key}\n")
    assert main(["sources", "connect", "google_sheets"]) == 0
    assert api.asked[0][2]["values"] == {"key": '{\n  "type": "service_account"\n}'}


def test_what_the_service_needs_to_know_is_shown_with_what_to_do_there(
    api: SourcesApi, capsys: pytest.CaptureFixture[str]
) -> None:
    api.answers["POST", "/sources"] = connected(a_source("opsgenie", next_at=None), HOOK, "It is the proof.")
    assert main(["sources", "connect", "opsgenie"]) == 0
    shown = capsys.readouterr().out
    assert f"It tells AMO at this address, shown this once: {HOOK}" in shown
    assert "Prepare Opsgenie first." in shown
    assert "being read" not in shown
    assert "It is the proof." in shown
    api.answers["POST", "/sources"] = connected(a_source("aws_costs", settings={"external_id": "ext-1"}))
    assert main(["sources", "connect", "aws_costs", "--set", "account_number=123456789012"]) == 0
    assert "External id for the role: ext-1" in capsys.readouterr().out
    api.answers["POST", "/sources"] = connected(a_source("hr_files", place={"bucket": "b", "key": "sources/u.csv"}))
    assert main(["sources", "connect", "hr_files"]) == 0
    assert "Its file goes to: s3://b/sources/u.csv" in capsys.readouterr().out


def test_connecting_again_changes_what_is_named_and_nothing_else(api: SourcesApi, token: Path) -> None:
    assert main(["sources", "connect", "jira", "--again", "jira", "--secret-file", f"token={token}"]) == 0
    assert api.asked == [("PUT", "/sources/jira", {"values": {"token": TOKEN}})]


def test_connecting_again_asks_for_the_secrets_and_nothing_typed_keeps_one(
    api: SourcesApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = typed_unseen(monkeypatch, "")
    assert main(["sources", "connect", "--again", "jira"]) == 0
    assert asked == ["API token (Nothing typed keeps the one it has.): "]
    assert api.asked == [("PUT", "/sources/jira", {"values": {}})]


@pytest.mark.parametrize("is_well", [True, False])
def test_a_test_says_what_the_source_says_and_fails_where_it_is_not_well(
    api: SourcesApi, capsys: pytest.CaptureFixture[str], is_well: bool
) -> None:
    said = "It takes AMO for amo@acme.example."
    api.answers["POST", "/sources/jira/test"] = {"ok": is_well, "said": said}
    for words in ([], ["--json"]):
        assert main(["sources", "test", "jira", *words]) == (0 if is_well else 1)
        assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("after", "code", "said"),
    [
        ({"status": "ok", "rows": 3}, 0, "Read: 3 rows."),
        ({"status": "unreachable", "problem": "Jira could not be reached."}, 1, "Jira could not be reached."),
    ],
)
def test_a_refresh_waits_for_the_reading_and_says_how_it_ended(
    api: SourcesApi, capsys: pytest.CaptureFixture[str], after: dict[str, Any], code: int, said: str
) -> None:
    before = a_source("jira")
    api.looks = [[before], [before], [a_source("jira", next_at="2026-11-30T10:00:00Z", **after)]]
    assert main(["sources", "refresh", "jira"]) == code
    assert api.asked == [("POST", "/sources/jira/refresh", None)]
    assert said in capsys.readouterr().out


def test_a_refresh_that_takes_long_is_not_waited_for(
    api: SourcesApi, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sources, "MAX_WAITED_SECONDS", -1.0)
    assert main(["sources", "refresh", "jira"]) == 0
    assert "still being read" in capsys.readouterr().out
    assert main(["sources", "refresh", "jira", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["is_over"] is False


@pytest.mark.parametrize(
    ("words", "kept", "said"),
    [([], "false", "What it filled in is gone."), (["--keep-records"], "true", "What it filled in stays.")],
)
def test_disconnecting_says_what_becomes_of_the_records(
    api: SourcesApi, capsys: pytest.CaptureFixture[str], words: list[str], kept: str, said: str
) -> None:
    assert main(["sources", "disconnect", "jira", *words]) == 0
    assert api.asked == [("DELETE", f"/sources/jira?keep_records={kept}", None)]
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["list", "jira"], "list takes no id"),
        (["test"], "say which: ./amo sources test ID"),
        (["test", "jira", "--set", "a=b"], "--set is for connect"),
        (["test", "jira", "--keep-records"], "--keep-records is for disconnect"),
        (["test", "gone"], "there is no source gone; ./amo sources shows the ids"),
        (["refresh", "gone"], "there is no source gone"),
        (["connect"], "say which kind: one of jira, google_sheets"),
        (["connect", "gossip"], "there is no kind gossip; there are jira"),
        (["connect", "jira"], "still to be said: --set address=VALUE, --secret-file token=FILE"),
        (["connect", "jira", "--set", "token=hush"], "token is a secret, and others on this machine see"),
        (["connect", "jira", "--secret-file", "address=f"], "address is no secret: --set address=VALUE"),
        (["connect", "jira", "--set", "adress=x"], "no setting of the name adress; there are address, decision"),
        (["connect", "jira", "--set", "address"], "--set takes NAME=VALUE"),
        (["connect", "jira", "--secret-file", "token"], "--secret-file takes NAME=PATH"),
        (["connect", "jira", "--secret-file", "token=/nowhere/token"], "/nowhere/token cannot be read"),
        (["connect", "google_sheets", "--again", "jira"], "jira is Jira"),
        (["connect", "jira", "--again", "gone"], "there is no source gone"),
        (["connect", "jira", "--again", "jira", "--name", "Other"], "--name is for a new one"),
        (["connect", "jira", "--again", "jira"], "still to be said: --secret-file token=FILE"),
    ],
)
def test_what_makes_no_sense_is_one_line_without_a_secret_and_changes_nothing(
    api: SourcesApi, capsys: pytest.CaptureFixture[str], words: list[str], line: str
) -> None:
    assert main(["sources", *words]) == 1
    said = capsys.readouterr()
    assert line in said.err
    assert "hush" not in said.out + said.err
    assert len([one for one in said.err.splitlines() if one.startswith("amo: ")]) == 1
    assert [path for _, path, _ in api.asked if "gone" not in path] == []


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xff\xfe", b"x" * 8001])
def test_a_file_that_holds_no_secret_is_refused_without_a_word_of_it(
    api: SourcesApi, token: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    token.write_bytes(content)
    words = ["--set", f"address={ADDRESS}", "--secret-file", f"token={token}"]
    assert main(["sources", "connect", "jira", *words]) == 1
    assert "holds no secret" in capsys.readouterr().err
    assert api.asked == []
