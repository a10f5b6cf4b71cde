"""The subscriptions table as the webhook reads it: without models, which would cost every cold start."""

from dataclasses import dataclass

from lambdas.aws.table import Table


@dataclass(frozen=True)
class WatchedCalendars:
    table: Table

    def registered(self, subscription_id: str) -> dict[str, str] | None:
        """Whose calendar this subscription watches, and the hash of its secret."""
        row = self.table.get({"subscription_id": subscription_id}, "reading a subscription", consistent=False)
        if row is None or "secret_hash" not in row:
            return None
        return {name: value for name, value in row.items() if isinstance(value, str)}
