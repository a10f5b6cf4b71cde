"""The signing keys in Secrets Manager (moto): what a rotation changes, and when."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from lambdas.accounts.tokens import open_renewal, read_renewal
from lambdas.credentials.signing_keys import SecretSigningKeys
from lambdas.errors import Retryable, SignedOut
from tests.contracts.aws import aws_client

NAME = "amo/signing-key"
NOW = datetime.now(UTC)
"""Tokens are signed with real times."""


class Stage:
    """The secret, a clock, and warm functions that have read it."""

    def __init__(self, client: Any) -> None:
        self.client, self.now, self.reads = client, NOW, 0
        self.is_busy = False
        self.exceptions = client.exceptions
        client.create_secret(Name=NAME, SecretString="a" * 64)

    def function(self) -> SecretSigningKeys:
        return SecretSigningKeys(lambda: self, NAME, lambda: self.now)

    def rotate(self, secret: str) -> None:
        self.client.put_secret_value(SecretId=NAME, SecretString=secret * 64)

    def get_secret_value(self, **asked: Any) -> Any:
        self.reads += 1
        if self.is_busy:
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "GetSecretValue")
        return self.client.get_secret_value(**asked)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with mock_aws():
        yield Stage(aws_client(monkeypatch, "secretsmanager"))


def test_a_rotation_has_taken_effect_in_a_warm_function_within_a_minute(stage: Stage) -> None:
    function = stage.function()
    assert function.current().secret == "a" * 64
    stage.rotate("b")
    stage.now += timedelta(seconds=60)
    assert function.current().secret == "b" * 64


def test_what_another_function_signs_with_the_new_key_counts_at_once(stage: Stage) -> None:
    warm = stage.function()
    warm.current()
    stage.now += timedelta(seconds=1)
    stage.rotate("b")
    renewal = open_renewal("ada", "s1", stage.function(), NOW)
    assert read_renewal(renewal, warm).user_id == "ada"


def test_old_links_are_good_after_a_rotation_and_not_after_two(stage: Stage) -> None:
    renewal = open_renewal("ada", "s1", stage.function(), NOW)
    stage.rotate("b")
    assert read_renewal(renewal, stage.function()).user_id == "ada"
    stage.rotate("c")
    with pytest.raises(SignedOut):
        read_renewal(renewal, stage.function())


def test_the_secret_is_read_once_for_the_tokens_of_a_minute_and_forged_ones_do_not_change_that(stage: Stage) -> None:
    function = stage.function()
    renewal = open_renewal("ada", "s1", function, NOW)
    for _ in range(20):
        read_renewal(renewal, function)
    assert stage.reads == 1
    for number in range(20):
        assert function.accepted(f"forged-{number}") == []
    assert stage.reads <= 3


def test_a_busy_secrets_manager_signs_nobody_out(stage: Stage) -> None:
    function = stage.function()
    renewal = open_renewal("ada", "s1", function, NOW)
    stage.now += timedelta(minutes=2)
    stage.is_busy = True
    assert read_renewal(renewal, function).user_id == "ada"
    with pytest.raises(Retryable):
        stage.function().current()
