"""An empty table in moto, with the keys it has on AWS."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto import mock_aws


@contextmanager
def empty_table(monkeypatch: pytest.MonkeyPatch, name: str, *key: str) -> Iterator[Any]:
    """Yields a DynamoDB client; ``key`` is the partition key and, where there is one, the sort key."""
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(variable, "testing")
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-central-1")
        client.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": part, "AttributeType": "S"} for part in key],
            KeySchema=[{"AttributeName": p, "KeyType": t} for p, t in zip(key, ("HASH", "RANGE"), strict=False)],
        )
        yield client
