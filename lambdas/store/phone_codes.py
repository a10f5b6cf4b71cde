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
SAID = (*PhoneCode.model_fields, "tries")
"""The attributes that are the code's, beside its key and its end."""


@dataclass(frozen=True)
class PhoneCodes:
    """In the users table, beside the profile."""

    table: Table

    def put(self, user_id: str, code: PhoneCode) -> None:
        """The last one sent is the one that counts."""
        self.table.put({**to_row(code), "tries": 0, **expiring(code.expires), **_key(user_id)}, "storing a code")

    def pending(self, user_id: str, now: datetime) -> PhoneCode | None:
        row = self.table.get(_key(user_id), "reading a code")
        return from_row(PhoneCode, row) if row and "proof" in row and not is_expired(row, now) else None

    def use_try(self, user_id: str, now: datetime) -> PhoneCode | None:
        """The code as it was sent, for one comparison; None when there is none, or it was guessed at too often."""
        is_good = Attr("tries").lt(MAX_TRIES) & Attr("expires_at").gt(int(now.timestamp()))
        try:
            row = self.table.update(_key(user_id), Update(add={"tries": 1}), "trying a code", is_good)
        except Conflict:
            return None
        return from_row(PhoneCode, row)

    def forget(self, user_id: str) -> None:
        """Leaves a key that expires: whoever confirms numbers may delete no row of a person."""
        try:
            self.table.update(_key(user_id), Update(remove=SAID), "forgetting a code", Attr("tries").exists())
        except Conflict:
            return


def _key(user_id: str) -> Key:
    return {"user_id": user_id, "item": ITEM}
