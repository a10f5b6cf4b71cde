"""The subscriptions table: who may tell AMO that a calendar changed, and which notices a sync has answered already."""

from datetime import datetime, timedelta
from typing import Any

from lambdas.aws.items import Item, attribute, from_item, to_item, translated
from lambdas.domain.meetings.subscription import Subscription
from lambdas.errors import Conflict

KEPT_AFTER_END = timedelta(days=1)
SKEW = timedelta(milliseconds=500)
"""How far two functions' clocks may be apart; a notice is answered by a reading that began later by more."""


class Subscriptions:
    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def get(self, subscription_id: str) -> Subscription | None:
        with translated("reading a subscription"):
            answer = self._client.get_item(TableName=self._table, Key=_key(subscription_id), ConsistentRead=True)
        return from_item(Subscription, answer["Item"]) if "Item" in answer else None

    def of(self, user_id: str, calendar_id: str) -> Subscription | None:
        """The one a calendar is watched by, as far as it has been noted."""
        with translated("reading a subscription"):
            key = _key(_calendar(user_id, calendar_id))
            item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item", {})
        return self.get(item["current"]["S"]) if "current" in item else None

    def keep(self, subscription: Subscription) -> None:
        """Notices of this one are heard from now on."""
        expiry = attribute(int((subscription.lasts_until + KEPT_AFTER_END).timestamp()))
        with translated("keeping a subscription"):
            self._client.put_item(TableName=self._table, Item=to_item(subscription) | {"expires_at": expiry})

    def make_current(self, subscription: Subscription) -> None:
        """Its calendar is watched by this one; what watched it before may be dropped."""
        values = {"current": {"S": subscription.subscription_id}}
        self._set(_calendar(subscription.user_id, subscription.calendar_id), values)

    def drop(self, subscription_id: str) -> None:
        with translated("dropping a subscription"):
            self._client.delete_item(TableName=self._table, Key=_key(subscription_id))

    def claim(self, user_id: str, calendar_id: str, notice_id: str, noticed_at: datetime, now: datetime) -> bool:
        """Whether the caller has to read the calendar for this notice: no reading began after it (fault 18).

        The same notice brought again is the claimant's own attempt to finish.
        """
        values = {
            "claimed_at": attribute(now.timestamp()),
            "claimed_by": {"S": notice_id},
        }
        condition = "attribute_not_exists(claimed_at) OR claimed_at < :noticed_at OR claimed_by = :claimed_by"
        extra = {":noticed_at": attribute((noticed_at + SKEW).timestamp())}
        try:
            self._set(_calendar(user_id, calendar_id), values, condition, extra)
        except Conflict:
            return False
        return True

    def _set(self, key: str, values: Item, condition: str = "", extra: Item | None = None) -> None:
        conditional = {"ConditionExpression": condition} if condition else {}
        with translated("keeping a subscription"):
            self._client.update_item(
                TableName=self._table,
                Key=_key(key),
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
                ExpressionAttributeNames={f"#{name}": name for name in values},
                ExpressionAttributeValues={f":{name}": value for name, value in values.items()} | (extra or {}),
                **conditional,
            )


def _calendar(user_id: str, calendar_id: str) -> str:
    return f"calendar#{user_id}#{calendar_id}"


def _key(subscription_id: str) -> Item:
    return {"subscription_id": {"S": subscription_id}}
