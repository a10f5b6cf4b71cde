"""Codes sent to phone numbers that are being confirmed: one a person, few tries, a few minutes."""

from datetime import datetime
from typing import Any

from lambdas.aws.items import Item, attribute, from_item, is_expired, to_item, translated
from lambdas.domain.accounts.phones import MAX_TRIES, PhoneCode
from lambdas.errors import Conflict

ITEM = "phone-code"


class PhoneCodes:
    """In the users table, beside the profile."""

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def put(self, user_id: str, code: PhoneCode) -> None:
        """The last one sent is the one that counts."""
        item = to_item(code) | to_item({"tries": 0, "expires_at": int(code.expires.timestamp())}) | _key(user_id)
        with translated("keeping a code"):
            self._client.put_item(TableName=self._table, Item=item)

    def pending(self, user_id: str, now: datetime) -> PhoneCode | None:
        with translated("reading a code"):
            answer = self._client.get_item(TableName=self._table, Key=_key(user_id), ConsistentRead=True)
        item = answer.get("Item", {})
        return from_item(PhoneCode, item) if item and not is_expired(item, now) else None

    def use_try(self, user_id: str, now: datetime) -> PhoneCode | None:
        """The code as it was sent, for one comparison; None when there is none, or it was guessed at too often."""
        values = {":one": 1, ":most": MAX_TRIES, ":now": int(now.timestamp())}
        try:
            with translated("trying a code"):
                answer = self._client.update_item(
                    TableName=self._table,
                    Key=_key(user_id),
                    UpdateExpression="ADD tries :one",
                    ConditionExpression="attribute_exists(proof) AND tries < :most AND expires_at > :now",
                    ExpressionAttributeValues={name: attribute(value) for name, value in values.items()},
                    ReturnValues="ALL_NEW",
                )
        except Conflict:
            return None
        return from_item(PhoneCode, answer["Attributes"])

    def forget(self, user_id: str) -> None:
        with translated("forgetting a code"):
            self._client.delete_item(TableName=self._table, Key=_key(user_id))


def _key(user_id: str) -> Item:
    return {"user_id": attribute(user_id), "item": attribute(ITEM)}
