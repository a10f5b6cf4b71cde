"""What an operator sets: registrations at identity providers, and where tokens are kept."""

import json
from datetime import timedelta
from typing import Any

import pytest

from lambdas import wiring
from lambdas.credentials.clients import OAuthClient, OAuthClients
from lambdas.domain.accounts.consents import CalendarAccount
from lambdas.edges.operator import identity_providers, user_turns
from lambdas.edges.operator.identity_providers import migrate_calendar_tokens, register_identity_provider
from tests.fakes.open_vault import OpenVault
from tests.fakes.samples import NOW, a_user
from tests.unit.edges.harness import ADA, Harness
from tests.unit.edges.identities import ACCOUNT, GOOGLE, MICROSOFT

GIVEN = {"provider": "google", "client_id": "id.apps.example", "client_secret": "GOCSPX-very-secret"}


class Missing(Exception):
    pass


class Never(Exception):
    pass


class Secrets:
    """Secrets Manager as far as a registration asks it."""

    class exceptions:  # noqa: N801 - botocore's name
        ResourceNotFoundException = Missing
        ResourceExistsException = InvalidRequestException = Never

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get_secret_value(self, SecretId: str) -> dict[str, str]:  # noqa: N803 - botocore's name
        if SecretId not in self.kept:
            raise Missing
        return {"SecretString": self.kept[SecretId]}

    def put_secret_value(self, SecretId: str, SecretString: str) -> dict[str, str]:  # noqa: N803 - botocore's names
        if SecretId not in self.kept:
            raise Missing
        self.kept[SecretId] = SecretString
        return {"VersionId": "v"}

    def create_secret(self, Name: str, SecretString: str, KmsKeyId: str) -> dict[str, str]:  # noqa: N803 - botocore's names
        assert KmsKeyId == "alias/amo"
        self.kept[Name] = SecretString
        return {"VersionId": "v"}


def discovery(issuer: str, **changes: Any) -> str:
    document = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/keys",
        "response_types_supported": ["code"],
    }
    return json.dumps(document | changes)


