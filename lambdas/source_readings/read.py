"""Reads one source to its end, page by page: whatever ends it, the next reading goes on where it was left off.

A page's records are stored before the page is noted, and it is noted before the cursor moves on. So a page that was
left half-way is read once more, and the records come out the same.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws import metrics
from lambdas.credentials.source_secrets import SourceSecrets
from lambdas.domain.sources.account import SourceAccount, SourceStatus
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.outcomes import Trouble, after_page, begun, completed, interrupted
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.domain.sources.sourced_record import SourcedRecord
from lambdas.errors import AmoError, Conflict, NeedsConsent, Refused, Retryable
from lambdas.source_readings.notices import SourceNotices
from lambdas.source_readings.rows import is_news, records_of
from lambdas.sources.base import Secret, SourceReader
from lambdas.store.source_accounts import SourceAccounts
from lambdas.store.source_records import SourceRecords, key_of

log = logging.getLogger(__name__)

HELD = timedelta(minutes=3)
"""A reading that was killed keeps the others away for this long."""
MAX_PAGES = 2000
ENDLESS = "It has more pages than AMO reads of one source."

Readers = Callable[[SourceKind], SourceReader]


@dataclass(frozen=True, slots=True)
class SourceReadings:
    accounts: SourceAccounts
    records: SourceRecords
    secrets: SourceSecrets
    readers: Readers
    notices: SourceNotices
    config: SourcesConfig
    now: Callable[[], datetime]

    def read(self, owner: str, source_id: str, may_continue: Callable[[], bool] = lambda: True) -> SourceAccount | None:
        """Returns how the account stands then; None where somebody else is reading it, or it is gone.

        Asked before each page; where it says no, the reading goes on at once with the next one. What goes wrong is
        noted with the account and raised by nothing: the sweep comes back to it.
        """
        now = self.now()
        account = self.accounts.claim(owner, source_id, now, now + HELD)
        if account is None:
            return None
        try:
            after: SourceAccount | None = self._read(begun(account, now), may_continue)
        except Conflict:  # disconnected, or connected anew
            return None
        except AmoError as error:
            after = self._interrupted(owner, source_id, error)
        if after:
            self.notices.tell_of_trouble(after, self.now())
        return after

    def _read(self, account: SourceAccount, may_continue: Callable[[], bool]) -> SourceAccount:
        secret = self.secrets.open(account)
        reader, stored = self.readers(account.kind), self.records.of_source(account)
        reading = account.reading
        while reading and reading.page < MAX_PAGES:
            if not may_continue():
                return self._saved(account.model_copy(update={"look_at": self.now()}))
            account, is_last = self._page(account, reader, secret, stored)
            if is_last:
                return self._completed(account, stored)
            reading = account.reading
        raise Refused(ENDLESS)

    def _page(
        self, account: SourceAccount, reader: SourceReader, secret: Secret, stored: dict[str, SourcedRecord]
    ) -> tuple[SourceAccount, bool]:
        reading, now = account.reading, self.now()
        if reading is None:
            raise Conflict("no reading is under way")
        page = reader.page(account, secret, reading.cursor, now)
        checked = records_of(account, page.rows, now)
        changed = [one for one in checked.records if is_news(one, stored.get(key_of(one)), checked.undated)]
        self.records.put_all(account.owner, changed)
        stored |= {key_of(one): one for one in changed}
        self.accounts.note_page(account, reading.page, [*map(key_of, checked.records), *checked.refused_keys], now)
        after = after_page(account, page, len(checked.records), (*page.refused, *checked.refused))
        self.accounts.save(after, now + HELD)
        return after, page.cursor is None

    def _completed(self, account: SourceAccount, stored: Mapping[str, SourcedRecord]) -> SourceAccount:
        now = self.now()
        if account.reading and account.reading.is_whole:
            self._close_unseen(account, stored, now)
        every = timedelta(minutes=self.config.kinds[account.kind].every_minutes)
        metrics.count("SourceRowsRead", account.reading.rows if account.reading else 0)
        return self._saved(completed(account, every, now))

    def _close_unseen(self, account: SourceAccount, stored: Mapping[str, SourcedRecord], now: datetime) -> None:
        seen = self.accounts.noted_pages(account, now)
        gone = [one for key, one in stored.items() if key not in seen and not one.closed_at]
        closed_at = now.replace(microsecond=0)
        self.records.put_all(account.owner, [one.model_copy(update={"closed_at": closed_at}) for one in gone])

    def _interrupted(self, owner: str, source_id: str, error: AmoError) -> SourceAccount | None:
        account = self.accounts.get(owner, source_id)
        log.warning("a source of kind %s could not be read: %s", account.kind, type(error).__name__)
        metrics.count("SourcesFailed")
        try:
            return self._saved(interrupted(account, trouble_of(error), self.now()))
        except Conflict:
            return None

    def _saved(self, account: SourceAccount) -> SourceAccount:
        self.accounts.save(account, None)
        return account


def trouble_of(error: AmoError) -> Trouble:
    if isinstance(error, NeedsConsent):
        return Trouble(SourceStatus.RECONNECT, str(error))
    if isinstance(error, Retryable) and error.after is not None:
        return Trouble(SourceStatus.THROTTLED, str(error), error.after)
    return Trouble(SourceStatus.UNREACHABLE if isinstance(error, Retryable) else SourceStatus.REFUSED, str(error))
