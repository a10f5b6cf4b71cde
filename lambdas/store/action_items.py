"""The table ``action_items``: what was promised, by user."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lambdas.aws.items import Item, from_item, queried, to_item, translated
from lambdas.domain.kernel.instants import iso
from lambdas.domain.records.action_items import ActionItem, ActionItemStatus
from lambdas.errors import Conflict, NotFound


class ActionItems:
    """Keyed by ``user_id`` and ``item_id``."""

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def put(self, item: ActionItem) -> None:
        """Stores or replaces it."""
        with translated("storing an action item"):
            self._client.put_item(TableName=self._table, Item=to_item(item))

    def exists(self, user_id: str, item_id: str) -> bool:
        """Open or closed."""
        with translated("looking for an action item"):
            answer = self._client.get_item(TableName=self._table, Key=_key(user_id, item_id), ConsistentRead=True)
        return "Item" in answer

    def open_of(self, user_id: str) -> list[ActionItem]:
        """Oldest first."""
        items = [from_item(ActionItem, item) for item in self._open_items(user_id)]
        return sorted(items, key=lambda item: (item.created_at, item.item_id))

    def close(self, user_id: str, item_id: str, status: ActionItemStatus, now: datetime) -> None:
        """Done or dropped; closing a closed one changes nothing. Raises NotFound."""
        try:
            with translated("closing an action item"):
                self._client.update_item(
                    TableName=self._table,
                    Key=_key(user_id, item_id),
                    UpdateExpression="SET #status = :status, closed_at = :now",
                    ConditionExpression="#status = :open",
                    ExpressionAttributeNames={"#status": "status"},
                    ExpressionAttributeValues={
                        ":status": {"S": status},
                        ":open": {"S": ActionItemStatus.OPEN},
                        ":now": {"S": iso(now)},
                    },
                )
        except Conflict:
            self._must_exist(user_id, item_id)

    def _must_exist(self, user_id: str, item_id: str) -> None:
        if not self.exists(user_id, item_id):
            raise NotFound("There is no such action item.")

    def _open_items(self, user_id: str) -> Iterator[Item]:
        return queried(
            self._client,
            "reading action items",
            TableName=self._table,
            KeyConditionExpression="user_id = :user_id",
            FilterExpression="#status = :open",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":user_id": {"S": user_id}, ":open": {"S": ActionItemStatus.OPEN}},
            ConsistentRead=True,
        )


def _key(user_id: str, item_id: str) -> Item:
    return {"user_id": {"S": user_id}, "item_id": {"S": item_id}}
