"""The table ``action_looks``: who looked at an action, and when first. Nothing that is decided ever waits for it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Table
from lambdas.domain.actions.pending_action import ActionLook
from lambdas.errors import Conflict
from lambdas.store.rows import expiring, from_row, to_row


@dataclass(frozen=True)
class ActionLooks:
    table: Table

    def add(self, action_id: str, look: ActionLook, until: datetime) -> None:
        """The first look of each person is kept, ``until`` the action itself goes."""
        row = {"action_id": action_id, **to_row(look), **expiring(until)}
        with suppress(Conflict):  # they had looked before
            self.table.put(row, "noting who looked", Attr("action_id").not_exists())

    def of_action(self, action_id: str) -> list[ActionLook]:
        """The earliest first."""
        rows = self.table.query(Attr("action_id").eq(action_id), "reading who looked")
        return sorted((from_row(ActionLook, row) for row in rows), key=lambda look: look.at)

    def delete(self, action_id: str) -> None:
        for look in self.of_action(action_id):
            self.table.delete({"action_id": action_id, "user_id": look.user_id}, "forgetting who looked")
