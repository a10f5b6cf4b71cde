"""Codes sent to phone numbers that are being confirmed: one a person, few tries, a few minutes."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Table, Update
from lambdas.domain.accounts.codes import MAX_TRIES
from lambdas.domain.accounts.phones import PhoneCode
from lambdas.errors import Conflict
from lambdas.store.rows import expiring, from_row, is_expired, to_row

ITEM = "phone-code"


@dataclass(frozen=True)
class PhoneCodes:
    """In the users table, beside the profile."""

    table: Table

    def put(self, user_id: str, code: PhoneCode) -> None:
        """The last one sent is the one that counts."""
        self.table.put({**to_row(code), "tries": 0, **expiring(code.expires), **_key(user_id)}, "storing a code")

    def pending(self, user_id: str, now: datetime) -> PhoneCode | None:
        row = self.table.get(_key(user_id), "reading a code")
        return from_row(PhoneCode, row) if row and not is_expired(row, now) else None

    def use_try(self, user_id: str, now: datetime) -> PhoneCode | None:
        """The code as it was sent, for one comparison; None when there is none, or it was guessed at too often."""
        is_good = Attr("tries").lt(MAX_TRIES) & Attr("expires_at").gt(int(now.timestamp()))
        try:
            row = self.table.update(_key(user_id), Update(add={"tries": 1}), "trying a code", is_good)
        except Conflict:
            return None
        return from_row(PhoneCode, row)

    def forget(self, user_id: str) -> None:
        self.table.delete(_key(user_id), "forgetting a code")


def _key(user_id: str) -> Key:
    return {"user_id": user_id, "item": ITEM}
