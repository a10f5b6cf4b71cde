"""An adapter against its stand-in over loopback, with the real quota over a table in memory."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lambdas.config_files import load_sources_config
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import SourceKind
from lambdas.domain.sources.source_pages import FIRST_PAGE, SourceRow
from lambdas.domain.sources.sourced_record import SourcedRecord
from lambdas.errors import Retryable
from lambdas.outbound.json_http import JsonHttp
from lambdas.source_readings.rows import records_of
from lambdas.sources.adapters import reader_of
from lambdas.sources.base import SourceParts, SourceReader
from lambdas.sources.http import SourceHttp, address_setting
from tests.fakes.sources.base import FakeSource
from tests.fakes.sources.server import FakeSources

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
MAX_PAGES = 1000


@dataclass
class CountedQuota:
    """Lets everything through, and counts; ``closed`` are the pauses services asked for."""

    taken: int = 0
    closed: list[float] = field(default_factory=list)

    def take(self, _account: SourceAccount) -> None:
        self.taken += 1

    def close(self, _account: SourceAccount, seconds: float) -> None:
        self.closed.append(seconds)


@dataclass
class CountedPayments:
    most: int = 3
    taken: int = 0

    def take(self, _account: SourceAccount, _now: datetime) -> None:
        if self.taken == self.most:
            raise Retryable("that was the last one today")
        self.taken += 1


@dataclass
class Trial:
    """One account at one stand-in."""

    server: FakeSources
    account: SourceAccount
    reader: SourceReader
    secret: Mapping[str, str]
    quota: CountedQuota
    payments: CountedPayments

    def read_all(self, now: datetime = NOW) -> tuple[list[SourceRow], list[str], bool]:
        """Every row, every refusal, and whether it was whole."""
        rows: list[SourceRow] = []
        refused: list[str] = []
        cursor: str | None = FIRST_PAGE
        is_whole = True
        for _ in range(MAX_PAGES):
            page = self.reader.page(self.account, self.secret, cursor or "", now)
            rows, refused, is_whole = [*rows, *page.rows], [*refused, *page.refused], is_whole and page.is_whole
            cursor = page.cursor
            if cursor is None:
                return rows, refused, is_whole
        raise AssertionError("the reading does not end")


@contextmanager
def trying(
    kind: SourceKind, fake: FakeSource, *, settings: Mapping[str, str] | None = None, **parts: Any
) -> Iterator[Trial]:
    """``settings`` in place of the stand-in's own; ``parts`` in place of what the adapter is made of."""
    server = FakeSources({kind.value: fake}).start()
    quota, payments = CountedQuota(), CountedPayments()
    http = SourceHttp(lambda url: JsonHttp(url), quota, address_setting)
    made: dict[str, Any] = {"config": load_sources_config(), "paid": payments, "aws": None, "files": None, "http": http}
    account = SourceAccount(
        owner="ada",
        source_id=kind.value,
        kind=kind,
        name=kind.value,
        settings={"address": server.address(kind.value), **fake.settings, **(settings or {})},
        connected_at=NOW,
    )
    try:
        yield Trial(server, account, reader_of(kind, SourceParts(**{**made, **parts})), fake.secret, quota, payments)
    finally:
        server.stop()


def made_of(
    account: SourceAccount, rows: Iterable[SourceRow], now: datetime
) -> tuple[tuple[SourcedRecord, ...], tuple[str, ...]]:
    """The records that rows become, and the refusals."""
    checked = records_of(account, rows, now)
    return checked.records, checked.refused
