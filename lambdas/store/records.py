"""The table ``records``: what a user keeps about money, initiatives, incidents, people and decisions."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lambdas.aws.batch_writes import put_all
from lambdas.aws.items import Item, from_item, queried, to_item, translated
from lambdas.domain.records.records import MODELS, Record, RecordKind
from lambdas.errors import NotFound


class Records:
    """Keyed by ``user_id`` and ``record_key`` (``<kind>#<record_id>``): nobody reads another user's."""

    def __init__(self, client: Any, table: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._table = table
        self._sleep = sleep

    def of_kind(self, user_id: str, kind: RecordKind) -> list[Record]:
        """All of them, in the order of their ids."""
        return [from_item(MODELS[kind], item) for item in self._items_of_kind(user_id, kind)]

    def get(self, user_id: str, kind: RecordKind, record_id: str) -> Record:
        """Raises NotFound."""
        with translated("reading a record"):
            answer = self._client.get_item(
                TableName=self._table, Key=_key(user_id, kind, record_id), ConsistentRead=True
            )
        if "Item" not in answer:
            raise NotFound("There is no such record.")
        return from_item(MODELS[kind], answer["Item"])

    def put_all(self, user_id: str, records: Sequence[Record]) -> None:
        """Stores or replaces each. Raises Retryable; what was already written stays, and may be written again."""
        items = [{**to_item(record), **_key(user_id, record.kind, record.record_id)} for record in records]
        put_all(self._client, self._table, items, "storing records", self._sleep)

    def delete(self, user_id: str, kind: RecordKind, record_id: str) -> None:
        """Raises NotFound where there was nothing to delete."""
        with translated("deleting a record"):
            answer = self._client.delete_item(
                TableName=self._table, Key=_key(user_id, kind, record_id), ReturnValues="ALL_OLD"
            )
        if "Attributes" not in answer:
            raise NotFound("There is no such record.")

    def _items_of_kind(self, user_id: str, kind: RecordKind) -> Iterator[Item]:
        return queried(
            self._client,
            "reading records",
            TableName=self._table,
            KeyConditionExpression="user_id = :user_id AND begins_with(record_key, :kind)",
            ExpressionAttributeValues={":user_id": {"S": user_id}, ":kind": {"S": f"{kind}#"}},
            ConsistentRead=True,
        )


def _key(user_id: str, kind: RecordKind, record_id: str) -> Item:
    return {"user_id": {"S": user_id}, "record_key": {"S": f"{kind}#{record_id}"}}
