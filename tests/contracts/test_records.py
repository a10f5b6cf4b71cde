"""What every store of records does; run against the table (moto) and against the fake used elsewhere."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from moto import mock_aws

from lambdas.domain.records.records import Record, RecordKind, record_of
from lambdas.errors import NotFound, Retryable
from lambdas.store.records import Records
from tests.fakes.records import FakeRecords

TABLE = "amo-records"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def table_client(monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    client = boto3.client("dynamodb", region_name="eu-central-1")
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("user_id", "record_key")],
        KeySchema=[
            {"AttributeName": "user_id", "KeyType": "HASH"},
            {"AttributeName": "record_key", "KeyType": "RANGE"},
        ],
    )
    return client


@pytest.fixture(params=["table", "fake"])
def records(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records | FakeRecords]:
    if request.param == "fake":
        yield FakeRecords()
        return
    with mock_aws():
        yield Records(table_client(monkeypatch), TABLE)


def rock(name: str, progress: int = 10) -> Record:
    return record_of(RecordKind.BIG_ROCKS, {"name": name, "progress": progress, "blockers": "Zugang fehlt"}, UTC, NOW)


def incident() -> Record:
    values = {
        "record_id": "INC-1",
        "severity": "sev1",
        "title": "Checkout errors",
        "opened_at": "2026-11-18T09:12:00Z",
        "follow_ups": [{"what": "Add an alert", "owner": "Dana", "due": "2026-11-19"}],
    }
    return record_of(RecordKind.INCIDENTS, values, UTC, NOW)


def test_a_record_comes_back_as_it_was_stored(records: Records) -> None:
    line = {"line": "Compute", "period": "2026-11", "planned": "40,000", "actual": "45,200.50", "currency": "usd"}
    for record in (rock("Search"), incident(), record_of(RecordKind.BUDGET, line, UTC, NOW)):
        records.put_all("u1", [record])
        assert records.get("u1", record.kind, record.record_id) == record
        assert records.of_kind("u1", record.kind) == [record]


def test_storing_the_same_id_again_replaces(records: Records) -> None:
    records.put_all("u1", [rock("Search", 10)])
    records.put_all("u1", [rock("Search", 40)])
    assert [record.progress for record in records.of_kind("u1", RecordKind.BIG_ROCKS)] == [40]


def test_two_hundred_records_are_all_kept_in_the_order_of_their_ids(records: Records) -> None:
    rocks = [rock(f"Rock {number:03d}") for number in range(200)]
    records.put_all("u1", rocks)
    assert records.of_kind("u1", RecordKind.BIG_ROCKS) == rocks


def test_kinds_and_users_are_kept_apart(records: Records) -> None:
    records.put_all("u1", [rock("Search")])
    assert records.of_kind("u1", RecordKind.BUDGET) == []
    assert records.of_kind("u2", RecordKind.BIG_ROCKS) == []
    with pytest.raises(NotFound):
        records.get("u2", RecordKind.BIG_ROCKS, "search")


def test_a_deleted_record_is_gone_and_deleting_it_again_says_so(records: Records) -> None:
    records.put_all("u1", [rock("Search")])
    records.delete("u1", RecordKind.BIG_ROCKS, "search")
    assert records.of_kind("u1", RecordKind.BIG_ROCKS) == []
    with pytest.raises(NotFound):
        records.delete("u1", RecordKind.BIG_ROCKS, "search")


class Forgetful:
    """A client that leaves part of every batch unprocessed, a given number of times."""

    def __init__(self, client: Any, times: int) -> None:
        self._client = client
        self.times = times

    def batch_write_item(self, RequestItems: dict[str, list[Any]]) -> dict[str, Any]:  # noqa: N803 - botocore's name
        if self.times == 0:
            return dict(self._client.batch_write_item(RequestItems=RequestItems))
        self.times -= 1
        taken, left = RequestItems[TABLE][:1], RequestItems[TABLE][1:]
        self._client.batch_write_item(RequestItems={TABLE: taken})
        return {"UnprocessedItems": {TABLE: left} if left else {}}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


@mock_aws
def test_fault_84_unprocessed_items_are_written_again_and_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    records = Records(Forgetful(table_client(monkeypatch), times=3), TABLE, waits.append)
    rocks = [rock(f"Rock {number:02d}") for number in range(30)]
    records.put_all("u1", rocks)
    assert records.of_kind("u1", RecordKind.BIG_ROCKS) == rocks
    assert len(waits) == 3
    assert sum(waits) < 5


@mock_aws
def test_fault_84_a_table_that_never_takes_them_all_is_given_up_with_a_clear_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    records = Records(Forgetful(table_client(monkeypatch), times=1000), TABLE, lambda _: None)
    with pytest.raises(Retryable, match="did not take 19 of 25 rows"):
        records.put_all("u1", [rock(f"Rock {number:02d}") for number in range(25)])
