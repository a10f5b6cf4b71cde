"""The consent page's address, and what is made of its answers (faults 118, 119)."""

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from lambdas.credentials.http import require_tls
from lambdas.credentials.id_tokens import IdTokens
from lambdas.credentials.oauth import Exchanged, OAuth
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.logins import ProvedIdentity
from lambdas.errors import AmoError, NeedsConsent, Refused, Retryable
from tests.fakes.identity_provider import DIRECTORY, FakeIdentityProvider
from tests.fakes.samples import NOW

BACK = "https://amo.example/auth/callback/google"
GOOGLE, MICROSOFT = IdentityProvider.GOOGLE, IdentityProvider.MICROSOFT
READONLY = "https://www.googleapis.com/auth/calendar.readonly"


def oauth_at(there: FakeIdentityProvider) -> OAuth:
    return OAuth(lambda _: there.registered, lambda: NOW, there.post)


def went(there: FakeIdentityProvider, scopes: tuple[str, ...] = (), verifier: str = "") -> tuple[str, str]:
    """The code that came back, and the verifier of the one who asked."""
    oauth = oauth_at(there)
    verifier = verifier or oauth.new_verifier()
    url = oauth.consent_url(there.provider, BACK, state="s", nonce="n-1", verifier=verifier, scopes=scopes)
    return there.consent(url)["code"], verifier


def exchanged(there: FakeIdentityProvider, scopes: tuple[str, ...] = ()) -> Exchanged:
    code, verifier = went(there, scopes)
    return oauth_at(there).exchange(there.provider, code, BACK, verifier)


def identity(there: FakeIdentityProvider, nonce: str = "n-1") -> ProvedIdentity:
    token = exchanged(there).id_token
    return IdTokens(lambda _: there.registered, there.keys).identity(there.provider, token, nonce)


def query_of(provider: IdentityProvider, scopes: tuple[str, ...]) -> dict[str, str]:
    there = FakeIdentityProvider(provider)
    url = oauth_at(there).consent_url(provider, BACK, state="s", nonce="n", verifier="v" * 64, scopes=scopes)
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@pytest.fixture
def there() -> FakeIdentityProvider:
    return FakeIdentityProvider()


def test_signing_in_asks_for_no_calendar() -> None:
    query = query_of(GOOGLE, ())
    assert query["scope"] == "openid email profile"
    assert "access_type" not in query


def test_connecting_a_google_calendar_asks_to_read_it_while_nobody_is_there() -> None:
    query = query_of(GOOGLE, (READONLY,))
    assert query["scope"].split() == ["openid", "email", "profile", READONLY]
    assert (query["access_type"], query["include_granted_scopes"]) == ("offline", "true")


def test_fault_118_a_code_is_worth_nothing_without_its_verifier(there: FakeIdentityProvider) -> None:
    code, _ = went(there)
    with pytest.raises(Refused, match="begin again"):
        oauth_at(there).exchange(GOOGLE, code, BACK, "w" * 64)


def test_fault_118_a_code_works_once(there: FakeIdentityProvider) -> None:
    code, verifier = went(there)
    oauth_at(there).exchange(GOOGLE, code, BACK, verifier)
    with pytest.raises(Refused):
        oauth_at(there).exchange(GOOGLE, code, BACK, verifier)


def test_what_was_really_granted_is_known(there: FakeIdentityProvider) -> None:
    there.granted = {"openid", "email"}
    assert not exchanged(there, (READONLY,)).may(READONLY)
    assert exchanged(FakeIdentityProvider(), (READONLY,)).may(READONLY)


def test_microsoft_may_write_a_scope_with_its_resource() -> None:
    answer = Exchanged("", frozenset({"https://graph.microsoft.com/Calendars.Read"}), None)
    assert answer.may("Calendars.Read")
    assert not answer.may("Calendars.ReadWrite")
    assert not answer.may("Read")


@pytest.mark.parametrize("provider", [GOOGLE, MICROSOFT])
@pytest.mark.parametrize(
    ("code", "leaf", "words"),
    [
        ("invalid_grant", NeedsConsent, "no longer accepts this consent"),
        ("interaction_required", NeedsConsent, "no longer accepts this consent"),
        ("consent_required", NeedsConsent, "no longer accepts this consent"),
        ("temporarily_unavailable", Retryable, "tries again"),
        ("invalid_client", Refused, "Whoever runs AMO here"),
        ("unauthorized_client", Refused, "Whoever runs AMO here"),
    ],
)
def test_a_renewal_that_is_refused_says_who_can_do_something(
    provider: IdentityProvider, code: str, leaf: type[AmoError], words: str
) -> None:
    there = FakeIdentityProvider(provider)
    tokens = exchanged(there, (READONLY,)).tokens
    assert tokens is not None
    there.failures = [(400, json.dumps({"error": code, "error_description": "AADSTS50076"}))]
    with pytest.raises(leaf, match=words) as caught:
        oauth_at(there).renew(provider, tokens)
    assert type(caught.value) is leaf


def test_when_google_says_how_long_a_consent_lives_it_is_known(there: FakeIdentityProvider) -> None:
    there.ends_in = 604_799
    tokens = exchanged(there, (READONLY,)).tokens
    assert tokens is not None
    assert tokens.ends_at == NOW + timedelta(seconds=604_799)


@pytest.mark.parametrize("provider", [GOOGLE, MICROSOFT])
@pytest.mark.parametrize(("said", "seconds"), [({"expires_in": 900}, 900), ({"expires_in": 0}, 3600), ({}, 3600)])
def test_access_is_renewed_after_an_hour_where_the_provider_does_not_say_when(
    provider: IdentityProvider, said: dict[str, int], seconds: int
) -> None:
    there = FakeIdentityProvider(provider)
    held = exchanged(there, (READONLY,)).tokens
    assert held is not None
    there.failures = [(200, json.dumps({"access_token": "new", "token_type": "Bearer", **said}))]
    renewed = oauth_at(there).renew(provider, held)
    assert renewed.expires_at == NOW + timedelta(seconds=seconds)
    assert renewed.refresh_token == held.refresh_token
    assert renewed.ends_at is None


