"""Slack's secrets, in Secrets Manager (moto) and in the fake used elsewhere."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from lambdas.channels.slack_secrets import SlackSecrets
from tests.contracts.aws import aws_client
from tests.fakes.slack_secrets import FakeSlackSecrets


@pytest.fixture(params=["secrets manager", "fake"])
def secrets(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackSecrets]:
    if request.param == "fake":
        yield FakeSlackSecrets()  # type: ignore[misc]
        return
    with mock_aws():
        client = aws_client(monkeypatch, "secretsmanager")
        yield SlackSecrets(lambda: client, "amo/slack")


def test_before_anything_is_connected_there_are_no_secrets(secrets: SlackSecrets) -> None:
    assert secrets.signing_secrets() == {}
    assert secrets.bot_token("T1") == ""


def test_each_workspace_has_its_own_signing_secret_and_token(secrets: SlackSecrets) -> None:
    secrets.keep_signing_secret("T1", "one")
    secrets.keep_signing_secret("T2", "two")
    secrets.keep_bot_token("T1", "xoxb-1")
    assert secrets.signing_secrets() == {"T1": "one", "T2": "two"}
    assert (secrets.bot_token("T1"), secrets.bot_token("T2")) == ("xoxb-1", "")


def test_connecting_again_replaces_what_was_there(secrets: SlackSecrets) -> None:
    for value in ("old", "new"):
        secrets.keep_signing_secret("T1", value)
        secrets.keep_bot_token("T1", value)
    assert secrets.signing_secrets() == {"T1": "new"}
    assert secrets.bot_token("T1") == "new"
