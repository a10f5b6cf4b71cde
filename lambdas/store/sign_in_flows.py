"""Sign-ins and consents under way: each begun by one browser, taken once (fault 118)."""

from datetime import datetime
from typing import Any

from lambdas.aws.items import attribute, from_item, to_item, translated
from lambdas.domain.accounts.logins import SignInFlow


class SignInFlows:
    """Only the hash of the state that travels through the browser is kept."""

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def begin(self, flow_hash: str, flow: SignInFlow) -> None:
        """Raises Conflict when the hash exists."""
        keys = to_item({"flow_hash": flow_hash, "expires_at": int(flow.ends_at.timestamp())})
        with translated("beginning a sign-in"):
            self._client.put_item(
                TableName=self._table,
                Item=to_item(flow) | keys,
                ConditionExpression="attribute_not_exists(flow_hash)",
            )

    def take(self, flow_hash: str, now: datetime) -> SignInFlow | None:
        """The flow, for the first who asks; None when it is unknown, taken or too old, which nobody is told apart."""
        with translated("finishing a sign-in"):
            try:
                answer = self._client.delete_item(
                    TableName=self._table,
                    Key={"flow_hash": attribute(flow_hash)},
                    ConditionExpression="expires_at > :now",
                    ExpressionAttributeValues={":now": attribute(int(now.timestamp()))},
                    ReturnValues="ALL_OLD",
                )
            except self._client.exceptions.ConditionalCheckFailedException:
                return None
        return from_item(SignInFlow, answer["Attributes"])
