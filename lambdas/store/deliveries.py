"""The deliveries table: what became of each message, and which channels that cannot tell have been given it already."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from lambdas.aws.items import Item, attribute, from_item, is_expired, queried, to_item, translated
from lambdas.domain.notifications.deliveries import DeliveryRecord, about
from lambdas.domain.notifications.messages import Message
from lambdas.errors import Conflict

KEPT = timedelta(days=35)
"""Longer than the notices and materials it tells of."""
COUNTED = timedelta(days=3)


class Deliveries:
    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def find(self, user_id: str, message: Message, now: datetime) -> DeliveryRecord | None:
        """How telling this person of it ended last time; None when it never came to an end."""
        with translated("looking up a delivery"):
            answer = self._client.get_item(TableName=self._table, Key=_key(user_id, message), ConsistentRead=True)
        item = answer.get("Item", {})
        return from_item(DeliveryRecord, item) if "kind" in item and not is_expired(item, now) else None

    def keep(self, record: DeliveryRecord) -> None:
        values = to_item(record) | to_item({"expires_at": int((record.at + KEPT).timestamp())})
        key = {"about": attribute(record.about), "told": attribute(f"{record.user_id}#{record.message_id}")}
        self._set(key, values)

    def claim(self, user_id: str, message: Message, channel: str, now: datetime) -> bool:
        """Whether the caller may send it there: nobody else has, or may have. Taken before it is sent (fault 79)."""
        name = f"given_{channel}"
        values = to_item({name: True, "expires_at": int((now + KEPT).timestamp())})
        try:
            self._set(_key(user_id, message), values, f"attribute_not_exists({name})")
        except Conflict:
            return False
        return True

    def release(self, user_id: str, message: Message, channel: str) -> None:
        """It was certainly not sent: the next try may."""
        with translated("keeping a delivery"):
            self._client.update_item(
                TableName=self._table, Key=_key(user_id, message), UpdateExpression=f"REMOVE given_{channel}"
            )

    def count_one(self, user_id: str, channel: str, day: date, most: int) -> bool:
        """Whether this person may be sent one more there on this day; counts it when so."""
        key = {"about": attribute(f"user#{user_id}"), "told": attribute(f"count#{channel}#{day.isoformat()}")}
        expires_at = int(datetime.combine(day + COUNTED, time(), UTC).timestamp())
        try:
            with translated("counting messages"):
                self._client.update_item(
                    TableName=self._table,
                    Key=key,
                    UpdateExpression="SET expires_at = :expires ADD messages :one",
                    ConditionExpression="attribute_not_exists(messages) OR messages < :most",
                    ExpressionAttributeValues={
                        ":one": attribute(1),
                        ":most": attribute(most),
                        ":expires": attribute(expires_at),
                    },
                )
        except Conflict:
            return False
        return True

    def of_meeting(self, user_id: str, meeting_id: str, now: datetime) -> tuple[DeliveryRecord, ...]:
        """What this person was told of the meeting, oldest first."""
        items = queried(
            self._client,
            "reading the deliveries",
            TableName=self._table,
            KeyConditionExpression="about = :about AND begins_with(told, :user)",
            ExpressionAttributeValues={":about": attribute(meeting_id), ":user": attribute(f"{user_id}#")},
            ConsistentRead=True,
        )
        records = (from_item(DeliveryRecord, i) for i in items if "kind" in i and not is_expired(i, now))
        return tuple(sorted(records, key=lambda record: record.at))

    def _set(self, key: Item, values: Item, condition: str = "") -> None:
        conditions = {"ConditionExpression": condition} if condition else {}
        with translated("keeping a delivery"):
            self._client.update_item(
                TableName=self._table,
                Key=key,
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
                ExpressionAttributeNames={f"#{name}": name for name in values},
                ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
                **conditions,
            )


def _key(user_id: str, message: Message) -> Item:
    told = f"{user_id}#{message.message_id}"
    return {"about": attribute(about(user_id, message.meeting_id)), "told": attribute(told)}
