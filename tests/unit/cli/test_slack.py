"""The manifest Slack gets, and the command that ties a workspace."""

import json
import re
from typing import Any

import pytest

from cli.main import main
from cli.slack_manifest import manifest
from lambdas import wiring
from lambdas.domain.notifications.requests import Wanted, request_of
from lambdas.domain.notifications.slack import AGENT_SCOPE, BOT_SCOPES
from lambdas.edges.operator.slack import connect_slack
from lambdas.slack.client import SlackApi, SlackRefused
from lambdas.slack.secrets import APP, SlackApp
from stacks.edges import SLACK_PATHS
from tests.fakes.loopback import Reply, serving
from tests.fakes.samples import NOW
from tests.fakes.slack_manifest_model import Manifest
from tests.fakes.slack_requests import BOT, SECRET, TEAM
from tests.fakes.slack_secrets import FakeSlackSecrets
from tests.fakes.slack_web import ALL_SCOPES, FakeSlackWeb
from tests.fakes.stores import FakeSlackRecords
from tests.house.tracked import ROOT

URL = "https://amo.example.com"
TOKEN = "xoxb-1234567890-abc"


def test_the_manifest_is_one_slack_takes() -> None:
    Manifest.model_validate(manifest(URL))
    assert Manifest.model_validate(manifest(URL, token_rotation=True)).settings.token_rotation_enabled


def test_in_socket_mode_slack_is_given_no_address() -> None:
    made = manifest("http://127.0.0.1:4600", socket_mode=True)
    assert Manifest.model_validate(made).settings.socket_mode_enabled
    assert "127.0.0.1" not in str(made)


def test_its_addresses_are_the_endpoints_that_are_deployed() -> None:
    made = manifest(URL)
    addresses = {
        "events": made["settings"]["event_subscriptions"]["request_url"],
        "interactions": made["settings"]["interactivity"]["request_url"],
        "commands": made["features"]["slash_commands"][0]["url"],
    }
    assert addresses == {name: URL + path for name, path in SLACK_PATHS.items()}


def test_among_slack_s_agents_it_offers_what_it_understands() -> None:
    made = manifest(URL, agent=True)
    offered = Manifest.model_validate(made).features.agent_view
    assert offered is not None
    assert all(request_of(prompt.message).wanted is not Wanted.SEARCH for prompt in offered.suggested_prompts)
    assert "assistant:write" in made["oauth_config"]["scopes"]["bot"]
    plain = manifest(URL)
    assert "assistant:write" not in plain["oauth_config"]["scopes"]["bot"]
    assert "agent_view" not in plain["features"]


def test_the_docs_say_why_each_scope_is_asked_for_and_give_the_stand_in_the_same() -> None:
    text = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    table = text.partition("## What AMO may do")[2].partition("\n## ")[0]
    named = {
        scope for row in re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE) for scope in re.findall(r"`(.+?)`", row)
    }
    assert named == {*BOT_SCOPES, AGENT_SCOPE}
    seed = json.loads(text.partition("```json")[2].partition("```")[0])
    assert seed["slack"]["tokens"][0]["scopes"] == sorted(BOT_SCOPES)


def test_links_to_the_page_are_noticed_where_the_page_has_an_address_of_its_own() -> None:
    made, at_home = manifest(URL), manifest("http://127.0.0.1:4600", socket_mode=True)
    assert made["features"]["unfurl_domains"] == ["amo.example.com"]
    assert "link_shared" in made["settings"]["event_subscriptions"]["bot_events"]
    assert "unfurl_domains" not in at_home["features"]
    assert "link_shared" not in at_home["settings"]["event_subscriptions"]["bot_events"]


def test_it_asks_for_the_scopes_that_the_calls_need_and_no_others() -> None:
    assert set(BOT_SCOPES) == {*ALL_SCOPES, "commands"}


