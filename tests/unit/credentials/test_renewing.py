"""Faults 13 to 16: tokens that end, are refused, are renewed twice at once, or whose consent is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdas.credentials.oauth import OAuth
from lambdas.credentials.renewing import RenewingAccess
from lambdas.credentials.tokens import TokenSet
from lambdas.credentials.vaults import Vaults
from lambdas.domain.consents import CalendarAccount, IdentityProvider
from lambdas.domain.meetings import Source
from lambdas.errors import NeedsConsent, Refused, Retryable
from tests.fakes.calendar_accounts import FakeCalendarAccounts
from tests.fakes.identity_provider import FakeIdentityProvider
from tests.fakes.samples import a_connection

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


class World:
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
        return RenewingAccess(self.accounts, self.vaults, oauth, lambda: self.now, sleep)  # type: ignore[arg-type]

    def ask(self, access: RenewingAccess | None = None, rejected: str = "") -> str:
        return (access or self.access()).access_token("u1", CONNECTION, rejected=rejected)

    def pass_by(self, minutes: float) -> None:
        self.now = self._in(minutes)

    @property
    def row(self) -> CalendarAccount:
        return self.accounts.rows["u1", "a1"]


@pytest.fixture
def world() -> World:
    return World()


def test_a_good_token_is_handed_out_without_asking_anybody(world: World) -> None:
    access = world.access()
    assert [world.ask(access) for _ in range(3)] == ["first-access"] * 3
    assert world.accounts.reads == 1
    assert world.there.requests == []


def test_a_token_is_renewed_before_it_ends(world: World) -> None:
    world.pass_by(51)
    renewed = world.ask()
    assert renewed != "first-access"
    assert world.ask() == renewed
    assert len(world.there.requests) == 1


def test_fault_13_a_refused_token_is_renewed_once(world: World) -> None:
    access = world.access()
    renewed = world.ask(access, rejected=world.ask(access))
    assert renewed != "first-access"
    assert world.ask(access) == renewed
    assert len(world.there.requests) == 1


def test_fault_13_a_token_others_have_replaced_already_is_not_renewed_again(world: World) -> None:
    stale, other = world.access(), world.access()
    world.ask(stale)
    world.pass_by(1)
    renewed = world.ask(other, rejected="first-access")
    assert world.ask(stale, rejected="first-access") == renewed
    assert len(world.there.requests) == 1


@pytest.mark.parametrize("provider", IdentityProvider)
def test_fault_15_two_renewals_at_once_ask_the_provider_once(provider: IdentityProvider) -> None:
    world = World(provider)
    world.pass_by(59)
    second: list[str] = []
    first = world.access()

    def meanwhile(url: str, body: str) -> tuple[int, str]:
        waiting = world.access(sleep=lambda _seconds: None)
        with pytest.raises(Retryable):
            world.ask(waiting)
        return world.there.post(url, body)

    racing = replace(first, oauth=replace(first.oauth, post=meanwhile))
    renewed = world.ask(racing)
    second.append(world.ask())
    assert second == [renewed]
    assert len(world.there.requests) == 1


def test_fault_15_whoever_loses_uses_the_old_token_while_it_is_good(world: World) -> None:
    world.pass_by(52)
    world.accounts.claim_renewal(world.row, world.now + timedelta(seconds=40), world.now)
    assert world.ask() == "first-access"
    assert world.there.requests == []


def test_fault_15_a_late_answer_does_not_replace_newer_tokens(world: World) -> None:
    world.pass_by(59)
    access = world.access()

    def overtaken(url: str, body: str) -> tuple[int, str]:
        answer = world.there.post(url, body)
        newer = TokenSet(access_token="newer", refresh_token="newer-refresh", expires_at=world.now + timedelta(hours=1))
        world.accounts.put(
            world.row.model_copy(
                update={
                    "obtained_at": world.now + timedelta(seconds=1),
                    "expires_at": newer.expires_at,
                    "kept": world.vaults.seal("u1", "a1", newer),
                }
            )
        )
        return answer

    assert world.ask(replace(access, oauth=replace(access.oauth, post=overtaken))) == "newer"
    assert world.ask() == "newer"


def test_fault_16_without_a_new_refresh_token_the_old_one_is_kept(world: World) -> None:
    for _ in range(3):
        world.pass_by(55)
        world.ask()
    assert [request["refresh_token"] for request in world.there.requests] == ["first-refresh"] * 3


def test_a_rotated_refresh_token_is_the_next_one_used() -> None:
    world = World(IdentityProvider.MICROSOFT)
    for _ in range(3):
        world.pass_by(55)
        world.ask()
    assert len({request["refresh_token"] for request in world.there.requests}) == 3


def test_fault_14_a_consent_that_is_over_is_marked_and_never_tried_again(world: World) -> None:
    world.there.alive.clear()
    world.pass_by(55)
    for _ in range(3):
        with pytest.raises(NeedsConsent, match=r"connect it again under Settings\.$"):
            world.ask()
    assert world.row.revoked_at == world.now
    assert len(world.there.requests) == 1


def test_fault_14_a_consent_given_anew_meanwhile_is_not_marked(world: World) -> None:
    world.there.alive.clear()
    world.pass_by(55)
    access = world.access()

    def consented_meanwhile(url: str, body: str) -> tuple[int, str]:
        anew = TokenSet(access_token="anew", refresh_token="r", expires_at=world.now + timedelta(hours=1))
        changes = {
            "obtained_at": world.now,
            "consented_at": world.now,
            "expires_at": anew.expires_at,
            "kept": world.vaults.seal("u1", "a1", anew),
        }
        world.accounts.put(world.row.model_copy(update=changes))
        return world.there.post(url, body)

    assert world.ask(replace(access, oauth=replace(access.oauth, post=consented_meanwhile))) == "anew"
    assert world.row.revoked_at is None


def test_a_consent_that_google_ended_after_a_week_explains_the_trap(world: World) -> None:
    world.there.alive.clear()
    world.pass_by(7 * 24 * 60 + 5)
    with pytest.raises(NeedsConsent, match="Testing"):
        world.ask()


def test_when_the_provider_is_down_the_next_one_may_try_at_once(world: World) -> None:
    world.pass_by(59)
    access = world.access()

    def down(_url: str, _body: str) -> tuple[int, str]:
        raise Retryable("down")

    with pytest.raises(Retryable):
        world.ask(replace(access, oauth=replace(access.oauth, post=down)))
    assert world.ask() != "first-access"


def test_a_consent_withdrawn_during_a_renewal_stays_withdrawn(world: World) -> None:
    world.pass_by(59)
    access = world.access()

    def disconnected_meanwhile(url: str, body: str) -> tuple[int, str]:
        world.accounts.delete("u1", "a1")
        return world.there.post(url, body)

    with pytest.raises(NeedsConsent):
        world.ask(replace(access, oauth=replace(access.oauth, post=disconnected_meanwhile)))
    assert not world.accounts.rows


def test_a_calendar_without_an_account_needs_consent(world: World) -> None:
    with pytest.raises(NeedsConsent):
        world.access().access_token("u2", CONNECTION)


def test_a_client_the_provider_refuses_says_so_without_its_secret(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.pass_by(59)
    world.there.failures = [(401, '{"error": "invalid_client", "error_description": "very-secret-indeed"}')]
    with pytest.raises(Refused, match="invalid_client") as refused:
        world.ask()
    assert "secret-indeed" not in str(refused.value) + caplog.text


def test_nothing_shows_a_token_of_itself(world: World) -> None:
    access = world.access()
    world.pass_by(59)
    token = world.ask(access)
    given = TokenSet(access_token=token, refresh_token="r-x", expires_at=START)
    shown = f"{access!r}{world.row!r}{world.there.registered!r}{given!r}"
    assert not [secret for secret in (token, "first-refresh", "r-x", "very-secret-indeed") if secret in shown]
