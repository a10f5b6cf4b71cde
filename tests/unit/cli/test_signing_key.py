"""``./amo signing-key rotate``, against Secrets Manager (moto)."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from moto import mock_aws

from cli.commands import signing_key
from lambdas.accounts.tokens import open_session, read_session
from lambdas.credentials.signing_keys import SecretSigningKeys
from lambdas.errors import NotFound, SignedOut
from tests.contracts.aws import aws_client


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with mock_aws():
        client = aws_client(monkeypatch, "secretsmanager")
        account = SimpleNamespace(client=lambda service: client)
        monkeypatch.setattr(signing_key, "account_of", lambda name, state: account)
        yield client


def rotate(*, revoke: bool = False) -> int:
    return signing_key.run(argparse.Namespace(stage="prod", state=Path(), json=False, revoke=revoke))


def a_function(client: Any) -> SecretSigningKeys:
    return SecretSigningKeys(lambda: client, "amo/signing-key", lambda: datetime.now(UTC))


def test_a_rotated_key_signs_and_who_is_signed_in_stays_so(client: Any, capsys: pytest.CaptureFixture[str]) -> None:
    client.create_secret(Name="amo/signing-key", SecretString="a" * 64)
    before = open_session("ada", "s1", a_function(client), datetime.now(UTC))
    assert rotate() == 0
    keys = a_function(client)
    assert read_session(before, keys).user_id == "ada"
    assert len(keys.current().secret) == 64
    assert keys.current().secret not in capsys.readouterr().out


def test_a_revoked_key_signs_everybody_out(client: Any) -> None:
    client.create_secret(Name="amo/signing-key", SecretString="a" * 64)
    before = open_session("ada", "s1", a_function(client), datetime.now(UTC))
    rotate(revoke=True)
    with pytest.raises(SignedOut):
        read_session(before, a_function(client))


def test_where_there_is_no_stage_one_line_says_so(client: Any) -> None:
    with pytest.raises(NotFound, match="is the stage deployed"):
        rotate()
