"""The inbox on the page: each message once per person, gone after a month."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Table, Update
from lambdas.domain.kernel.instants import iso
from lambdas.domain.notifications.messages import Message
from lambdas.errors import Conflict, NotFound
from lambdas.store.rows import expiring, from_row, is_expired, to_row

LIFE = timedelta(days=30)


@dataclass(frozen=True)
class Inbox:
    table: Table

    def put(self, user_id: str, message: Message) -> bool:
        """Stores the message unless one with the same ``message_id`` is there, which stays as it was.

        False when it was there.
        """
        row = {**to_row(message), "user_id": user_id, **expiring(message.created_at + LIFE)}
        try:
            self.table.put(row, "storing a message", Attr("message_id").not_exists())
        except Conflict:
            return False
        return True

    def dismiss(self, user_id: str, message_id: str, now: datetime) -> None:
        """Shown no more, yet still known as told. Raises NotFound for one that this user never got."""
        key = {"user_id": user_id, "message_id": message_id}
        change = Update(set={"dismissed_at": iso(now)})
        try:
            self.table.update(key, change, "dismissing a message", Attr("message_id").exists())
        except Conflict:
            raise NotFound("There is no such notice.") from None

    def restore(self, user_id: str, message_id: str) -> None:
        """Shown again, as before it was dismissed. Raises NotFound for one that this user never got."""
        key = {"user_id": user_id, "message_id": message_id}
        change = Update(remove=("dismissed_at",))
        try:
            self.table.update(key, change, "showing a message again", Attr("message_id").exists())
        except Conflict:
            raise NotFound("There is no such notice.") from None

    def for_user(self, user_id: str, now: datetime) -> tuple[Message, ...]:
        """Newest first; what has expired or was dismissed is left out."""
        rows = self.table.query(Attr("user_id").eq(user_id), "reading the inbox")
        shown = (row for row in rows if "dismissed_at" not in row and not is_expired(row, now))
        messages = (from_row(Message, row) for row in shown)
        return tuple(sorted(messages, key=lambda message: message.created_at, reverse=True))
