"""Slack's secrets, in Secrets Manager (moto) and in the fake used elsewhere."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from lambdas.slack.secrets import Credentials, SlackApp, SlackSecrets
from tests.contracts.aws import aws_client
from tests.fakes.slack_secrets import FakeSlackSecrets


@pytest.fixture(params=["secrets manager", "fake"])
def secrets(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackSecrets]:
    if request.param == "fake":
        yield FakeSlackSecrets()  # type: ignore[misc]  # a fake in its place
        return
    with mock_aws():
        client = aws_client(monkeypatch, "secretsmanager")
        yield SlackSecrets(lambda: client, "amo/slack")


def test_before_anything_is_connected_there_are_no_secrets(secrets: SlackSecrets) -> None:
    assert secrets.signing_secrets() == {}
    assert secrets.credentials("T1") is None
    assert secrets.app() is None


def test_each_workspace_has_its_own_signing_secret_and_token(secrets: SlackSecrets) -> None:
    secrets.keep_signing_secret("T1", "one")
    secrets.keep_signing_secret("T2", "two")
    secrets.keep_credentials("T1", Credentials("xoxb-1"))
    assert secrets.signing_secrets() == {"T1": "one", "T2": "two"}
    assert (secrets.credentials("T1"), secrets.credentials("T2")) == (Credentials("xoxb-1"), None)


def test_connecting_again_replaces_what_was_there(secrets: SlackSecrets) -> None:
    for value in ("old", "new"):
        secrets.keep_signing_secret("T1", value)
        secrets.keep_credentials("T1", Credentials(value, "xoxe-1", 1_700_000_000))
    assert secrets.signing_secrets() == {"T1": "new"}
    assert secrets.credentials("T1") == Credentials("new", "xoxe-1", 1_700_000_000)


def test_the_app_s_own_credentials_are_kept_apart_and_shown_nowhere(secrets: SlackSecrets) -> None:
    app = SlackApp("1.2", "client-secret", "signing-secret", "https://slack.com/api/")
    secrets.keep_app(app)
    assert secrets.app() == app
    assert "secret" not in repr(app).replace("client_secret", "").replace("signing_secret", "")
    assert "xoxb" not in repr(Credentials("xoxb-1"))


def test_the_token_of_socket_mode_is_kept(secrets: SlackSecrets) -> None:
    assert secrets.socket_token() == ""
    secrets.keep_socket_token("xapp-1")
    assert secrets.socket_token() == "xapp-1"
