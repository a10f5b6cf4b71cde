"""The settings' view of consents and login sessions: which accounts AMO may read, and where somebody is signed in."""

from collections.abc import Iterable
from datetime import datetime

from lambdas.domain.accounts.consents import TESTING_TRAP, CalendarAccount, IdentityProvider, why_it_ended
from lambdas.domain.accounts.logins import LoginSession
from lambdas.domain.accounts.user import AddressProof, CalendarConnection, User
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.local_time import day_name
from lambdas.domain.kernel.model import Model
from lambdas.edges.web.words import age

BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"))
OTHER_SYSTEM = (("Linux", "Linux"),)
COMMAND = "A command"
"""The API's name for those who redeem a link there."""
PROOFS = {
    AddressProof.OPERATOR: "An operator vouches for it.",
    AddressProof.LINK: "Confirmed by the mail that was sent there.",
    AddressProof.GOOGLE: "Confirmed by Google.",
    AddressProof.MICROSOFT: "Confirmed by Microsoft.",
}


class Access(Model):
    """``session_id`` is the login session of the request."""

    accounts: tuple[CalendarAccount, ...] = ()
    providers: tuple[IdentityProvider, ...] = ()
    sessions: tuple[LoginSession, ...] = ()
    session_id: str = ""


class AccountRow(Model):
    account_id: str
    provider: str
    email: str
    detail: str
    error: str
    is_well: bool
    is_revoked: bool


class DeviceRow(Model):
    label: str
    detail: str
    is_this: bool


def account_row(account: CalendarAccount, connections: Iterable[CalendarConnection], now: datetime) -> AccountRow:
    count = sum(connection.account_id == account.account_id for connection in connections)
    error = why_it_ended(account) if account.revoked_at else _warning(account)
    return AccountRow(
        account_id=account.account_id,
        provider=account.provider.value,
        email=account.email or account.provider.label,
        detail=f"{account.provider.label}, {counted(count, 'calendar')}, connected {age(account.consented_at, now)}",
        error=error,
        is_well=not error,
        is_revoked=account.revoked_at is not None,
    )


def device_rows(access: Access, now: datetime) -> tuple[DeviceRow, ...]:
    """The one in use first, then by when they were used; all commands, which sign in each hour, are one."""
    ordered = sorted(access.sessions, key=lambda one: one.renewed_at, reverse=True)
    commands = [session for session in ordered if session.device == COMMAND]
    ordered = [session for session in ordered if session.device != COMMAND]
    ordered.sort(key=lambda one: one.session_id != access.session_id)
    others = (
        [DeviceRow(label="Commands", detail=f"the last {age(commands[0].begun_at, now)}", is_this=False)]
        if commands
        else []
    )
    return tuple(
        DeviceRow(
            label=_device(session.device),
            detail=f"signed in {age(session.begun_at, now)}{_lent(session)}",
            is_this=session.session_id == access.session_id,
        )
        for session in ordered
    ) + tuple(others)


def email_state(user: User, now: datetime) -> str:
    if not user.email:
        return "None yet."
    if user.email_counts_at and now < user.email_counts_at:
        return (
            f"An operator changed it. Before {day_name(user.email_counts_at.date())} no code is sent there, and no "
            "account of that address becomes yours. Save it here to confirm it now, or give your own."
        )
    return PROOFS[user.email_proof] if user.email_proof else "Nobody has confirmed it: it recognises you nowhere else."


def _warning(account: CalendarAccount) -> str:
    if not account.is_of_an_app_in_testing or account.ends_at is None:
        return ""
    return f"Google ends this consent on {account.ends_at:%d %B}. {TESTING_TRAP}"


def _lent(session: LoginSession) -> str:
    if not session.lent_by:
        return ""
    return " by somebody else’s link, " + ("confirmed" if session.is_own else "decides nothing")


def _device(name: str) -> str:
    """Returns what a browser calls itself, in two words; commands call themselves by their own."""
    browser = next((label for sign, label in BROWSERS if sign in name), "")
    system = next((label for sign, label in (*SYSTEMS, *OTHER_SYSTEM) if sign in name), "")
    return f"{browser} on {system}" if browser and system else browser or system or name[:40] or "A browser"
