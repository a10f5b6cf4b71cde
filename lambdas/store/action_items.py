"""The table ``action_items``: what was promised, by user."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Table, Update
from lambdas.domain.kernel.instants import iso
from lambdas.domain.records.action_items import ActionItem, ActionItemStatus
from lambdas.errors import Conflict, NotFound
from lambdas.store.rows import from_row, to_row

IS_OPEN = Attr("status").eq(ActionItemStatus.OPEN.value)


@dataclass(frozen=True)
class ActionItems:
    """Keyed by ``user_id`` and ``item_id``."""

    table: Table

    def put(self, item: ActionItem) -> None:
        """Stores or replaces it."""
        self.table.put(to_row(item), "storing an action item")

    def exists(self, user_id: str, item_id: str) -> bool:
        """Open or closed."""
        return self.table.get(_key(user_id, item_id), "looking for an action item") is not None

    def open_of(self, user_id: str) -> list[ActionItem]:
        """Oldest first."""
        rows = self.table.query(Attr("user_id").eq(user_id), "reading action items", only_if=IS_OPEN)
        items = [from_row(ActionItem, row) for row in rows]
        return sorted(items, key=lambda item: (item.created_at, item.item_id))

    def close(self, user_id: str, item_id: str, status: ActionItemStatus, now: datetime) -> None:
        """Done or dropped; closing a closed one changes nothing. Raises NotFound."""
        change = Update(set={"status": status.value, "closed_at": iso(now)})
        try:
            self.table.update(_key(user_id, item_id), change, "closing an action item", IS_OPEN)
        except Conflict:
            if not self.exists(user_id, item_id):
                raise NotFound("There is no such action item.") from None


def _key(user_id: str, item_id: str) -> Key:
    return {"user_id": user_id, "item_id": item_id}
