"""One source, read by its real adapter from a stand-in over loopback; its tables are in memory, its quota is real."""

import json
import multiprocessing
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Any

from lambdas.config_files import load_sources_config
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import SourceKind
from lambdas.outbound.json_http import JsonHttp
from lambdas.source_readings.read import HELD, SourceReadings
from lambdas.sources.adapters import reader_of
from lambdas.sources.addresses import checked_address
from lambdas.sources.aws_clients import BotocoreClients
from lambdas.sources.base import SourceParts, SourceReader
from lambdas.sources.http import SourceHttp, address_setting
from lambdas.sources.quota import AccountQuota
from lambdas.store.paid_requests import PaidSourceRequests
from tests.fakes.sources.scripted import Killed
from tests.fakes.sources.server import FakeSources
from tests.fakes.stores import FakeRateLimits, FakeRecords, FakeSourceAccounts, FakeSourceRecords
from tests.fakes.table import FakeTable

FakeClass = tuple[str, str]
"""Module and class of a stand-in."""


class Reading:
    """One account over tables of its own; ``beside`` another one it shares quota and clock with, as functions do."""

    def __init__(
        self, kind: SourceKind, stand_in: "StandIn", killed_every: int = 0, beside: "Reading | None" = None
    ) -> None:
        self.began: float = beside.began if beside else time.monotonic()
        self.buckets: FakeRateLimits = beside.buckets if beside else FakeRateLimits()
        self.skipped = timedelta()
        self.own, self.accounts = FakeRecords(), FakeSourceAccounts()
        self.records = FakeSourceRecords(self.own, self.accounts)
        self._secret, self._killed_every, self._requests = stand_in.secret, killed_every, 0
        self._origins = frozenset({stand_in.address.split("/")[2]})
        self._account = SourceAccount(
            owner="ada",
            source_id=kind.value,
            kind=kind,
            name=kind.value,
            settings={**stand_in.settings, "address": stand_in.address},
            connected_at=self.now(),
            next_at=self.now(),
            look_at=self.now(),
        )
        self.accounts.connect(self._account)
        self._reader = self._built(kind)

    @property
    def account(self) -> SourceAccount:
        return self.accounts.get(self._account.owner, self._account.source_id)

    def now(self) -> datetime:
        return stand_in_now() + timedelta(seconds=time.monotonic() - self.began) + self.skipped

    def read(self) -> int:
        """Reads to the end; returns how often it was killed on the way."""
        deaths = 0
        while True:
            try:
                after = self.readings().read("ada", self._account.source_id)
            except Killed:
                deaths += 1
                self.skipped += HELD + timedelta(seconds=1)
                continue
            assert after is not None
            if after.reading is None:
                assert after.is_well, after.problem
                return deaths
            self.skipped += timedelta(seconds=30)  # another invocation

    def differing(self, other: "Reading") -> int:
        mine, theirs = ({key: _without_moment(row) for key, row in one.own.table.rows.items()} for one in (self, other))
        return sum(mine.get(key) != theirs.get(key) for key in mine.keys() | theirs.keys())

    def readings(self) -> SourceReadings:
        secrets: Any = _Secrets(self._secret)
        notices: Any = _Nobody()
        return SourceReadings(
            accounts=self.accounts,
            records=self.records,
            secrets=secrets,
            readers=lambda _kind: self._reader,
            notices=notices,
            config=load_sources_config(),
            now=self.now,
        )

    def _built(self, kind: SourceKind) -> SourceReader:
        config = load_sources_config()
        quota = AccountQuota(self.buckets, config, self.now)

        http = SourceHttp(cache(JsonHttp), quota, self._address)
        files: Any = None
        paid = PaidSourceRequests(FakeTable.named("spend"), config)
        return self._killing(reader_of(kind, SourceParts(http, config, paid, BotocoreClients(_session), files)))

    def _address(self, account: SourceAccount) -> str:
        return checked_address(load_sources_config(), account.kind, address_setting(account), self._origins)

    def _killing(self, reader: SourceReader) -> SourceReader:
        if not self._killed_every:
            return reader
        page = reader.page

        def dying(*given: Any) -> Any:
            self._requests += 1
            if self._requests % self._killed_every == 0:
                raise Killed
            return page(*given)

        killing: SourceReader = _Reader(reader.check, dying)
        return killing


def _session() -> Any:
    from botocore.session import get_session

    made = get_session()
    made.set_credentials("AKIA0000000000000000", "secret-of-the-stage")
    return made


@dataclass(frozen=True, slots=True)
class _Reader:
    check: Any
    page: Any


@dataclass(frozen=True, slots=True)
class _Secrets:
    secret: Mapping[str, str]

    def open(self, _account: SourceAccount) -> Mapping[str, str]:
        return self.secret


class _Nobody:
    def tell_of_trouble(self, *_: object) -> None:
        """Nobody hears of a bench."""


def _without_moment(row: Mapping[str, Any]) -> Any:
    values = {name: value for name, value in row.get("values", {}).items() if name != "as_of"}
    return {**row, "values": values, "closed_at": row.get("closed_at") is not None}


def stand_in_now() -> datetime:
    return datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@dataclass
class StandIn:
    address: str
    settings: Mapping[str, str]
    secret: Mapping[str, str]
    pipe: Any

    def asked(self) -> int:
        self.pipe.send("asked")
        return int(self.pipe.recv())


@contextmanager
def serving(kind: SourceKind, fake: FakeClass, rows: int) -> Iterator[StandIn]:
    """The stand-in in a process of its own: its work is not AMO's."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, kind.value, fake, rows), daemon=True)
    process.start()
    try:
        yield StandIn(**json.loads(ours.recv()), pipe=ours)
        ours.send("end")
    finally:
        process.join(10)


def _serve(told: Any, kind: str, fake: FakeClass, rows: int) -> None:
    made = getattr(import_module(f"tests.fakes.sources.{fake[0]}"), fake[1])(stand_in_now(), rows=rows)
    server = FakeSources({kind: made}).start()
    told.send(
        json.dumps({"address": server.address(kind), "settings": dict(made.settings), "secret": dict(made.secret)})
    )
    while told.recv() != "end":
        told.send(len(server.asked[kind]))
    server.stop()
