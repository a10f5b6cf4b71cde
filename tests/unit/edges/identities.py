"""Google and Microsoft around the endpoints: who is signed in, what was consented to, which calendars there are."""

import json
from datetime import timedelta
from typing import Any

import pytest

from lambdas import wiring
from lambdas.calendars.unwatch import Unwatch
from lambdas.credentials.clients import OAuthClient
from lambdas.credentials.id_tokens import IdTokens
from lambdas.credentials.oauth import OAuth
from lambdas.credentials.renewing_access import RenewingAccess
from lambdas.credentials.tokens import TokenSet
from lambdas.credentials.vaults import Vaults
from lambdas.domain.accounts.consents import CalendarAccount, IdentityProvider
from lambdas.errors import Refused
from lambdas.outbound.json_http import JsonHttp, RawAnswer
from tests.fakes.identity_provider import FakeIdentityProvider
from tests.fakes.open_vault import OpenVault
from tests.fakes.stores import FakeCalendarAccounts, FakeSubscriptions
from tests.fakes.wired import wire

ACCOUNT = "0acc0acc0acc"
GOOGLE, MICROSOFT = IdentityProvider.GOOGLE, IdentityProvider.MICROSOFT


class FakeListing(JsonHttp):
    """The lists of calendars, as both APIs give them."""

    calendars: tuple[str, ...] = ("Ada", "Team", "Holidays")
    tokens: tuple[str, ...] = ()

    def fetch(self, _method: str, url: str, headers: Any, _body: Any) -> RawAnswer:
        FakeListing.tokens = (*FakeListing.tokens, headers["Authorization"])
        google = [
            {"id": f"{n}@cal", "summary": n, "primary": n == "Ada", "accessRole": "owner"} for n in self.calendars
        ]
        graph = [{"id": f"{n}@cal", "name": n, "isDefaultCalendar": n == "Ada"} for n in self.calendars]
        content = {"items": google} if "calendarList" in url else {"value": graph}
        return RawAnswer(200, {}, json.dumps(content).encode())


class Identities:
    """Wired into the endpoints. ``domains`` may come in uninvited; a provider without a client is no endpoint."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, accounts: FakeCalendarAccounts, now: Any) -> None:
        self.google, self.microsoft = FakeIdentityProvider(GOOGLE), FakeIdentityProvider(MICROSOFT)
        self.accounts, self.vault, self.now = accounts, OpenVault(), now
        self.domains: tuple[str, ...] = ()
        self.without: set[IdentityProvider] = set()
        oauth = OAuth(self.get, now, self._post)
        vaults = Vaults("secrets", {"secrets": lambda: self.vault})
        access = RenewingAccess(accounts, vaults, oauth, now)
        ids = IdTokens(self.get, lambda url: self._at(url).keys(url))
        tokens = {"token_vaults": vaults, "calendar_access": access, "id_tokens": ids}
        wire(monkeypatch, self, oauth=oauth, oauth_clients=self, **tokens)
        monkeypatch.setattr(wiring, "calendar_http", self._calendars)
        monkeypatch.setattr(wiring, "unwatch", lambda is_hurried: Unwatch(FakeSubscriptions(), {}, now))
        self.vaults = vaults

    def get(self, provider: IdentityProvider) -> OAuthClient:
        if provider in self.without:
            raise Refused(f"{provider.label} is not set up here; an operator does that.")
        there = self.google if provider is GOOGLE else self.microsoft
        return there.registered.model_copy(update={"domains": self.domains})

    def consented(self, user_id: str, account_id: str = ACCOUNT) -> CalendarAccount:
        """An account of Google's whose calendars AMO may read."""
        self.google.alive.add("old-refresh")
        expires_at = self.now() + timedelta(hours=1)
        tokens = TokenSet(access_token="old-access", refresh_token="old-refresh", expires_at=expires_at)
        account = CalendarAccount(
            user_id=user_id,
            account_id=account_id,
            provider=GOOGLE,
            email=f"{user_id}@gmail.example",
            consented_at=self.now(),
            obtained_at=self.now(),
            expires_at=expires_at,
            kept=self.vaults.seal(user_id, account_id, tokens),
        )
        self.accounts.put(account)
        return account

    def _calendars(self, _provider: IdentityProvider, **_patience: bool) -> FakeListing:
        return FakeListing("https://calendars.example")

    def _post(self, url: str, body: str) -> tuple[int, str]:
        return self._at(url).post(url, body)

    def _at(self, url: str) -> FakeIdentityProvider:
        return self.google if url.startswith(self.google.issuer) else self.microsoft
