"""One-time sign-in links: only a link's hash is kept, and it opens the page once."""

from datetime import datetime
from typing import Any

from lambdas.aws.items import attribute, plain, to_item, translated


class SignInLinks:
    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def create(self, user_id: str, link_hash: str, expires: datetime) -> None:
        """Raises Conflict when the hash exists: a link is never given to two people."""
        item = to_item({"link_hash": link_hash, "user_id": user_id, "expires_at": int(expires.timestamp())})
        with translated("making a sign-in link"):
            self._client.put_item(
                TableName=self._table, Item=item, ConditionExpression="attribute_not_exists(link_hash)"
            )

    def redeem(self, link_hash: str, now: datetime) -> str | None:
        """Whom the link signs in; None when it is unknown, used or expired, which nobody is told apart.

        Taking it away is what makes it single-use: of two clicks at once one gets the item (fault 86 for the
        expired one that is still there).
        """
        with translated("using a sign-in link"):
            try:
                answer = self._client.delete_item(
                    TableName=self._table,
                    Key={"link_hash": attribute(link_hash)},
                    ConditionExpression="expires_at > :now",
                    ExpressionAttributeValues={":now": attribute(int(now.timestamp()))},
                    ReturnValues="ALL_OLD",
                )
            except self._client.exceptions.ConditionalCheckFailedException:
                return None
        user_id: str = plain(answer["Attributes"]["user_id"])
        return user_id
