"""Accounts whose calendars AMO may read: connected, chosen among, disconnected."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.accounts.authorization_flow import AuthorizationFlows, Begun, Returned
from lambdas.accounts.sync_requests import SyncRequests
from lambdas.accounts.tokens import Identity
from lambdas.calendars.access import CalendarAccess
from lambdas.calendars.account_calendars import CalendarList, OfferedCalendar
from lambdas.calendars.unwatch import Unwatch
from lambdas.config_files import load_calendar_config
from lambdas.credentials.oauth import OAuth
from lambdas.credentials.vaults import Vaults
from lambdas.domain.accounts.consents import CalendarAccount, IdentityProvider
from lambdas.domain.accounts.user import CalendarConnection, ConnectionHealth
from lambdas.domain.kernel.canonical import digest
from lambdas.errors import AmoError, NotFound, Refused
from lambdas.store.calendar_accounts import CalendarAccounts
from lambdas.store.user_accounts import OwnCalendars

NOT_LASTING = "{} gave no lasting consent; connect it again, and agree to everything it asks."
NOT_TICKED = "Reading calendars was not among what you agreed to; connect it again, and leave that box ticked."
OFFLINE = "offline_access"


@dataclass(frozen=True, slots=True)
class CalendarConsents:
    accounts: CalendarAccounts
    connected: OwnCalendars
    vaults: Vaults
    access: CalendarAccess
    oauth: OAuth
    calendar_lists: Mapping[IdentityProvider, CalendarList]
    flows: AuthorizationFlows
    syncs: SyncRequests
    unwatch: Unwatch

    def begin(
        self, owner: Identity, provider: IdentityProvider, now: datetime, account_id: str = "", *, writes: bool = False
    ) -> Begun:
        """``account_id``: one that is to be connected again, or to be written into. Raises NotFound for another's."""
        hint = self.accounts.get(owner.user_id, account_id).email if account_id else ""
        scopes = (*scopes_of(provider), *(write_scopes_of(provider) if writes else ()))
        return self.flows.begin(
            provider, _callback(provider), now, scopes=scopes, owner=owner, account_id=account_id, hint=hint
        )

    def finish(
        self, owner: Identity, provider: IdentityProvider, query: Mapping[str, str], browser: str, now: datetime
    ) -> Returned:
        """Raises Refused for whatever does not come back exactly as it was begun."""
        return self.flows.finish(provider, _callback(provider), query, browser, now, owner)

    def keep(self, returned: Returned, now: datetime) -> CalendarAccount:
        """Stores the consent; its calendars are read again. Raises Refused for a consent that is of no use."""
        flow, who, exchanged = returned.flow, returned.who, returned.exchanged
        tokens = exchanged.tokens
        if tokens is None:
            raise Refused(NOT_LASTING.format(who.provider.label))
        if not all(exchanged.may(scope) for scope in scopes_of(who.provider) if scope != OFFLINE):
            raise Refused(NOT_TICKED)
        account_id = digest(f"{who.provider.value}:{who.subject}")[:12]
        known = {account.account_id: account for account in self.accounts.of_user(flow.user_id)}
        before = known[account_id].obtained_at if account_id in known else now - timedelta(microseconds=1)
        account = CalendarAccount(
            user_id=flow.user_id,
            account_id=account_id,
            provider=who.provider,
            email=who.shown_email,
            consented_at=now,
            obtained_at=max(now, before + timedelta(microseconds=1)),
            expires_at=tokens.expires_at,
            ends_at=tokens.ends_at,
            may_write=all(exchanged.may(scope) for scope in write_scopes_of(who.provider)),
            kept=self.vaults.seal(flow.user_id, account_id, tokens),
        )
        self.accounts.put(account)
        if not self._revive(account):
            with suppress(AmoError):  # it is chosen on the next page, which says what is wrong
                self._connect_primary(account)
        self.syncs.request(flow.user_id)
        return account

    def list_calendars(self, user_id: str, account_id: str) -> tuple[CalendarAccount, tuple[OfferedCalendar, ...]]:
        """Returns the primary one first. Raises NotFound for another's account, NeedsConsent at its end."""
        account = self.accounts.get(user_id, account_id)
        token = self.access.access_token(user_id, _connection(account, OfferedCalendar(address="", name="")))
        offered = self.calendar_lists[account.provider](token)
        return account, tuple(sorted(offered, key=lambda one: not one.is_primary))

    def list_chosen(self, user_id: str, account_id: str) -> frozenset[str]:
        """Returns the provider's ids of the calendars that count."""
        return frozenset(one.address for one in self._of_account(user_id, account_id) if one.counts)

    def choose(self, user_id: str, account_id: str, addresses: frozenset[str], now: datetime) -> None:
        """These calendars of the account count, its others do not (CAL-6). What is no calendar of it is left out."""
        account, offers = self.list_calendars(user_id, account_id)
        before = {connection.address: connection for connection in self._of_account(user_id, account_id)}
        for offer in offers:
            known = before.get(offer.address)
            if offer.address in addresses and not (known and known.counts):
                counted = known.model_copy(update={"counts": True}) if known else _connection(account, offer)
                self.connected.connect(user_id, counted)
        left = [connection for address, connection in before.items() if address not in addresses]
        for connection in left:
            self.connected.disconnect(user_id, connection.calendar_id)
        self.syncs.request_end(user_id, left, now)
        self.syncs.request(user_id, replan=True)

    def disconnect(self, user_id: str, account_id: str) -> None:
        """Forgets the consent here and tells the provider; its meetings go with the next reading. Raises NotFound.

        What watches its calendars is ended with the consent that goes.
        """
        account = self.accounts.get(user_id, account_id)
        connections = self._of_account(user_id, account_id)
        for connection in connections:
            self.connected.disconnect(user_id, connection.calendar_id)
        self.unwatch.end_soon(user_id, connections)
        self._withdraw(account)
        self.vaults.forget(account)
        self.accounts.delete(user_id, account_id)
        self.syncs.request(user_id, replan=True)

    def _withdraw(self, account: CalendarAccount) -> None:
        """Is done as far as it can be now: what counts is that AMO has no token any more."""
        if not account.revoked_at:
            with suppress(AmoError):
                self.oauth.withdraw(account.provider, self.vaults.open(account))

    def _revive(self, account: CalendarAccount) -> bool:
        """Goes on with what the account's owner had chosen before; False where there is nothing to go on with."""
        known = self._of_account(account.user_id, account.account_id)
        for connection in known:
            changes = {
                "health": ConnectionHealth.OK,
                "problem": "",
                "consented_at": account.consented_at,
                "account_email": account.email,
                "watched_until": None,  # with the old consent its provider may have stopped telling
            }
            self.connected.connect(account.user_id, connection.model_copy(update=changes))
        return bool(known)

    def _connect_primary(self, account: CalendarAccount) -> None:
        """Somebody who connects an account means this one at least; the others are theirs to choose."""
        offers = self.list_calendars(account.user_id, account.account_id)[1]
        for offer in offers[:1]:
            self.connected.connect(account.user_id, _connection(account, offer))

    def _of_account(self, user_id: str, account_id: str) -> tuple[CalendarConnection, ...]:
        connections = self.connected.of_user(user_id)
        found = tuple(connection for connection in connections if connection.account_id == account_id)
        if not found:
            self._require_account(user_id, account_id)
        return found

    def _require_account(self, user_id: str, account_id: str) -> None:
        """Raises NotFound."""
        if not account_id:
            raise NotFound("There is no such account.")
        self.accounts.get(user_id, account_id)


def scopes_of(provider: IdentityProvider) -> tuple[str, ...]:
    """Returns those of config/calendar.yaml; Google's offline access is no scope."""
    return load_calendar_config().providers[provider.source].scopes


def write_scopes_of(provider: IdentityProvider) -> tuple[str, ...]:
    return load_calendar_config().providers[provider.source].write_scopes


def _callback(provider: IdentityProvider) -> str:
    return f"/calendar/callback/{provider.value}"


def _connection(account: CalendarAccount, offer: OfferedCalendar) -> CalendarConnection:
    return CalendarConnection(
        calendar_id=digest(f"{account.account_id}:{offer.address}")[:12],
        source=account.provider.source,
        label=offer.name or account.email or account.provider.label,
        address=offer.address,
        account_id=account.account_id,
        account_email=account.email,
        shared_by=offer.shared_by,
        consented_at=account.consented_at,
    )
