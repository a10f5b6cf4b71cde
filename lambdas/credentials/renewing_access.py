"""Tokens that work: cached in memory while they are good, renewed ahead of their end by one of all who want them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lambdas.credentials.oauth import OAuth
from lambdas.credentials.tokens import TokenSet
from lambdas.credentials.vaults import Vaults
from lambdas.domain.accounts.consents import LEAST_LEFT, RENEWAL_TAKES, RENEWED_BEFORE, CalendarAccount, why_it_ended
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.errors import AmoError, NeedsConsent, NotFound, Refused, Retryable
from lambdas.store.calendar_accounts import CalendarAccounts

LOOKS = 20
SECONDS_BETWEEN_LOOKS = 0.5
MAX_HELD = 500
NO_ACCOUNT = "AMO has no consent for this calendar any more: connect it again under Settings."
BUSY = "Another function is renewing this calendar's access; it is tried again."

Held = dict[tuple[str, str], tuple[CalendarAccount, TokenSet]]


@dataclass(frozen=True, slots=True)
class RenewingAccess:
    """The CalendarAccess of the stage (lambdas/calendars/access.py)."""

    accounts: CalendarAccounts
    vaults: Vaults
    oauth: OAuth
    now: Callable[[], datetime]
    sleep: Callable[[float], None] = time.sleep
    _held: Held = field(default_factory=dict, repr=False)

    def access_token(self, user_id: str, connection: CalendarConnection, *, rejected: str = "") -> str:
        """See CalendarAccess."""
        name = (user_id, connection.account_id)
        if name in self._held and self._is_usable(*self._held[name], rejected):
            return self._held[name][1].access_token.get_secret_value()
        account, tokens = self._read(*name)
        if not self._is_usable(account, tokens, rejected):
            account, tokens = self._renewed(account, tokens, rejected)
        self._hold(account, tokens)
        return tokens.access_token.get_secret_value()

    def _is_usable(self, account: CalendarAccount, tokens: TokenSet, rejected: str) -> bool:
        is_rejected = tokens.access_token.get_secret_value() == rejected
        return account.is_good_for(RENEWED_BEFORE, self.now()) and not is_rejected

    def _read(self, user_id: str, account_id: str) -> tuple[CalendarAccount, TokenSet]:
        try:
            account = self.accounts.get(user_id, account_id)
        except NotFound:
            raise NeedsConsent(NO_ACCOUNT) from None
        if account.revoked_at:
            raise NeedsConsent(why_it_ended(account))
        return account, self.vaults.open(account)

    def _renewed(self, account: CalendarAccount, tokens: TokenSet, rejected: str) -> tuple[CalendarAccount, TokenSet]:
        """By us, or by whoever was first: then theirs is waited for, unless the old one is good enough meanwhile."""
        now = self.now()
        if self.accounts.claim_renewal(account, now + RENEWAL_TAKES, now):
            return self._renew(account, tokens)
        if account.is_good_for(LEAST_LEFT, now) and not rejected:
            return account, tokens
        for _ in range(LOOKS):
            found, theirs = self._read(account.user_id, account.account_id)
            if found.obtained_at > account.obtained_at:
                return found, theirs
            self.sleep(SECONDS_BETWEEN_LOOKS)
        raise Retryable(BUSY)

    def _renew(self, account: CalendarAccount, tokens: TokenSet) -> tuple[CalendarAccount, TokenSet]:
        try:
            renewed = self.oauth.renew(account.provider, tokens)
        except NeedsConsent:
            return self._ended(account)
        except AmoError:
            self.accounts.give_up_renewal(account)
            raise
        after = account.model_copy(
            update={
                # After what it replaces, whatever this machine's clock says.
                "obtained_at": max(self.now(), account.obtained_at + timedelta(microseconds=1)),
                "expires_at": renewed.expires_at,
                "ends_at": renewed.ends_at,
                "kept": self._sealed(account, renewed),
            }
        )
        if self.accounts.renew(after):
            return after, renewed
        return self._read(account.user_id, account.account_id)  # somebody's are newer: those stay (fault 15)

    def _sealed(self, account: CalendarAccount, renewed: TokenSet) -> dict[str, str]:
        """Seals renewed tokens. The role may not make secrets: where this one's is gone, so is the consent."""
        try:
            return self.vaults.seal(account.user_id, account.account_id, renewed)
        except Refused:
            self._read(account.user_id, account.account_id)
            raise

    def _ended(self, account: CalendarAccount) -> tuple[CalendarAccount, TokenSet]:
        """Unless the consent was given anew meanwhile, or somebody else has renewed what was read here."""
        at = self.now()
        self.accounts.end(account, at)
        return self._read(account.user_id, account.account_id)

    def _hold(self, account: CalendarAccount, tokens: TokenSet) -> None:
        while len(self._held) >= MAX_HELD:
            self._held.pop(next(iter(self._held)))
        self._held[account.user_id, account.account_id] = (account, tokens)