class Desk:
    def __init__(self) -> None:
        self.records, self.secrets = FakeSlackRecords(), FakeSlackSecrets()
        self.web = FakeSlackWeb(TEAM, BOT)
        self.asked: list[tuple[str, str]] = []
        self.refusal = ""

    def connect(self, **changes: str) -> dict[str, Any]:
        return connect_slack({"bot_token": TOKEN, "signing_secret": SECRET} | changes, None)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk()

    def call(api: SlackApi, method: str, **arguments: Any) -> dict[str, Any]:
        desk.asked.append((api._token, api._api_url))
        if desk.refusal:
            raise SlackRefused(desk.refusal)
        return desk.web.call(method, **arguments)

    monkeypatch.setattr(SlackApi, "call", call)
    monkeypatch.setattr(wiring, "slack_records", lambda: desk.records)
    monkeypatch.setattr(wiring, "slack_secrets", lambda: desk.secrets)
    monkeypatch.setattr(wiring, "now", lambda: NOW)
    return desk


def test_a_workspace_is_tied_once_slack_has_confirmed_the_token(desk: Desk) -> None:
    assert desk.connect() == {"team_id": TEAM, "team": "Example"}
    assert desk.asked == [(TOKEN, "https://slack.com/api/")]
    assert desk.secrets.signing == {TEAM: SECRET}
    assert desk.secrets.tokens == {TEAM: TOKEN}
    workspace = desk.records.workspace(TEAM)
    assert workspace is not None
    assert workspace.bot_user_id == BOT
    assert TOKEN not in workspace.model_dump_json()


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"bot_token": "junk"}, "begins with xoxb-"),
        ({"bot_token": "xapp-1-A0-1"}, "begins with xoxb-"),
        ({"signing_secret": ""}, "--signing-secret is no token"),
        ({"signing_secret": TOKEN}, "--signing-secret is no token"),
        ({"team_id": "T0THER"}, "belongs to workspace T012AB3C4, not to T0THER"),
        ({"api_url": "http://elsewhere.example/api/"}, "over https"),
        ({"api_url": "ftp://x/api/"}, "over https"),
        ({"api_url": "http://127.0.0.1:4700/"}, "did you mean http://127.0.0.1:4700/api/?"),
        ({"api_url": "https://slack.com"}, "did you mean https://slack.com/api/?"),
        ({"api_url": "slack.com/api/"}, "--api-url is no address"),
        ({"api_url": "http://[/api/"}, "--api-url is no address"),
        ({"api_url": "http://127.0.0.1:99999/api/"}, "--api-url is no address"),
    ],
)
def test_what_cannot_be_right_is_refused_in_one_line_and_nothing_is_kept(
    desk: Desk, changes: dict[str, str], line: str
) -> None:
    error = desk.connect(**changes)["error"]
    assert line in error
    assert TOKEN not in error
    assert desk.records.workspaces() == ()
    assert not desk.secrets.signing
    assert not desk.secrets.tokens


def test_a_token_slack_does_not_accept_is_refused(desk: Desk) -> None:
    desk.refusal = "invalid_auth"
    assert "invalid_auth" in desk.connect()["error"]
    assert not desk.secrets.tokens


def test_a_stand_in_on_this_machine_may_be_connected(desk: Desk) -> None:
    desk.connect(api_url="http://127.0.0.1:4700/api")
    assert desk.asked == [(TOKEN, "http://127.0.0.1:4700/api/")]


def test_an_app_that_people_install_is_kept_and_proves_slack_s_look_at_the_endpoints(desk: Desk) -> None:
    given = {"client_id": "1.2", "client_secret": "client-secret", "signing_secret": SECRET}
    assert connect_slack(given, None) == {"client_id": "1.2"}
    assert desk.secrets.kept_app == SlackApp("1.2", "client-secret", SECRET, "https://slack.com/api/")
    assert desk.secrets.signing == {APP: SECRET}
    assert "--client-secret" in connect_slack({**given, "client_secret": ""}, None)["error"]


@pytest.mark.parametrize(
    ("refusal", "line"), [("invalid_client_id", "--client-id"), ("bad_client_secret", "--client-secret")]
)
def test_an_app_slack_does_not_know_is_not_kept(desk: Desk, refusal: str, line: str) -> None:
    desk.refusal = refusal
    given = {"client_id": "1.2", "client_secret": "client-secret", "signing_secret": SECRET}
    assert line in connect_slack(given, None)["error"]
    assert desk.secrets.kept_app is None
    assert not desk.secrets.signing


