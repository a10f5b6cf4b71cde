"""The inbox on the page: each message once per person, gone after a month."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from lambdas.aws.items import Item, attribute, from_item, is_expired, queried, to_item, translated
from lambdas.domain.kernel.instants import iso
from lambdas.domain.notifications.messages import Message
from lambdas.errors import Conflict, NotFound

KEPT = timedelta(days=30)


class Inbox:
    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def put(self, user_id: str, message: Message) -> bool:
        """Stores the message unless it is there already: the same ``message_id`` is told once.

        False when it had been told. The first telling stays as it was.
        """
        expires_at = int((message.created_at + KEPT).timestamp())
        item = to_item(message) | to_item({"user_id": user_id, "expires_at": expires_at})
        with translated("storing a notice"):
            try:
                self._client.put_item(
                    TableName=self._table, Item=item, ConditionExpression="attribute_not_exists(message_id)"
                )
            except self._client.exceptions.ConditionalCheckFailedException:
                return False
        return True

    def dismiss(self, user_id: str, message_id: str, now: datetime) -> None:
        """Shown no more, yet still known as told. Raises NotFound for one that this user never got."""
        try:
            with translated("putting a notice away"):
                self._client.update_item(
                    TableName=self._table,
                    Key=to_item({"user_id": user_id, "message_id": message_id}),
                    UpdateExpression="SET dismissed_at = :now",
                    ConditionExpression="attribute_exists(message_id)",
                    ExpressionAttributeValues={":now": attribute(iso(now))},
                )
        except Conflict:
            raise NotFound("There is no such notice.") from None

    def for_user(self, user_id: str, now: datetime) -> tuple[Message, ...]:
        """Newest first; what has expired or was put away is left out."""
        shown = (i for i in self._items(user_id) if "dismissed_at" not in i and not is_expired(i, now))
        messages = (from_item(Message, item) for item in shown)
        return tuple(sorted(messages, key=lambda message: message.created_at, reverse=True))

    def _items(self, user_id: str) -> Iterator[Item]:
        return queried(
            self._client,
            "reading the notices",
            TableName=self._table,
            KeyConditionExpression="user_id = :user",
            ExpressionAttributeValues={":user": attribute(user_id)},
            ConsistentRead=True,
        )
