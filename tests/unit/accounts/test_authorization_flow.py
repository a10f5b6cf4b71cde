"""To an identity provider and back: one browser, one provider, one sign-in, once (faults 118, 119)."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lambdas.accounts.authorization_flow import NOT_ALLOWED, AuthorizationFlows, Begun
from lambdas.accounts.tokens import Identity
from lambdas.credentials.clients import OAuthClient
from lambdas.credentials.id_tokens import NOT_PROVED, IdTokens
from lambdas.credentials.oauth import NOT_SIGNED_IN, OAuth
from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.logins import FLOW_LIFE
from lambdas.errors import Refused
from tests.fakes.identity_provider import FakeIdentityProvider
from tests.fakes.samples import NOW
from tests.fakes.stores import FakeSignInFlows

GOOGLE, MICROSOFT = IdentityProvider.GOOGLE, IdentityProvider.MICROSOFT
CALLBACK = "/auth/callback/google"
ADA, ADA_ELSEWHERE, EVE = Identity("ada", "s1"), Identity("ada", "s2"), Identity("eve", "s1")


class Office:
    """AMO, and Google beside Microsoft."""

    def __init__(self) -> None:
        self.providers = {one: FakeIdentityProvider(one) for one in IdentityProvider}
        self.google, self.store = self.providers[GOOGLE], FakeSignInFlows()
        oauth = OAuth(self.get, lambda: NOW, self.google.post)
        self.flows = AuthorizationFlows(
            self.store,
            oauth,
            self,  # type: ignore[arg-type] # as the registrations in Secrets Manager
            IdTokens(self.get, self.google.keys),
            "https://amo.example",
        )

    def get(self, provider: IdentityProvider) -> OAuthClient:
        return self.providers[provider].registered

    def begin(self, owner: Identity | None = None) -> Begun:
        return self.flows.begin(GOOGLE, CALLBACK, NOW, owner=owner, next_path="/records/budget", account_id="a1")

    def said_on_return(self, begun: Begun, query: dict[str, str], **changes: Any) -> str:
        """Why it was refused; the code it came with is still good then."""
        asked: dict[str, Any] = {"provider": GOOGLE, "browser": begun.browser, "now": NOW, "owner": None, **changes}
        with pytest.raises(Refused) as refused:
            self.flows.finish(callback=CALLBACK, query=query, **asked)
        assert not self.google.requests
        return str(refused.value)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.mark.parametrize("owner", [None, ADA])
def test_what_comes_back_as_it_was_begun_says_who_it_is_and_what_was_wanted(
    office: Office, owner: Identity | None
) -> None:
    begun = office.begin(owner)
    late = NOW + FLOW_LIFE - timedelta(seconds=1)
    returned = office.flows.finish(GOOGLE, CALLBACK, office.google.consent(begun.url), begun.browser, late, owner)
    assert (returned.who.provider, returned.who.subject, returned.who.email) == (GOOGLE, "g-1", "ada@example.com")
    assert (returned.flow.next_path, returned.flow.account_id) == ("/records/budget", "a1")
    assert returned.flow.user_id == (owner.user_id if owner else "")
    assert returned.exchanged.tokens is not None


def test_the_provider_leads_back_to_its_own_address_and_is_told_whose_account_it_is_about(office: Office) -> None:
    begun = office.flows.begin(GOOGLE, CALLBACK, NOW, scopes=("calendars",), hint="ada@example.com")
    asked = parse_qs(urlsplit(begun.url).query)
    assert asked["redirect_uri"] == ["https://amo.example/auth/callback/google"]
    assert asked["login_hint"] == ["ada@example.com"]
    assert "calendars" in asked["scope"][0].split()


def test_what_is_stored_finishes_no_sign_in(office: Office) -> None:
    begun = office.begin()
    stored = str(office.store.table.rows)
    assert begun.browser not in stored
    assert office.google.consent(begun.url)["state"] not in stored


@pytest.mark.parametrize("state", [{}, {"state": ""}, {"state": "forged"}])
def test_fault_118_a_state_that_amo_never_gave_is_not_believed(office: Office, state: dict[str, str]) -> None:
    begun = office.begin()
    code = office.google.consent(begun.url)["code"]
    assert office.said_on_return(begun, {"code": code, **state}) == NOT_SIGNED_IN


@pytest.mark.parametrize(
    "change",
    [
        {"browser": ""},
        {"browser": "of somebody else"},
        {"provider": MICROSOFT},
        {"now": NOW + FLOW_LIFE},
        {"owner": ADA},
    ],
    ids=["no browser", "another browser", "another provider", "too late", "as a consent to calendars"],
)
def test_fault_118_a_sign_in_comes_back_to_its_browser_and_its_provider_in_time(
    office: Office, change: dict[str, Any]
) -> None:
    begun = office.begin()
    assert office.said_on_return(begun, office.google.consent(begun.url), **change) == NOT_SIGNED_IN


@pytest.mark.parametrize("owner", [None, EVE, ADA_ELSEWHERE], ids=["nobody", "somebody else", "another session"])
def test_fault_119_a_consent_is_finished_in_the_session_that_began_it(office: Office, owner: Identity | None) -> None:
    begun = office.begin(ADA)
    assert office.said_on_return(begun, office.google.consent(begun.url), owner=owner) == NOT_SIGNED_IN


def test_fault_119_an_answer_names_no_issuer_but_its_own(office: Office) -> None:
    begun = office.begin()
    query = office.google.consent(begun.url) | {"iss": office.providers[MICROSOFT].issuer}
    assert office.said_on_return(begun, query) == NOT_SIGNED_IN
    begun = office.begin()
    query = office.google.consent(begun.url) | {"iss": office.google.issuer}
    assert office.flows.finish(GOOGLE, CALLBACK, query, begun.browser, NOW).who.subject == "g-1"


@pytest.mark.parametrize("was_good", [True, False])
def test_fault_118_a_state_works_once_also_where_it_was_refused(office: Office, was_good: bool) -> None:
    begun = office.begin()
    query = office.google.consent(begun.url)
    if was_good:
        office.flows.finish(GOOGLE, CALLBACK, query, begun.browser, NOW)
        office.google.requests.clear()
    else:
        office.said_on_return(begun, query, browser="of somebody else")
    assert office.said_on_return(begun, office.google.consent(begun.url) | {"state": query["state"]}) == NOT_SIGNED_IN


def test_fault_118_a_code_of_another_sign_in_is_refused(office: Office) -> None:
    """Its verifier is another one: PKCE."""
    begun, other = office.begin(), office.begin()
    query = office.google.consent(begun.url) | {"code": office.google.consent(other.url)["code"]}
    with pytest.raises(Refused) as refused:
        office.flows.finish(GOOGLE, CALLBACK, query, begun.browser, NOW)
    assert str(refused.value) == NOT_SIGNED_IN


def test_fault_118_an_id_token_of_another_sign_in_proves_nobody(office: Office) -> None:
    begun = office.begin()
    office.google.claims = {"nonce": "of another sign-in"}
    with pytest.raises(Refused) as refused:
        office.flows.finish(GOOGLE, CALLBACK, office.google.consent(begun.url), begun.browser, NOW)
    assert str(refused.value) == NOT_PROVED


def test_somebody_who_does_not_agree_there_is_told_that_nothing_changed(office: Office) -> None:
    begun = office.begin()
    state = office.google.consent(begun.url)["state"]
    assert office.said_on_return(begun, {"error": "access_denied", "state": state}) == NOT_ALLOWED
