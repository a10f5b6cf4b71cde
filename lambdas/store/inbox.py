"""The inbox on the page: each message once per person, gone after a month; and what is still to be delivered."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Row, Table, Update
from lambdas.domain.kernel.instants import iso
from lambdas.domain.notifications.messages import Message
from lambdas.errors import Conflict, NotFound
from lambdas.store.rows import expiring, from_row, is_expired, mentions, to_row

LIFE = timedelta(days=30)
HELD = "held"
READING, STORING = "reading the inbox", "storing a message"


@dataclass(frozen=True)
class Inbox:
    table: Table

    def hold(self, user_id: str, message: Message) -> None:
        """Stores a message that is to be delivered; one with the same ``message_id`` stays as it is."""
        with suppress(Conflict):
            self.table.put({**_row(user_id, message), HELD: True}, STORING, Attr("message_id").not_exists())

    def held(self, user_id: str, message_id: str, now: datetime) -> Message | None:
        """Returns a message that is still to be delivered."""
        row = self.table.get({"user_id": user_id, "message_id": message_id}, READING)
        return from_row(Message, row) if row and HELD in row and not is_expired(row, now) else None

    def all_held(self, user_id: str, now: datetime) -> tuple[Message, ...]:
        """Oldest first."""
        rows = self.table.query(Attr("user_id").eq(user_id), READING)
        held = (from_row(Message, row) for row in rows if HELD in row and not is_expired(row, now))
        return tuple(sorted(held, key=lambda message: message.created_at))

    def take(self, user_id: str, message_id: str) -> None:
        """Removes a message that was delivered elsewhere, or is not to be delivered any more."""
        key = {"user_id": user_id, "message_id": message_id}
        with suppress(Conflict):
            self.table.delete(key, "removing a delivered message", Attr(HELD).exists())

    def put(self, user_id: str, message: Message) -> bool:
        """Shows the message on the page, unless one with the same ``message_id`` was shown, which stays as it was.

        False when it was there.
        """
        is_new = Attr("message_id").not_exists() | Attr(HELD).exists()
        try:
            self.table.put(_row(user_id, message), STORING, is_new)
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

    def mentioning(self, user_id: str, names: Collection[str]) -> list[str]:
        """Returns the ids of this person's messages, held ones too, in which one of these names stands."""
        rows = self.table.query(Attr("user_id").eq(user_id), READING)
        return [row["message_id"] for row in rows if any(mentions(row, name) for name in names)]

    def delete(self, user_id: str, message_id: str) -> None:
        """For good; what is not there is fine."""
        self.table.delete({"user_id": user_id, "message_id": message_id}, "deleting a message")

    def for_user(self, user_id: str, now: datetime) -> tuple[Message, ...]:
        """Newest first; what has expired, was dismissed or is still to be delivered is left out."""
        rows = self.table.query(Attr("user_id").eq(user_id), READING)
        shown = (row for row in rows if not {"dismissed_at", HELD} & row.keys() and not is_expired(row, now))
        messages = (from_row(Message, row) for row in shown)
        return tuple(sorted(messages, key=lambda message: message.created_at, reverse=True))


def _row(user_id: str, message: Message) -> Row:
    return {**to_row(message), "user_id": user_id, **expiring(message.created_at + LIFE)}