# What answers at --api-url, over a real socket.

HTML: Reply = (200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><title>Welcome to nginx!</title>")
GIVEN = {"bot_token": TOKEN, "signing_secret": SECRET}
APP_GIVEN = {"client_id": "1.2", "client_secret": "client-secret", "signing_secret": SECRET}


def as_json(content: Any, status: int = 200) -> Reply:
    return (status, {"Content-Type": "application/json"}, json.dumps(content).encode())


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> FakeSlackSecrets:
    secrets = FakeSlackSecrets()
    monkeypatch.setattr(wiring, "slack_records", FakeSlackRecords)
    monkeypatch.setattr(wiring, "slack_secrets", lambda: secrets)
    monkeypatch.setattr(wiring, "now", lambda: NOW)
    return secrets


@pytest.mark.parametrize("given", [GIVEN, APP_GIVEN], ids=["token", "app"])
@pytest.mark.parametrize(
    ("reply", "line"),
    [
        (HTML, "is not Slack's Web API; check --api-url"),
        ((404, {"Content-Type": "text/html"}, b"<h1>Not Found</h1>"), "is not Slack's Web API; check --api-url"),
        ((200, {}, b"\xff\xfe\x00"), "is not Slack's Web API; check --api-url"),
        (as_json([1, 2]), "is not Slack's Web API; check --api-url"),
        (as_json({"status": "healthy"}), "is not Slack's Web API; check --api-url"),
        (as_json({}, 500), "Nothing answers as Slack's Web API at"),
        (None, "Nothing answers as Slack's Web API at"),
    ],
    ids=["page", "missing page", "bytes", "list", "other service", "error", "hangs up"],
)
def test_a_wrong_api_url_is_named_as_that_in_one_line(
    kept: FakeSlackSecrets, given: dict[str, str], reply: Reply | None, line: str
) -> None:
    with serving(lambda _asked: reply) as address:
        error = connect_slack({**given, "api_url": f"{address}/api/"}, None)["error"]
        assert f"{address}/api/" in error
    assert line in error
    assert "\n" not in error
    assert not any(secret in error for secret in (TOKEN, SECRET, "client-secret", "<"))
    assert not kept.signing
    assert not kept.tokens


def test_an_api_url_where_nothing_listens_is_named_as_that(kept: FakeSlackSecrets) -> None:
    with serving(lambda _asked: None) as address:
        nobody_there = f"{address}/api/"
    error = connect_slack({**GIVEN, "api_url": nobody_there}, None)["error"]
    assert error == f"Nothing answers as Slack's Web API at {nobody_there}; is it running? Check --api-url."
    assert not kept.tokens


def test_a_token_is_told_from_a_wrong_address_by_who_refuses_it(kept: FakeSlackSecrets) -> None:
    with serving(lambda _asked: as_json({"ok": False, "error": "invalid_auth"})) as address:
        error = connect_slack({**GIVEN, "api_url": f"{address}/api/"}, None)["error"]
    assert error == "Slack does not accept this bot token (invalid_auth); copy it again."
    assert not kept.tokens


def test_what_speaks_slack_s_web_api_on_this_machine_is_connected(kept: FakeSlackSecrets) -> None:
    who = {"ok": True, "team_id": TEAM, "team": "Example", "user_id": BOT}
    with serving(lambda asked: as_json(who) if asked.path == "/api/auth.test" else None) as address:
        assert connect_slack({**GIVEN, "api_url": f"{address}/api"}, None) == {"team_id": TEAM, "team": "Example"}
    assert kept.tokens == {TEAM: TOKEN}


def test_an_app_whose_id_and_secret_are_right_is_kept(kept: FakeSlackSecrets) -> None:
    """Only then Slack looks at the code, which is none."""
    with serving(lambda _asked: as_json({"ok": False, "error": "invalid_code"})) as address:
        assert connect_slack({**APP_GIVEN, "api_url": f"{address}/api/"}, None) == {"client_id": "1.2"}
    assert kept.signing == {APP: SECRET}


def test_connecting_without_a_token_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["slack", "connect"]) == 1
    assert "--bot-token" in capsys.readouterr().err
