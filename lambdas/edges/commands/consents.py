"""Accounts whose calendars AMO may read: connected, chosen among, disconnected; for the page and the API."""

import hashlib
from contextlib import suppress
from datetime import timedelta

from lambdas import wiring
from lambdas.calendars.account_calendars import OfferedCalendar, offered
from lambdas.domain.accounts.consents import CalendarAccount, IdentityProvider
from lambdas.domain.accounts.user import CalendarConnection, ConnectionHealth
from lambdas.edges.commands.accounts import read_calendars
from lambdas.edges.http import sign_in_flow
from lambdas.edges.http.identity import Identity
from lambdas.errors import AmoError, NotFound, Refused
from lambdas.settings import load_calendar_config

NOT_LASTING = "{} gave no lasting consent; connect it again, and agree to everything it asks."
NOT_TICKED = "Reading calendars was not among what you agreed to; connect it again, and leave that box ticked."
OFFLINE = "offline_access"


def scopes_of(provider: IdentityProvider) -> tuple[str, ...]:
    """Of config/calendar.yaml; Google's offline access is no scope."""
    return load_calendar_config().providers[provider.source].scopes


def write_scopes_of(provider: IdentityProvider) -> tuple[str, ...]:
    return load_calendar_config().providers[provider.source].write_scopes


def begin(
    owner: Identity, provider: IdentityProvider, account_id: str = "", *, writes: bool = False
) -> sign_in_flow.Begun:
    """``account_id``: one that is to be connected again, or to be written into. Raises NotFound for another's."""
    hint = wiring.calendar_accounts().get(owner.user_id, account_id).email if account_id else ""
    scopes = (*scopes_of(provider), *(write_scopes_of(provider) if writes else ()))
    return sign_in_flow.begin(
        provider, callback_of(provider), scopes=scopes, owner=owner, account_id=account_id, hint=hint
    )


def callback_of(provider: IdentityProvider) -> str:
    return f"/calendar/callback/{provider.value}"


def keep(returned: sign_in_flow.Returned) -> CalendarAccount:
    """The consent, stored; its calendars are read again. Raises Refused for a consent that is of no use."""
    flow, who, exchanged = returned.flow, returned.who, returned.exchanged
    tokens, now = exchanged.tokens, wiring.now()
    if tokens is None:
        raise Refused(NOT_LASTING.format(who.provider.label))
    if not all(exchanged.may(scope) for scope in scopes_of(who.provider) if scope != OFFLINE):
        raise Refused(NOT_TICKED)
    account_id = _short(f"{who.provider.value}:{who.subject}")
    known = {account.account_id: account for account in wiring.calendar_accounts().of_user(flow.user_id)}
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
        kept=wiring.token_vaults().seal(flow.user_id, account_id, tokens),
    )
    wiring.calendar_accounts().put(account)
    if not _revive(account):
        with suppress(AmoError):  # it is chosen on the next page, which says what is wrong
            _connect_primary(account)
    read_calendars(flow.user_id)
    return account


def calendars_of(user_id: str, account_id: str) -> tuple[CalendarAccount, tuple[OfferedCalendar, ...]]:
    """As the provider lists them now. Raises NotFound for somebody else's account, NeedsConsent where it is over."""
    account = wiring.calendar_accounts().get(user_id, account_id)
    token = wiring.calendar_access().access_token(user_id, _connection(account, OfferedCalendar(address="", name="")))
    return account, offered(account.provider, wiring.oauth_clients().get(account.provider).api_url, token)


def chosen(user_id: str, account_id: str) -> frozenset[str]:
    """Provider's ids of the calendars that count."""
    return frozenset(connection.address for connection in _of_account(user_id, account_id) if connection.counts)


def choose(user_id: str, account_id: str, addresses: frozenset[str]) -> None:
    """These calendars of the account count, its others do not (CAL-6). What is no calendar of it is left out."""
    account, offers = calendars_of(user_id, account_id)
    before = {connection.address: connection for connection in _of_account(user_id, account_id)}
    for offer in offers:
        known = before.get(offer.address)
        if offer.address in addresses and not (known and known.counts):
            counted = known.model_copy(update={"counts": True}) if known else _connection(account, offer)
            wiring.users().connect(user_id, counted)
    for address, connection in before.items():
        if address not in addresses:
            wiring.users().disconnect(user_id, connection.calendar_id)
    read_calendars(user_id, replan=True)


def disconnect(user_id: str, account_id: str) -> None:
    """Forgets the consent here and tells the provider; its meetings go with the next reading. Raises NotFound."""
    account = wiring.calendar_accounts().get(user_id, account_id)
    for connection in _of_account(user_id, account_id):
        wiring.users().disconnect(user_id, connection.calendar_id)
    _withdraw(account)
    wiring.token_vaults().forget(account)
    wiring.calendar_accounts().delete(user_id, account_id)
    read_calendars(user_id, replan=True)


def _withdraw(account: CalendarAccount) -> None:
    """As far as it can be done now: what counts is that AMO has no token any more."""
    if not account.revoked_at:
        with suppress(AmoError):
            wiring.oauth().withdraw(account.provider, wiring.token_vaults().open(account))


def _revive(account: CalendarAccount) -> bool:
    """What the account's owner had chosen before goes on; False where there is nothing to go on with."""
    known = _of_account(account.user_id, account.account_id)
    for connection in known:
        changes = {"health": ConnectionHealth.OK, "problem": "", "consented_at": account.consented_at}
        wiring.users().connect(account.user_id, connection.model_copy(update=changes))
    return bool(known)


def _connect_primary(account: CalendarAccount) -> None:
    """Somebody who connects an account means this one at least; the others are theirs to choose."""
    offers = calendars_of(account.user_id, account.account_id)[1]
    for offer in offers[:1]:
        wiring.users().connect(account.user_id, _connection(account, offer))


def _connection(account: CalendarAccount, offer: OfferedCalendar) -> CalendarConnection:
    return CalendarConnection(
        calendar_id=_short(f"{account.account_id}:{offer.address}"),
        source=account.provider.source,
        label=offer.name or account.email or account.provider.label,
        address=offer.address,
        account_id=account.account_id,
        consented_at=account.consented_at,
    )


def _of_account(user_id: str, account_id: str) -> tuple[CalendarConnection, ...]:
    connections = wiring.users().account(user_id).connections
    found = tuple(connection for connection in connections if connection.account_id == account_id)
    if not found:
        _require_account(user_id, account_id)
    return found


def _require_account(user_id: str, account_id: str) -> None:
    """Raises NotFound."""
    if not account_id:
        raise NotFound("There is no such account.")
    wiring.calendar_accounts().get(user_id, account_id)


def _short(what: str) -> str:
    return hashlib.sha256(what.encode()).hexdigest()[:12]
