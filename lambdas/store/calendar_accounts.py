"""The table of accounts whose calendars people let AMO read: one row each; the newest tokens always win (fault 15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.conditions import Attr, Condition
from lambdas.aws.table import Key, Table, Update
from lambdas.domain.accounts.consents import CalendarAccount
from lambdas.domain.kernel.instants import to_utc
from lambdas.errors import Conflict, NotFound
from lambdas.store.rows import from_row, to_row


@dataclass(frozen=True)
class CalendarAccounts:
    table: Table

    def get(self, user_id: str, account_id: str) -> CalendarAccount:
        """Raises NotFound, also for somebody else's."""
        row = self.table.get(_key(user_id, account_id), "reading a connected account")
        if row is None:
            raise NotFound("There is no such account.")
        return from_row(CalendarAccount, row)

    def of_user(self, user_id: str) -> tuple[CalendarAccount, ...]:
        rows = self.table.query(Attr("user_id").eq(user_id), "listing the connected accounts")
        return tuple(from_row(CalendarAccount, row) for row in rows)

    def put(self, account: CalendarAccount) -> bool:
        """Stores a consent, unless what is stored was obtained later. Returns whether it was stored."""
        return self._put(account, Attr("user_id").not_exists() | _is_older_than(account))

    def renew(self, account: CalendarAccount) -> bool:
        """As put, but never brings back an account that its owner has disconnected meanwhile."""
        return self._put(account, _is_older_than(account))

    def claim_renewal(self, seen: CalendarAccount, until: datetime, now: datetime) -> bool:
        """Of all who find the same tokens in need of renewal one is told True, until a time."""
        is_free = Attr("renewing_until").not_exists() | Attr("renewing_until").lt(_order(now))
        return self._update(seen, Update(set={"renewing_until": _order(until)}), is_free)

    def give_up_renewal(self, seen: CalendarAccount) -> None:
        """The next one may try at once."""
        self._update(seen, Update(remove=["renewing_until"]))

    def end(self, seen: CalendarAccount, now: datetime) -> bool:
        """The consent is over; False where somebody has newer tokens, or said so before."""
        return self._update(seen, Update(set={"revoked_at": to_utc(now).isoformat()}), Attr("revoked_at").eq(None))

    def move(self, seen: CalendarAccount, kept: Mapping[str, str]) -> bool:
        """Its tokens lie elsewhere now; False where they were renewed meanwhile."""
        return self._update(seen, Update(set={"kept": kept}))

    def delete(self, user_id: str, account_id: str) -> None:
        self.table.delete(_key(user_id, account_id), "removing a connected account")

    def _put(self, account: CalendarAccount, condition: Condition) -> bool:
        row = {**to_row(account), "renewed": _order(account.obtained_at)}
        try:
            self.table.put(row, "storing a connected account", condition)
        except Conflict:
            return False
        return True

    def _update(self, seen: CalendarAccount, change: Update, also: Condition | None = None) -> bool:
        """Only while the tokens are those ``seen``."""
        is_same = Attr("renewed").eq(_order(seen.obtained_at))
        key = _key(seen.user_id, seen.account_id)
        try:
            self.table.update(key, change, "noting a renewal", is_same & also if also else is_same)
        except Conflict:
            return False
        return True


def _is_older_than(account: CalendarAccount) -> Condition:
    return Attr("renewed").lt(_order(account.obtained_at))


def _key(user_id: str, account_id: str) -> Key:
    return {"user_id": user_id, "account_id": account_id}


def _order(moment: datetime) -> int:
    """In microseconds: two renewals within a second are told apart."""
    return int(moment.timestamp() * 1_000_000)
