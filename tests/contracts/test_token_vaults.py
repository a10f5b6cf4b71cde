"""What every vault does with tokens; Secrets Manager and KMS in moto. Fault 89: what does not open stays closed."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from lambdas.credentials.envelope_vault import EnvelopeVault
from lambdas.credentials.vaults import SecretsVault, TokenVault
from lambdas.errors import Refused, Retryable
from tests.contracts.aws import aws_client

CONTENT = {"access": "ya29.access", "refresh": "1//refresh"}


@pytest.fixture(params=["secrets", "table"])
def vault(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[TokenVault]:
    with mock_aws():
        if request.param == "secrets":
            yield SecretsVault(aws_client(monkeypatch, "secretsmanager"), "amo/calendar-tokens")
            return
        kms = aws_client(monkeypatch, "kms")
        yield EnvelopeVault(kms, kms.create_key()["KeyMetadata"]["KeyId"])


def test_what_is_sealed_opens(vault: TokenVault) -> None:
    assert vault.open("ada", "a1", vault.seal("ada", "a1", CONTENT)) == CONTENT


def test_what_the_row_keeps_holds_no_token(vault: TokenVault) -> None:
    kept = json.dumps(vault.seal("ada", "a1", CONTENT))
    assert not [token for token in CONTENT.values() if token in kept]


def test_fault_15_the_row_decides_which_tokens_count(vault: TokenVault) -> None:
    first = vault.seal("ada", "a1", CONTENT)
    vault.seal("ada", "a1", {"access": "of a late writer", "refresh": "x"})
    assert vault.open("ada", "a1", first) == CONTENT


def test_forgetting_twice_does_no_harm(vault: TokenVault) -> None:
    vault.seal("ada", "a1", CONTENT)
    vault.forget("ada", "a1")
    vault.forget("ada", "a1")


@pytest.fixture
def kms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with mock_aws():
        yield aws_client(monkeypatch, "kms")


def an_envelope_vault(kms: Any) -> EnvelopeVault:
    return EnvelopeVault(kms, kms.create_key()["KeyMetadata"]["KeyId"])


def test_fault_89_somebody_else_s_envelope_does_not_open(kms: Any, caplog: pytest.LogCaptureFixture) -> None:
    vault = an_envelope_vault(kms)
    kept = vault.seal("ada", "a1", CONTENT)
    for user_id, account_id in (("eve", "a1"), ("ada", "a2")):
        with pytest.raises(Refused, match="may not open"):
            vault.open(user_id, account_id, kept)
    assert not [token for token in CONTENT.values() if token in caplog.text]


def test_fault_89_a_changed_envelope_does_not_open(kms: Any) -> None:
    vault = an_envelope_vault(kms)
    kept = vault.seal("ada", "a1", CONTENT)
    changed = kept["sealed"][:-6] + ("AAAA" if kept["sealed"][-6:-2] != "AAAA" else "BBBB") + kept["sealed"][-2:]
    with pytest.raises(Refused):
        vault.open("ada", "a1", {**kept, "sealed": changed})


def denied(*_: object, **__: object) -> Any:
    raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "Decrypt")


@pytest.mark.parametrize("make", ["secrets", "table"])
def test_fault_89_a_key_that_is_denied_keeps_everything_closed(make: str, caplog: pytest.LogCaptureFixture) -> None:
    exceptions = SimpleNamespace(
        ResourceNotFoundException=KeyError, ResourceExistsException=KeyError, InvalidRequestException=KeyError
    )
    client = SimpleNamespace(
        get_secret_value=denied,
        put_secret_value=denied,
        decrypt=denied,
        generate_data_key=denied,
        exceptions=exceptions,
    )
    vault: TokenVault = SecretsVault(client, "amo/x") if make == "secrets" else EnvelopeVault(client, "key")
    with pytest.raises(Refused, match="may not open"):
        vault.open("ada", "a1", {"version": "v", "key": "aGk=", "sealed": "aGk="})
    with pytest.raises(Refused):
        vault.seal("ada", "a1", CONTENT)
    assert "AccessDeniedException" in caplog.text
    assert not [token for token in CONTENT.values() if token in caplog.text]


class Counted:
    """A vault, what it asked of KMS, and its clock."""

    def __init__(self, kms: Any) -> None:
        self.kms, self.asked, self.now = kms, list[str](), 0.0
        self.vault = EnvelopeVault(self, kms.create_key()["KeyMetadata"]["KeyId"], lambda: self.now)

    def generate_data_key(self, **given: Any) -> Any:
        self.asked.append("made")
        return self.kms.generate_data_key(**given)

    def decrypt(self, **given: Any) -> Any:
        self.asked.append("opened")
        return self.kms.decrypt(**given)


def test_data_keys_are_asked_of_kms_once_an_hour(kms: Any) -> None:
    counted = Counted(kms)
    for account_id in ("a1", "a2", "a1"):
        kept = counted.vault.seal("ada", account_id, CONTENT)
        counted.vault.open("ada", account_id, kept)
    assert counted.asked == ["made", "opened"]
    counted.now = 3599.0
    counted.vault.open("ada", "a1", counted.vault.seal("ada", "a1", CONTENT))
    assert counted.asked == ["made", "opened"]
    counted.now = 3600.0
    counted.vault.seal("ada", "a1", CONTENT)
    counted.vault.open("ada", "a1", kept)
    assert counted.asked == ["made", "opened", "made", "opened"]


def test_a_data_key_seals_five_hundred_times(kms: Any) -> None:
    counted = Counted(kms)
    for times, made in ((500, 1), (1, 2), (499, 2), (1, 3)):
        for _ in range(times):
            counted.vault.seal("ada", "a1", CONTENT)
        assert counted.asked == ["made"] * made


def test_of_many_people_the_keys_of_the_last_256_are_held(kms: Any) -> None:
    counted = Counted(kms)
    kept = {str(user): counted.vault.seal(str(user), "a1", CONTENT) for user in range(257)}
    for user in kept:
        counted.vault.open(user, "a1", kept[user])
    for user, asked in (("256", []), ("1", []), ("0", ["made", "opened"])):
        counted.asked.clear()
        counted.vault.seal(user, "a1", CONTENT)
        counted.vault.open(user, "a1", kept[user])
        assert counted.asked == asked


class GoingSecrets:
    """Secrets Manager, in which what is deleted for good is there for ``lookups`` more tries, as DeleteSecret says."""

    def __init__(self, client: Any, lookups: int) -> None:
        self.client, self.lookups, self.waited = client, lookups, list[float]()
        self.exceptions = client.exceptions

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)

    def put_secret_value(self, **given: Any) -> Any:
        if self.lookups:
            self.lookups -= 1
            message = "You can't perform this operation on the secret because it was marked for deletion."
            error = {"Code": "InvalidRequestException", "Message": message}
            raise self.exceptions.InvalidRequestException({"Error": error}, "PutSecretValue")
        return self.client.put_secret_value(**given)


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with mock_aws():
        yield aws_client(monkeypatch, "secretsmanager")


def test_who_disconnects_and_connects_again_at_once_is_connected(secrets: Any) -> None:
    going = GoingSecrets(secrets, lookups=3)
    vault = SecretsVault(going, "amo/calendar-tokens", going.waited.append)
    assert vault.open("ada", "a1", vault.seal("ada", "a1", CONTENT)) == CONTENT
    assert going.waited == [0.5, 1, 2]


def test_a_removal_that_takes_longer_is_told_and_is_within_what_the_api_waits(secrets: Any) -> None:
    going = GoingSecrets(secrets, lookups=99)
    with pytest.raises(Retryable, match="try again in a minute"):
        SecretsVault(going, "amo/calendar-tokens", going.waited.append).seal("ada", "a1", CONTENT)
    assert sum(going.waited) < 20


def test_a_secret_made_by_somebody_faster_gets_our_value(secrets: Any) -> None:
    class Faster(GoingSecrets):
        def create_secret(self, **given: Any) -> Any:
            self.client.create_secret(**{**given, "SecretString": "{}"})
            return self.client.create_secret(**given)

    vault = SecretsVault(Faster(secrets, lookups=0), "amo/calendar-tokens", list[float]().append)
    assert vault.open("ada", "a1", vault.seal("ada", "a1", CONTENT)) == CONTENT
