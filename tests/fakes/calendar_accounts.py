"""The table of connected accounts as a dictionary; the same behaviour as store/calendar_accounts.py."""

from collections.abc import Mapping
from datetime import datetime

from lambdas.domain.accounts.consents import CalendarAccount
from lambdas.errors import NotFound

Name = tuple[str, str]


class FakeCalendarAccounts:
    def __init__(self) -> None:
        self.rows: dict[Name, CalendarAccount] = {}
        self.claims: dict[Name, datetime] = {}
        self.reads = 0

    def get(self, user_id: str, account_id: str) -> CalendarAccount:
        self.reads += 1
        if (user_id, account_id) not in self.rows:
            raise NotFound("There is no such account.")
        return self.rows[user_id, account_id]

    def of_user(self, user_id: str) -> tuple[CalendarAccount, ...]:
        return tuple(row for (owner, _), row in sorted(self.rows.items()) if owner == user_id)

    def put(self, account: CalendarAccount) -> bool:
        known = self.rows.get(_name(account))
        if known and known.obtained_at >= account.obtained_at:
            return False
        self.rows[_name(account)] = account
        self.claims.pop(_name(account), None)
        return True

    def renew(self, account: CalendarAccount) -> bool:
        return _name(account) in self.rows and self.put(account)

    def claim_renewal(self, seen: CalendarAccount, until: datetime, now: datetime) -> bool:
        claimed = self.claims.get(_name(seen))
        if not self._is_current(seen) or (claimed and claimed >= now):
            return False
        self.claims[_name(seen)] = until
        return True

    def give_up_renewal(self, seen: CalendarAccount) -> None:
        if self._is_current(seen):
            self.claims.pop(_name(seen), None)

    def end(self, seen: CalendarAccount, now: datetime) -> bool:
        if not self._is_current(seen) or self.rows[_name(seen)].revoked_at:
            return False
        self.rows[_name(seen)] = self.rows[_name(seen)].model_copy(update={"revoked_at": now})
        return True

    def move(self, seen: CalendarAccount, kept: Mapping[str, str]) -> bool:
        if not self._is_current(seen):
            return False
        self.rows[_name(seen)] = self.rows[_name(seen)].model_copy(update={"kept": dict(kept)})
        return True

    def delete(self, user_id: str, account_id: str) -> None:
        self.rows.pop((user_id, account_id), None)

    def _is_current(self, seen: CalendarAccount) -> bool:
        known = self.rows.get(_name(seen))
        return known is not None and known.obtained_at == seen.obtained_at


def _name(account: CalendarAccount) -> Name:
    return account.user_id, account.account_id
