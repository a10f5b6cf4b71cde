"""The table ``records``: what a user keeps about money, initiatives, incidents, people and decisions."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Table
from lambdas.domain.context.kinds.sheets import sheet_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.records import Record
from lambdas.errors import NotFound
from lambdas.store.rows import from_row, to_row


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
            raise NotFound("There is no such record.")
        return from_row(sheet_of(kind).model, row)

    def put_all(self, user_id: str, records: Sequence[Record]) -> None:
        """Stores or replaces each. Raises Retryable; what was already written stays, and may be written again."""
        rows = [{**to_row(record), **_key(user_id, record.kind, record.record_id)} for record in records]
        self.table.put_all(rows, "storing records", self.sleep)

    def delete(self, user_id: str, kind: RecordKind, record_id: str) -> None:
        """Raises NotFound where there was nothing to delete."""
        if self.table.delete(_key(user_id, kind, record_id), "deleting a record") is None:
            raise NotFound("There is no such record.")


def _key(user_id: str, kind: RecordKind, record_id: str) -> Key:
    return {"user_id": user_id, "record_key": f"{kind}#{record_id}"}
