"""Faults 13 to 16: tokens that end, are refused, are renewed twice at once, or whose consent is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdas.credentials.oauth import OAuth
from lambdas.credentials.renewing_access import RenewingAccess
from lambdas.credentials.tokens import TokenSet
from lambdas.credentials.vaults import Vaults
from lambdas.domain.accounts.consents import CalendarAccount, IdentityProvider
from lambdas.domain.kernel.source import Source
from lambdas.errors import NeedsConsent, Refused, Retryable
from tests.fakes.identity_provider import FakeIdentityProvider
from tests.fakes.samples import a_connection
from tests.fakes.stores import FakeCalendarAccounts

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONNECTION = a_connection("primary", source=Source.GOOGLE, account_id="a1", address="primary")


class DictVault:
    def __init__(self) -> None:
        self.versions: dict[str, dict[str, str]] = {}

    def seal(self, user_id: str, account_id: str, content: Any) -> dict[str, str]:
        version = f"v{len(self.versions)}"
        self.versions[version] = dict(content)
        return {"version": version}

    def open(self, user_id: str, account_id: str, kept: Any) -> dict[str, str]:
        return self.versions[kept["version"]]

    def forget(self, user_id: str, account_id: str) -> None:
        """Nothing asks for it here."""


class Harness:
    """``access()`` is one execution environment: what it remembers, another does not."""

    def __init__(self, provider: IdentityProvider = IdentityProvider.GOOGLE) -> None:
        self.there = FakeIdentityProvider(provider)
        self.accounts, vault = FakeCalendarAccounts(), DictVault()
        self.now = START
        self.vaults = Vaults("secrets", {"secrets": lambda: vault})
        self.there.alive.add("first-refresh")
        first = TokenSet(access_token="first-access", refresh_token="first-refresh", expires_at=self._in(60))
        self.accounts.put(
            CalendarAccount(
                user_id="u1",
                account_id="a1",
                provider=provider,
                email="ada@example.com",
                consented_at=START,
                obtained_at=START,
                expires_at=first.expires_at,
                kept=self.vaults.seal("u1", "a1", first),
            )
        )

    def _in(self, minutes: float) -> datetime:
        return self.now + timedelta(minutes=minutes)

    def access(self, sleep: Any = lambda _seconds: None) -> RenewingAccess:
        oauth = OAuth(lambda _: self.there.registered, lambda: self.now, self.there.post)
        return RenewingAccess(self.accounts, self.vaults, oauth, lambda: self.now, sleep)

    def ask(self, access: RenewingAccess | None = None, rejected: str = "") -> str:
        return (access or self.access()).access_token("u1", CONNECTION, rejected=rejected)

    def pass_by(self, minutes: float) -> None:
        self.now = self._in(minutes)

    @property
    def row(self) -> CalendarAccount:
        return self.accounts.rows["u1", "a1"]


@pytest.fixture
def harness() -> Harness:
    return Harness()


def test_a_good_token_is_handed_out_without_asking_anybody(harness: Harness) -> None:
    access = harness.access()
    assert [harness.ask(access) for _ in range(3)] == ["first-access"] * 3
    assert harness.accounts.reads == 1
    assert harness.there.requests == []


def test_a_token_is_renewed_before_it_ends(harness: Harness) -> None:
    harness.pass_by(51)
    renewed = harness.ask()
    assert renewed != "first-access"
    assert harness.ask() == renewed
    assert len(harness.there.requests) == 1


def test_fault_13_a_refused_token_is_renewed_once(harness: Harness) -> None:
    access = harness.access()
    renewed = harness.ask(access, rejected=harness.ask(access))
    assert renewed != "first-access"
    assert harness.ask(access) == renewed
    assert len(harness.there.requests) == 1


def test_fault_13_a_token_others_have_replaced_already_is_not_renewed_again(harness: Harness) -> None:
    stale, other = harness.access(), harness.access()
    harness.ask(stale)
    harness.pass_by(1)
    renewed = harness.ask(other, rejected="first-access")
    assert harness.ask(stale, rejected="first-access") == renewed
    assert len(harness.there.requests) == 1


@pytest.mark.parametrize("provider", IdentityProvider)
def test_fault_15_two_renewals_at_once_ask_the_provider_once(provider: IdentityProvider) -> None:
    harness = Harness(provider)
    harness.pass_by(59)
    second: list[str] = []
    first = harness.access()

    def meanwhile(url: str, body: str) -> tuple[int, str]:
        waiting = harness.access(sleep=lambda _seconds: None)
        with pytest.raises(Retryable):
            harness.ask(waiting)
        return harness.there.post(url, body)

    racing = replace(first, oauth=replace(first.oauth, post=meanwhile))
    renewed = harness.ask(racing)
    second.append(harness.ask())
    assert second == [renewed]
    assert len(harness.there.requests) == 1


def test_fault_15_whoever_loses_uses_the_old_token_while_it_is_good(harness: Harness) -> None:
    harness.pass_by(52)
    harness.accounts.claim_renewal(harness.row, harness.now + timedelta(seconds=40), harness.now)
    assert harness.ask() == "first-access"
    assert harness.there.requests == []


def test_fault_15_a_late_answer_does_not_replace_newer_tokens(harness: Harness) -> None:
    harness.pass_by(59)
    access = harness.access()

    def overtaken(url: str, body: str) -> tuple[int, str]:
        answer = harness.there.post(url, body)
        newer = TokenSet(
            access_token="newer", refresh_token="newer-refresh", expires_at=harness.now + timedelta(hours=1)
        )
        harness.accounts.put(
            harness.row.model_copy(
                update={
                    "obtained_at": harness.now + timedelta(seconds=1),
                    "expires_at": newer.expires_at,
                    "kept": harness.vaults.seal("u1", "a1", newer),
                }
            )
        )
        return answer

    assert harness.ask(replace(access, oauth=replace(access.oauth, post=overtaken))) == "newer"
    assert harness.ask() == "newer"


def test_fault_16_without_a_new_refresh_token_the_old_one_is_kept(harness: Harness) -> None:
    for _ in range(3):
        harness.pass_by(55)
        harness.ask()
    assert [request["refresh_token"] for request in harness.there.requests] == ["first-refresh"] * 3


def test_a_rotated_refresh_token_is_the_next_one_used() -> None:
    harness = Harness(IdentityProvider.MICROSOFT)
    for _ in range(3):
        harness.pass_by(55)
        harness.ask()
    assert len({request["refresh_token"] for request in harness.there.requests}) == 3


def test_fault_14_a_consent_that_is_over_is_marked_and_never_tried_again(harness: Harness) -> None:
    harness.there.alive.clear()
    harness.pass_by(55)
    for _ in range(3):
        with pytest.raises(NeedsConsent, match=r"connect it again under Settings\.$"):
            harness.ask()
    assert harness.row.revoked_at == harness.now
    assert len(harness.there.requests) == 1


def test_fault_14_a_consent_given_anew_meanwhile_is_not_marked(harness: Harness) -> None:
    harness.there.alive.clear()
    harness.pass_by(55)
    access = harness.access()

    def consented_meanwhile(url: str, body: str) -> tuple[int, str]:
        anew = TokenSet(access_token="anew", refresh_token="r", expires_at=harness.now + timedelta(hours=1))
        changes = {
            "obtained_at": harness.now,
            "consented_at": harness.now,
            "expires_at": anew.expires_at,
            "kept": harness.vaults.seal("u1", "a1", anew),
        }
        harness.accounts.put(harness.row.model_copy(update=changes))
        return harness.there.post(url, body)

    assert harness.ask(replace(access, oauth=replace(access.oauth, post=consented_meanwhile))) == "anew"
    assert harness.row.revoked_at is None


def test_a_consent_that_google_ended_after_a_week_explains_the_trap(harness: Harness) -> None:
    harness.there.alive.clear()
    harness.pass_by(7 * 24 * 60 + 5)
    with pytest.raises(NeedsConsent, match="Testing"):
        harness.ask()


def test_when_the_provider_is_down_the_next_one_may_try_at_once(harness: Harness) -> None:
    harness.pass_by(59)
    access = harness.access()

    def down(_url: str, _body: str) -> tuple[int, str]:
        raise Retryable("down")

    with pytest.raises(Retryable):
        harness.ask(replace(access, oauth=replace(access.oauth, post=down)))
    assert harness.ask() != "first-access"


def test_a_consent_withdrawn_during_a_renewal_stays_withdrawn(harness: Harness) -> None:
    harness.pass_by(59)
    access = harness.access()

    def disconnected_meanwhile(url: str, body: str) -> tuple[int, str]:
        harness.accounts.delete("u1", "a1")
        return harness.there.post(url, body)

    with pytest.raises(NeedsConsent):
        harness.ask(replace(access, oauth=replace(access.oauth, post=disconnected_meanwhile)))
    assert not harness.accounts.rows


def test_a_calendar_without_an_account_needs_consent(harness: Harness) -> None:
    with pytest.raises(NeedsConsent):
        harness.access().access_token("u2", CONNECTION)


def test_a_client_the_provider_refuses_says_so_without_its_secret(
    harness: Harness, caplog: pytest.LogCaptureFixture
) -> None:
    harness.pass_by(59)
    harness.there.failures = [(401, '{"error": "invalid_client", "error_description": "very-secret-indeed"}')]
    with pytest.raises(Refused, match="invalid client") as refused:
        harness.ask()
    assert "secret-indeed" not in str(refused.value) + caplog.text


def test_nothing_shows_a_token_of_itself(harness: Harness) -> None:
    access = harness.access()
    harness.pass_by(59)
    token = harness.ask(access)
    given = TokenSet(access_token=token, refresh_token="r-x", expires_at=START)
    shown = f"{access!r}{harness.row!r}{harness.there.registered!r}{given!r}"
    assert not [secret for secret in (token, "first-refresh", "r-x", "very-secret-indeed") if secret in shown]
