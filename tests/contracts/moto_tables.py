"""The stage's tables in moto, with the keys and indexes stacks/tables.py gives them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from moto import mock_aws

from lambdas.aws.table import Table
from stacks.tables import TABLES, TableSpec
from tests.contracts.aws import aws_client

SPECS = {spec.name: spec for spec in TABLES}


@contextmanager
def moto_tables(monkeypatch: pytest.MonkeyPatch, *names: str) -> Iterator[dict[str, Table]]:
    """The tables named, empty, in an account of their own."""
    with mock_aws():
        client = aws_client(monkeypatch, "dynamodb")
        for name in names:
            create_table(client, SPECS[name], name)
        yield {name: Table(client, name) for name in names}


def create_table(client: Any, spec: TableSpec, name: str) -> None:
    keys = [(spec.partition, spec.sort), *((index.partition, index.sort) for index in spec.indexes)]
    parts = sorted({part for key in keys for part in key if part})
    indexes = [
        {"IndexName": index.name, "KeySchema": _schema(index.partition, index.sort), "Projection": _EVERYTHING}
        for index in spec.indexes
    ]
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": part, "AttributeType": "S"} for part in parts],
        KeySchema=_schema(spec.partition, spec.sort),
        **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
    )


_EVERYTHING = {"ProjectionType": "ALL"}


def _schema(partition: str, sort: str | None) -> list[dict[str, str]]:
    pairs = ((partition, "HASH"), (sort, "RANGE"))
    return [{"AttributeName": part, "KeyType": kind} for part, kind in pairs if part]
