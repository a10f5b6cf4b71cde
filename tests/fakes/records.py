"""Records kept in memory; passes the same contract as the real table (tests/contracts/test_records.py)."""

from collections.abc import Sequence

from lambdas.domain.records.records import Record, RecordKind
from lambdas.errors import NotFound


class FakeRecords:
    def __init__(self) -> None:
        self.stored: dict[tuple[str, str, str], Record] = {}

    def of_kind(self, user_id: str, kind: RecordKind) -> list[Record]:
        return [self.stored[key] for key in sorted(self.stored) if key[:2] == (user_id, kind)]

    def get(self, user_id: str, kind: RecordKind, record_id: str) -> Record:
        try:
            return self.stored[user_id, kind, record_id]
        except KeyError:
            raise NotFound("There is no such record.") from None

    def put_all(self, user_id: str, records: Sequence[Record]) -> None:
        for record in records:
            self.stored[user_id, record.kind, record.record_id] = record

    def delete(self, user_id: str, kind: RecordKind, record_id: str) -> None:
        if self.stored.pop((user_id, kind, record_id), None) is None:
            raise NotFound("There is no such record.")
