"""The manifest Slack gets, and the command that ties a workspace."""

from typing import Any

import pytest

from cli.main import main
from cli.slack_manifest import manifest
from lambdas import wiring
from lambdas.domain.notifications.slack import BOT_SCOPES
from lambdas.edges.operator.slack import connect_slack
from lambdas.slack.client import SlackApi, SlackRefused
from lambdas.slack.secrets import APP, SlackApp
from stacks.edges import SLACK_PATHS
from tests.fakes.samples import NOW
from tests.fakes.slack_manifest_model import Manifest
from tests.fakes.slack_requests import BOT, SECRET, TEAM
from tests.fakes.slack_secrets import FakeSlackSecrets
from tests.fakes.slack_web import SCOPES, FakeSlackWeb
from tests.fakes.stores import FakeSlackRecords

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


def test_it_asks_for_the_scopes_that_the_calls_need_and_no_others() -> None:
    assert set(BOT_SCOPES) == {*SCOPES.values(), "commands"}


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
        ({"bot_token": "junk"}, "bot_token does not look like"),
        ({"signing_secret": ""}, "signing_secret does not look like"),
        ({"team_id": "T0THER"}, "belongs to workspace T012AB3C4, not to T0THER"),
        ({"api_url": "http://elsewhere.example/api/"}, "over https"),
        ({"api_url": "ftp://x"}, "over https"),
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
    assert "client_secret" in connect_slack({**given, "client_secret": ""}, None)["error"]


def test_connecting_without_a_token_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["slack", "connect"]) == 1
    assert "--bot-token" in capsys.readouterr().err