@pytest.mark.parametrize("text", ["", "<html>sorry</html>", "[]", "{}", '{"access_token": ""}'])
def test_an_answer_that_makes_no_sense_is_refused(there: FakeIdentityProvider, text: str) -> None:
    code, verifier = went(there)
    there.failures = [(200, text)]
    with pytest.raises(Refused):
        oauth_at(there).exchange(GOOGLE, code, BACK, verifier)


def test_an_identity_google_vouches_for_has_its_address() -> None:
    assert identity(FakeIdentityProvider(name="Ada", hd="example.com")) == ProvedIdentity(
        provider=GOOGLE,
        subject="g-1",
        email="ada@example.com",
        shown_email="ada@example.com",
        name="Ada",
        domain="example.com",
    )


def test_an_address_google_has_not_verified_proves_nothing() -> None:
    found = identity(FakeIdentityProvider(email_verified=False))
    assert (found.email, found.shown_email) == ("", "ada@example.com")


def test_an_address_of_another_directory_proves_nothing() -> None:
    assert identity(FakeIdentityProvider(MICROSOFT)).email == "ada@example.com"
    elsewhere = FakeIdentityProvider(MICROSOFT, tid="00000000-0000-4000-8000-00000000evil")
    assert identity(elsewhere).email == ""
    assert DIRECTORY in elsewhere.registered.directory


@pytest.mark.parametrize(
    ("claims", "shown"),
    [
        ({"email": " Ada@Example.com ", "preferred_username": "lovelace@example.com"}, "ada@example.com"),
        ({"email": "", "preferred_username": "Lovelace@example.com"}, "lovelace@example.com"),
        ({"email": None, "preferred_username": None}, ""),
    ],
)
def test_microsoft_names_people_by_their_address_or_by_what_they_sign_in_with(
    claims: dict[str, Any], shown: str
) -> None:
    """Not every account there has a mailbox."""
    found = identity(FakeIdentityProvider(MICROSOFT, **claims))
    assert (found.email, found.shown_email) == (shown, shown)


GUEST = {"idp": "https://sts.windows.net/00000000-0000-4000-8000-00000000evil/"}


@pytest.mark.parametrize(
    ("claims", "is_proved"),
    [
        (GUEST, False),
        ({"idp": "live.com"}, False),
        ({"acct": 1}, False),
        ({"acct": "1"}, False),
        ({"acct": 0}, True),
        ({"idp": "https://microsoft.example"}, True),
        ({**GUEST, "xms_edov": True}, True),
        ({**GUEST, "xms_edov": "1"}, True),
        ({**GUEST, "xms_edov": False}, False),
        ({**GUEST, "xms_edov": True, "email": "", "preferred_username": "ada@example.com"}, False),
        ({"xms_edov": "0"}, False),
        ({"xms_edov": True, "tid": "00000000-0000-4000-8000-00000000evil"}, False),
    ],
)
def test_a_guest_s_address_counts_where_microsoft_says_its_domain_is_verified(
    claims: dict[str, Any], is_proved: bool
) -> None:
    """Anybody in the directory may invite a guest, and a guest's own directory may write any address."""
    found = identity(FakeIdentityProvider(MICROSOFT, **claims))
    assert (found.email, found.domain) == (("ada@example.com", "example.com") if is_proved else ("", ""))


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://microsoft.example"},
        {"aud": "somebody-else"},
        {"aud": ["somebody-else"]},
        {"exp": datetime.now(UTC) - timedelta(minutes=5)},
        {"iat": datetime.now(UTC) + timedelta(hours=1)},
        {"nonce": None},
        {"sub": None},
    ],
)
def test_fault_118_an_id_token_with_a_wrong_claim_is_refused(
    there: FakeIdentityProvider, wrong: dict[str, Any]
) -> None:
    there.claims = wrong
    with pytest.raises(Refused):
        identity(there)


def test_fault_118_an_id_token_for_another_sign_in_is_refused() -> None:
    with pytest.raises(Refused):
        identity(FakeIdentityProvider(), nonce="n-2")


def test_fault_119_an_id_token_of_another_provider_is_refused(there: FakeIdentityProvider) -> None:
    there.signed_by = "microsoft"
    with pytest.raises(Refused):
        identity(there)


def test_when_the_provider_s_keys_cannot_be_had_it_may_work_later(there: FakeIdentityProvider) -> None:

    def unreached(_token: str) -> None:
        raise jwt.PyJWKClientConnectionError("no route")

    down = SimpleNamespace(get_signing_key_from_jwt=unreached)
    with pytest.raises(Retryable):
        IdTokens(lambda _: there.registered, lambda _url: down).identity(GOOGLE, "a.b.c", "n-1")


@pytest.mark.parametrize("token", ["", "a.b.c", json.dumps({"sub": "ada"})])
def test_what_is_no_id_token_is_refused(there: FakeIdentityProvider, token: str) -> None:
    with pytest.raises(Refused):
        IdTokens(lambda _: there.registered, there.keys).identity(GOOGLE, token, "n-1")


@pytest.mark.parametrize("url", ["http://login.example/x", "ftp://127.0.0.1/x", "file:///etc/passwd"])
def test_secrets_travel_over_tls_or_stay_on_this_machine(url: str) -> None:
    with pytest.raises(Refused):
        require_tls(url)
    assert require_tls("http://127.0.0.1:4700/token")
