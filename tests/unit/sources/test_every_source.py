"""Each kind of source has a stand-in that ``./amo up --sources-fake`` can connect, and that can be read to its end."""

import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from lambdas.config_files import load_sources_config
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import ADDRESS, SPECS, SourceKind
from lambdas.domain.sources.source_pages import FIRST_PAGE, SourceRow
from lambdas.outbound.json_http import JsonHttp
from lambdas.source_readings.connect import EXTERNAL_ID
from lambdas.source_readings.rows import records_of
from lambdas.sources.adapters import reader_of
from lambdas.sources.aws_clients import BotocoreClients
from lambdas.sources.base import SourceParts
from lambdas.sources.http import SourceHttp, address_setting
from tests.fakes.sources.every_source import AT_AN_ADDRESS, ConnectableSources, every_source
from tests.unit.sources.harness import CountedPayments, CountedQuota

MAX_PAGES = 50


@pytest.fixture(scope="module")
def fakes() -> Iterator[ConnectableSources]:
    server = ConnectableSources(every_source(datetime.now(UTC))).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def connections(fakes: ConnectableSources) -> dict[str, Any]:
    with urllib.request.urlopen(f"{fakes.base}/connections") as answer:
        return {one["kind"]: one for one in json.loads(answer.read())}


def with_credentials() -> Any:
    """The function's own, as Lambda gives them."""
    from botocore.session import get_session

    session = get_session()
    session.set_credentials("AKIAEXAMPLE", "secret")
    return session


def account_of(kind: SourceKind, values: dict[str, str]) -> SourceAccount:
    named = {field.name for field in SPECS[kind].settings} | {ADDRESS, EXTERNAL_ID}
    settings = {name: value for name, value in values.items() if name in named}
    now = datetime.now(UTC)
    return SourceAccount(
        owner="ada", source_id=kind.value, kind=kind, name=kind.value, settings=settings, connected_at=now
    )


@pytest.mark.parametrize("kind", SourceKind)
def test_each_says_what_connecting_it_takes_and_has_something_to_tell(
    kind: SourceKind, connections: dict[str, Any]
) -> None:
    given = connections[kind]
    fields = {field.name: field for field in SPECS[kind].fields}
    assert set(given["values"]) <= fields.keys() | {ADDRESS}
    assert {name for name, field in fields.items() if field.is_required} <= given["values"].keys()
    assert kind in AT_AN_ADDRESS or given["messages"] or given["file"]


@pytest.mark.parametrize("kind", sorted(AT_AN_ADDRESS))
def test_each_that_is_asked_is_read_to_its_end(
    kind: SourceKind, fakes: ConnectableSources, connections: dict[str, Any]
) -> None:
    values = {**connections[kind]["values"]}
    if kind is SourceKind.AWS_COSTS:
        values[EXTERNAL_ID] = "made-by-amo"
        trust = json.dumps({"kind": kind, EXTERNAL_ID: values[EXTERNAL_ID]}).encode()
        urllib.request.urlopen(urllib.request.Request(f"{fakes.base}/trust", trust, method="POST")).close()
    account, now = account_of(kind, values), datetime.now(UTC)
    http = SourceHttp(lambda url: JsonHttp(url), CountedQuota(), address_setting)
    parts: dict[str, Any] = {"config": load_sources_config(), "paid": CountedPayments(), "http": http, "files": None}
    reader = reader_of(kind, SourceParts(**parts, aws=BotocoreClients(with_credentials)))
    assert reader.check(account, values, now)
    rows: list[SourceRow] = []
    cursor: str | None = FIRST_PAGE
    for _ in range(MAX_PAGES):
        page = reader.page(account, values, cursor or "", now)
        assert page.refused == ()
        rows += page.rows
        cursor = page.cursor
        if cursor is None:
            break
    checked = records_of(account, rows, now)
    records, refused = checked.records, checked.refused
    assert (cursor, refused) == (None, ())
    assert len(records) >= 3
