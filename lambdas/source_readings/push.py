"""Takes what sources tell by themselves: each message is proven, read, and stored once, however often it comes.

A message that is older than what is stored changes nothing, and one that says nothing new is not stored again. Two at
once for one record do not undo each other: the later one is read again on top of the other.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws import metrics
from lambdas.credentials.source_secrets import SourceSecrets
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.message_outcomes import (
    NOTED_OF_MESSAGE,
    NOTED_OF_PROBLEM,
    NOTED_OF_UNREADABLE,
    after_message,
    after_unproven,
    after_unreadable,
    looked_at_again,
)
from lambdas.domain.sources.source_pages import SourceChange, SourceRevision, SourceRow
from lambdas.domain.sources.sourced_record import SourcedRecord, record_id_of
from lambdas.errors import Conflict, NeedsConsent, Refused, Retryable
from lambdas.source_readings.notices import SourceNotices
from lambdas.source_readings.rows import is_news, records_of
from lambdas.sources.base import Secret, SourcePush
from lambdas.store.source_accounts import SourceAccounts
from lambdas.store.source_records import SourceRecords

log = logging.getLogger(__name__)

MAX_TRIES = 5
"""Of one record, where somebody else stores it in between."""
READ_APART = timedelta(minutes=5)
"""However often a source says that something changed, it is read no more often."""
BUSY = "Several messages about one record came at once; send it again."
LOCKED = "The key of the source cannot be opened; send it again."


@dataclass(frozen=True, slots=True)
class SourcePushes:
    accounts: SourceAccounts
    records: SourceRecords
    secrets: SourceSecrets
    pushes: Callable[[SourceKind], SourcePush]
    notices: SourceNotices
    now: Callable[[], datetime]

    def must_know(self, token: str) -> None:
        """Raises NotFound for an address nobody has."""
        self.accounts.of_hook(digest(token))

    def take(self, token: str, headers: Mapping[str, str], body: bytes) -> None:
        """``token`` is what stands in the address, ``headers`` in lower case.

        Raises NotFound for an address nobody has, NeedsConsent for a message that is not proven, Refused for one that
        is and that nobody can read, Retryable where it is to be sent again.
        """
        account = self.accounts.of_hook(digest(token))
        secret, push, now = self._secret(account), self.pushes(account.kind), self.now()
        try:
            change = push.change(account, secret, headers, body, now)
        except NeedsConsent as error:
            self._note_unproven(account, error, now)
            raise
        except Refused as error:
            self._note_unreadable(account, error)
            raise
        if change.look_again:
            self._look_again(account, now)
        if account.spec.is_read:
            return
        more, refused = self._store(account, change, now)
        metrics.count("SourceMessagesTaken")
        self._note(after_message(account, now, more, refused), NOTED_OF_MESSAGE)

    def _secret(self, account: SourceAccount) -> Secret:
        try:
            return self.secrets.open(account)
        except Refused:
            raise Retryable(LOCKED) from None

    def _store(self, account: SourceAccount, change: SourceChange, now: datetime) -> tuple[int, tuple[str, ...]]:
        """Returns how many more open records there are then, and the rows that were refused."""
        more, refused = 0, list[str]()
        for one in (*(_as_revision(row) for row in change.rows), *change.revisions):
            added, wrong = self._revise(account, one, now)
            more, refused = more + added, [*refused, *wrong]
        more -= sum(self._close(account, kind, external_id, now) for kind, external_id in change.closed)
        return more, tuple(refused)

    def _revise(self, account: SourceAccount, revision: SourceRevision, now: datetime) -> tuple[int, tuple[str, ...]]:
        for before in self._tries(account, revision.kind, revision.external_id):
            row = revision.after(before)
            checked = records_of(account, [row] if row else [], now)
            after = next(iter(checked.records), None)
            if after is None or is_overtaken(after, before) or not is_news(after, before, checked.undated):
                return 0, checked.refused
            if self._is_stored(account, before, after):
                return int(before is None or before.closed_at is not None), checked.refused
        raise Retryable(BUSY)

    def _close(self, account: SourceAccount, kind: RecordKind, external_id: str, now: datetime) -> bool:
        """Says whether it was open."""
        for before in self._tries(account, kind, external_id):
            if before is None or before.closed_at:
                return False
            if self._is_stored(account, before, before.model_copy(update={"closed_at": now.replace(microsecond=0)})):
                return True
        raise Retryable(BUSY)

    def _tries(self, account: SourceAccount, kind: RecordKind, external_id: str) -> Iterator[SourcedRecord | None]:
        record_id = record_id_of(account.source_id, external_id)
        for _ in range(MAX_TRIES):
            yield self.records.find(account.owner, kind, record_id)

    def _is_stored(self, account: SourceAccount, before: SourcedRecord | None, after: SourcedRecord) -> bool:
        try:
            self.records.replace(account.owner, before, after)
        except Conflict:
            return False
        return True

    def _look_again(self, account: SourceAccount, now: datetime) -> None:
        at = max(now, account.read_at + READ_APART) if account.read_at else now
        if account.next_at is None or at < account.next_at:
            self._note(looked_at_again(account, at), ("next_at", "look_at"))

    def _note_unproven(self, account: SourceAccount, error: NeedsConsent, now: datetime) -> None:
        """One that is read shows by its readings how it stands."""
        metrics.count("SourceMessagesUnproven")
        log.warning("a message for a source of kind %s is not proven", account.kind)
        if account.spec.is_read:
            return
        noted = after_unproven(account, str(error), now)
        if noted:
            self._note(noted, NOTED_OF_PROBLEM)
        self.notices.tell_of_trouble(noted or account, now)

    def _note_unreadable(self, account: SourceAccount, error: Refused) -> None:
        metrics.count("SourceMessagesRefused")
        log.warning("a message for a source of kind %s cannot be read", account.kind)
        if not account.spec.is_read:
            self._note(after_unreadable(account, str(error)), NOTED_OF_UNREADABLE)

    def _note(self, account: SourceAccount, names: tuple[str, ...]) -> None:
        try:
            self.accounts.note(account, names)
        except Conflict:
            log.warning("a source of kind %s was disconnected while it told something", account.kind)


def is_overtaken(record: SourcedRecord, before: SourcedRecord | None) -> bool:
    """Says whether it is older than what is stored, or than its end: messages overtake each other."""
    if before is None:
        return False
    return record.record.as_of < max(before.record.as_of, before.closed_at or before.record.as_of)


def _as_revision(row: SourceRow) -> SourceRevision:
    return SourceRevision(row.kind, row.external_id, lambda _stored: row)
