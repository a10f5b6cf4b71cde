"""Action items kept in memory; passes the same contract as the real table (tests/contracts/test_action_items.py)."""

from datetime import datetime

from lambdas.domain.records.action_items import ActionItem, ActionItemStatus
from lambdas.errors import NotFound


class FakeActionItems:
    def __init__(self) -> None:
        self.stored: dict[tuple[str, str], ActionItem] = {}

    def put(self, item: ActionItem) -> None:
        self.stored[item.user_id, item.item_id] = item

    def exists(self, user_id: str, item_id: str) -> bool:
        return (user_id, item_id) in self.stored

    def open_of(self, user_id: str) -> list[ActionItem]:
        items = [
            item for item in self.stored.values() if item.user_id == user_id and item.status is ActionItemStatus.OPEN
        ]
        return sorted(items, key=lambda item: (item.created_at, item.item_id))

    def close(self, user_id: str, item_id: str, status: ActionItemStatus, now: datetime) -> None:
        item = self.stored.get((user_id, item_id))
        if item is None:
            raise NotFound("There is no such action item.")
        if item.status is ActionItemStatus.OPEN:
            self.put(item.model_copy(update={"status": status, "closed_at": now}))
