"""The users and meetings tables in moto, with their indexes as stacks/data.py makes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from moto import mock_aws

from tests.contracts.aws import aws_client

INDEXES = {
    "users": {"active_users": ("active_shard", "user_id")},
    "meetings": {
        "user_start": ("user_id", "start"),
        "series_start": ("series_key", "start"),
        "attention": ("attention_shard", "attention_at"),
    },
}
KEYS = {"users": ("user_id", "item"), "meetings": ("meeting_id",)}


@contextmanager
def stage_table(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[Any]:
    """Yields a DynamoDB client that sees an empty table called ``name``."""
    with mock_aws():
        client = aws_client(monkeypatch, "dynamodb")
        create_table(client, name)
        yield client


def create_table(client: Any, name: str) -> None:
    keys = (KEYS[name], *INDEXES[name].values())
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": part, "AttributeType": "S"} for part in {part for key in keys for part in key}
        ],
        KeySchema=_schema(KEYS[name]),
        GlobalSecondaryIndexes=[
            {"IndexName": index, "KeySchema": _schema(key), "Projection": {"ProjectionType": "ALL"}}
            for index, key in INDEXES[name].items()
        ],
    )


def _schema(key: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"AttributeName": part, "KeyType": kind} for part, kind in zip(key, ("HASH", "RANGE"), strict=False)]
