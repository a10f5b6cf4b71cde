"""The subscriptions table as the hooks' door reads it: without models, which would cost every cold start."""

from typing import Any


class WatchedCalendars:
    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def registered(self, subscription_id: str) -> dict[str, str] | None:
        """Whose calendar this subscription watches, and the hash of its secret; botocore's errors pass through."""
        key = {"subscription_id": {"S": subscription_id}}
        item = self._client.get_item(TableName=self._table, Key=key).get("Item")
        if item is None or "secret_hash" not in item:
            return None
        return {name: value["S"] for name, value in item.items() if "S" in value}
