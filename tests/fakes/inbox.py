"""The inbox kept in memory; passes the same contract as the real table (tests/contracts/test_inbox.py)."""

from datetime import datetime

from lambdas.domain.notifications.messages import Message
from lambdas.errors import NotFound
from lambdas.store.inbox import KEPT


class FakeInbox:
    def __init__(self) -> None:
        self.stored: dict[tuple[str, str], Message] = {}
        self.dismissed: set[tuple[str, str]] = set()

    def put(self, user_id: str, message: Message) -> bool:
        is_new = (user_id, message.message_id) not in self.stored
        self.stored.setdefault((user_id, message.message_id), message)
        return is_new

    def dismiss(self, user_id: str, message_id: str, now: datetime) -> None:
        if (user_id, message_id) not in self.stored:
            raise NotFound("There is no such notice.")
        self.dismissed.add((user_id, message_id))

    def for_user(self, user_id: str, now: datetime) -> tuple[Message, ...]:
        shown = {key: message for key, message in self.stored.items() if key not in self.dismissed}
        messages = [m for (owner, _), m in shown.items() if owner == user_id and m.created_at + KEPT > now]
        return tuple(sorted(messages, key=lambda message: message.created_at, reverse=True))
