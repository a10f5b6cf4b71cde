"""The tables of approvals in moto, with the keys and indexes stacks/data.py gives them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from moto import mock_aws

from tests.contracts.aws import aws_client

KEYS = {
    "pending_actions": ("action_id",),
    "action_audit_log": ("team_id", "sequence"),
    "autonomy": ("scope", "item"),
}
INDEXES = {
    "pending_actions": {
        "team_status": ("team_status", "created_at"),
        "person_created": ("on_behalf_of", "created_at"),
        "attention": ("attention_shard", "attention_at"),
    }
}


@contextmanager
def approval_tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Yields a DynamoDB client that sees the three tables, empty, under their plain names."""
    with mock_aws():
        client = aws_client(monkeypatch, "dynamodb")
        for name in KEYS:
            client.create_table(**_described(name))
        yield client


def _described(name: str) -> dict[str, Any]:
    own, indexes = KEYS[name], INDEXES.get(name, {})
    parts = {part for keys in (own, *indexes.values()) for part in keys}
    described: dict[str, Any] = {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": part, "AttributeType": "S"} for part in sorted(parts)],
        "KeySchema": _schema(own),
    }
    if indexes:
        described["GlobalSecondaryIndexes"] = [
            {"IndexName": index, "KeySchema": _schema(keys), "Projection": {"ProjectionType": "ALL"}}
            for index, keys in indexes.items()
        ]
    return described


def _schema(keys: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"AttributeName": part, "KeyType": kind} for part, kind in zip(keys, ("HASH", "RANGE"), strict=False)]
