"""The table ``records``: what a user keeps about money, initiatives, incidents, people and decisions."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Table, Write
from lambdas.domain.context.kinds.sheets import sheet_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.records import Record
from lambdas.errors import Conflict, NotFound
from lambdas.store.rows import expiring, from_row, is_expired, to_row

KEPT = timedelta(hours=1)
NO_RECORD = "There is no such record."


@dataclass(frozen=True)
class Records:
    """Keyed by ``user_id`` and ``record_key`` (``<kind>#<record_id>``): nobody reads another user's."""

    table: Table
    sleep: Callable[[float], None] = time.sleep

    def of_kind(self, user_id: str, kind: RecordKind) -> list[Record]:
        """All of them, in the order of their ids."""
        theirs = Attr("user_id").eq(user_id) & Attr("record_key").begins_with(f"{kind}#")
        return [from_row(sheet_of(kind).model, row) for row in self.table.query(theirs, "reading records")]

    def get(self, user_id: str, kind: RecordKind, record_id: str) -> Record:
        """Raises NotFound."""
        row = self.table.get(_key(user_id, kind, record_id), "reading a record")
        if row is None:
            raise NotFound(NO_RECORD)
        return from_row(sheet_of(kind).model, row)

    def put_all(self, user_id: str, records: Sequence[Record]) -> None:
        """Stores or replaces each. Raises Retryable; what was already written stays, and may be written again."""
        rows = [{**to_row(record), **_key(user_id, record.kind, record.record_id)} for record in records]
        self.table.put_all(rows, "storing records", self.sleep)

    def replaced(self, user_id: str, record: Record, seen: Record | None) -> Write:
        """Returns the write that stores it, of a transaction; refused where ``seen`` is no longer what is stored.

        With ``seen`` None it is new, and refused where its id is taken.
        """
        row = {**to_row(record), **_key(user_id, record.kind, record.record_id)}
        if seen is None:
            return self.table.put_write(row, Attr("record_key").not_exists())
        before = to_row(seen)
        unchanged = Attr("as_of").eq(before["as_of"]) & Attr("status").eq(before.get("status"))
        return self.table.put_write(row, unchanged)

    def delete(self, user_id: str, kind: RecordKind, record_id: str) -> None:
        """Raises NotFound where there was nothing to delete."""
        if self.table.delete(_key(user_id, kind, record_id), "deleting a record") is None:
            raise NotFound(NO_RECORD)

    def discard(self, user_id: str, kind: RecordKind, record_id: str, now: datetime) -> None:
        """Deletes it, and can restore it for an hour. Raises NotFound where there was nothing to delete."""
        row = self.table.get(_key(user_id, kind, record_id), "reading a record")
        if row is None:
            raise NotFound(NO_RECORD)
        kept = {**row, **_discarded_key(user_id, kind, record_id), **expiring(now + KEPT)}
        self.table.put(kept, "keeping a deleted record for a while")
        self.table.delete(_key(user_id, kind, record_id), "deleting a record")

    def restore(self, user_id: str, kind: RecordKind, record_id: str, now: datetime) -> None:
        """A discarded record is back as it was; nothing happens to one that is there.

        Raises NotFound where it was not discarded, or too long ago.
        """
        discarded, key = _discarded_key(user_id, kind, record_id), _key(user_id, kind, record_id)
        row = self.table.get(discarded, "reading a deleted record")
        if row is None or is_expired(row, now):
            self.get(user_id, kind, record_id)
            return
        back = {**{name: value for name, value in row.items() if name != "expires_at"}, **key}
        with suppress(Conflict):  # one of that name was added since, and stays
            self.table.put(back, "restoring a record", Attr("record_key").not_exists())
        self.table.delete(discarded, "forgetting a deleted record")


def _discarded_key(user_id: str, kind: RecordKind, record_id: str) -> Key:
    """Out of the way of every query: no kind's name begins so."""
    return {"user_id": user_id, "record_key": f"discarded#{kind}#{record_id}"}


def _key(user_id: str, kind: RecordKind, record_id: str) -> Key:
    return {"user_id": user_id, "record_key": f"{kind}#{record_id}"}
