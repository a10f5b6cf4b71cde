"""An adapter of a pushed source against the messages of its stand-in, without the feature that stores them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.source_pages import SourceChange
from lambdas.domain.sources.sourced_record import SourcedRecord
from lambdas.sources.base import Secret, SourcePush
from tests.fakes.sources.pushed import PushedMessage
from tests.unit.sources.harness import made_of

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def an_account(kind: SourceKind) -> SourceAccount:
    return SourceAccount(owner="ada", source_id=kind.value, kind=kind, name=kind.value, connected_at=NOW)


class Told:
    """What a source's messages come to, by external id; ``closed`` of those that are gone."""

    def __init__(self, kind: SourceKind, push: SourcePush, secret: Secret) -> None:
        self.account, self.push, self.secret = an_account(kind), push, secret
        self.records: dict[str, SourcedRecord] = {}
        self.closed: set[str] = set()

    def tell(self, *messages: PushedMessage, now: datetime = NOW) -> SourceChange:
        """The last message's change."""
        change = SourceChange()
        for message in messages:
            change = self.push.change(self.account, self.secret, message.headers, message.body, now)
            rows = [*change.rows, *(one.after(self.records.get(one.external_id)) for one in change.revisions)]
            records, refused = made_of(self.account, [row for row in rows if row], now)
            assert not refused
            self.records |= {one.external_id: one for one in records}
            self.closed = self.closed - self.records.keys() | {external_id for _, external_id in change.closed}
            for external_id in self.closed:
                self.records.pop(external_id, None)
        return change

    def told(self, messages: Iterable[PushedMessage]) -> "Told":
        self.tell(*messages)
        return self

    def values(self, external_id: object) -> dict[str, object]:
        record = self.records[str(external_id)]
        assert record.kind is RecordKind.STAFFING
        return record.values