@pytest.fixture
def secrets(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> Secrets:
    secrets = Secrets()
    monkeypatch.setattr(wiring, "oauth_clients", lambda: OAuthClients(lambda: secrets, "amo/oauth", lambda: NOW))
    well_known = "/.well-known/openid-configuration"
    monkeypatch.setattr(identity_providers, "get_document", lambda url: (200, discovery(url.removesuffix(well_known))))
    return secrets


def kept(secrets: Secrets, provider: str) -> OAuthClient:
    return OAuthClient.model_validate_json(secrets.kept[f"amo/oauth/{provider}"])


def test_a_registration_opens_the_endpoint_and_says_where_google_has_to_lead_back(
    harness: Harness, secrets: Secrets
) -> None:
    answer = register_identity_provider({**GIVEN, "domains": ["@Example.com"]}, None)
    assert answer["redirect_uris"] == [
        "https://amo.example/auth/callback/google",
        "https://amo.example/calendar/callback/google",
    ]
    assert harness.users.registered_providers().providers == (GOOGLE,)
    registered = kept(secrets, "google")
    assert (registered.issuer, registered.domains) == ("https://accounts.google.com", ("example.com",))
    assert registered.client_secret.get_secret_value() == GIVEN["client_secret"]
    assert GIVEN["client_secret"] not in json.dumps(answer)


def test_microsoft_s_directory_is_where_addresses_are_proof(harness: Harness, secrets: Secrets) -> None:
    given = {**GIVEN, "provider": "microsoft"}
    assert not register_identity_provider(given, None)["vouches_for_addresses"]
    assert kept(secrets, "microsoft").issuer.endswith("/common/v2.0")
    assert register_identity_provider({**given, "directory": "contoso.example"}, None)["vouches_for_addresses"]
    assert harness.users.registered_providers().providers == (MICROSOFT,)


@pytest.mark.parametrize(
    "answer",
    [(404, "{}"), (200, "<html>"), (200, "[]"), (200, discovery("https://evil.example")), (200, '{"issuer": "x"}')],
)
def test_an_address_that_is_no_identity_provider_s_is_refused(
    harness: Harness, secrets: Secrets, monkeypatch: pytest.MonkeyPatch, answer: tuple[int, str]
) -> None:
    monkeypatch.setattr(identity_providers, "get_document", lambda _url: answer)
    assert "does not describe" in register_identity_provider(GIVEN, None)["error"]
    assert harness.users.registered_providers().providers == ()
    assert not secrets.kept


def test_a_registration_travels_over_tls(secrets: Secrets) -> None:
    assert "https" in register_identity_provider({**GIVEN, "issuer": "http://accounts.example"}, None)["error"]


def test_a_refusal_does_not_repeat_the_secret(secrets: Secrets) -> None:
    answer = register_identity_provider({**GIVEN, "client_id": "x"}, None)
    assert "client_id" in answer["error"]
    assert GIVEN["client_secret"] not in answer["error"]


def test_tokens_move_to_where_new_ones_are_kept_and_leave_nothing_behind(harness: Harness) -> None:
    before = harness.identities.consented(ADA)
    table, vaults = OpenVault(), harness.identities.vaults
    vaults.places.made = {"secrets": lambda: harness.identities.vault, "table": lambda: table}
    vaults.places.chosen = "table"
    counts = {"moved": 1, "already_there": 0, "failed": 0}
    assert migrate_calendar_tokens({}, None) == {"after": "", "to": "table", **counts, "is_done": True}
    assert migrate_calendar_tokens({}, None)["already_there"] == 1
    assert not harness.identities.vault.kept
    after = harness.calendar_accounts.rows[ADA, ACCOUNT]
    assert vaults.open(after).refresh_token.get_secret_value() == "old-refresh"
    assert after.obtained_at == before.obtained_at


def test_tokens_move_a_part_of_the_users_in_each_call_and_nobody_has_two_turns(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are, no call meets the time a function has."""
    monkeypatch.setattr(user_turns, "MAX_STEPS", 21)
    given, table = harness.identities.consented(ADA), OpenVault()
    vaults, names = harness.identities.vaults, [f"u{number}" for number in range(5)]
    for name in names:
        harness.users.put(a_user(name, active=name != "u3"))
        kept = harness.identities.vault.seal(name, ACCOUNT, {"access": "a", "refresh": "r"})
        account = given.model_copy(update={"user_id": name, "kept": {"in": "secrets", **kept}})
        assert harness.calendar_accounts.put(account)
    vaults.places.made = {"secrets": lambda: harness.identities.vault, "table": lambda: table}
    vaults.places.chosen = "table"
    answers = [migrate_calendar_tokens({}, None)]
    while not answers[-1]["is_done"]:
        answers.append(migrate_calendar_tokens(answers[-1], None))
    assert len(answers) > 3
    moved = {name: answers[-1][name] for name in ("moved", "already_there", "failed")}
    assert moved == {"moved": 6, "already_there": 0, "failed": 0}
    assert {row.kept["in"] for row in harness.calendar_accounts.rows.values()} == {"table"}


def test_a_row_that_cannot_be_read_keeps_nobody_else_s_tokens_where_they_are(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.identities.consented(ADA)
    of_user = harness.calendar_accounts.of_user

    def read(user_id: str) -> tuple[CalendarAccount, ...]:
        return of_user(user_id) if user_id == ADA else (CalendarAccount.model_validate({}),)

    monkeypatch.setattr(harness.calendar_accounts, "of_user", read)
    answer = migrate_calendar_tokens({}, None)
    assert (answer["already_there"], answer["is_done"]) == (1, True)
    assert answer["failed"] >= 1


def test_a_migration_is_asked_to_go_on_by_its_own_answer_and_by_nothing_else(harness: Harness) -> None:
    answer = migrate_calendar_tokens({"errorMessage": "Task timed out"}, None)
    assert answer["error"].startswith("errorMessage: ")


def test_a_secret_rotated_elsewhere_is_used_within_a_minute(secrets: Secrets) -> None:
    """By functions that are warm, and never saw it set."""
    now = NOW
    warm = OAuthClients(lambda: secrets, "amo/oauth", lambda: now)
    register_identity_provider(GIVEN, None)
    assert warm.get(GOOGLE).client_secret.get_secret_value() == GIVEN["client_secret"]
    register_identity_provider({**GIVEN, "client_secret": "a-new-secret"}, None)
    now += timedelta(seconds=20)
    assert warm.get(GOOGLE).client_secret.get_secret_value() == GIVEN["client_secret"]
    now += timedelta(seconds=40)
    assert warm.get(GOOGLE).client_secret.get_secret_value() == "a-new-secret"
