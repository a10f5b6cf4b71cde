"""The deliveries table: what became of each message, and which channels that cannot tell have been given it already."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Row, Table, Update
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.notifications.deliveries import DeliveryRecord, about
from lambdas.domain.notifications.messages import Message
from lambdas.domain.notifications.returned_mail import ReturnedMail
from lambdas.errors import Conflict
from lambdas.store.rows import expiring, from_row, is_expired, mentions, to_row

LIFE = timedelta(days=35)
"""Longer than the messages and materials it tells of."""
COUNTED = timedelta(days=3)
STORING = "storing a delivery"


@dataclass(frozen=True)
class Deliveries:
    table: Table

    def find(self, user_id: str, message: Message, now: datetime) -> DeliveryRecord | None:
        """Returns how the delivery to this person ended last time; None when it never came to an end."""
        row = self.table.get(_key(user_id, message), "looking up a delivery") or {}
        return from_row(DeliveryRecord, row) if "kind" in row and not is_expired(row, now) else None

    def put(self, record: DeliveryRecord) -> None:
        key = {"about": record.about, "told": f"{record.user_id}#{record.message_id}"}
        self.table.update(key, Update(set={**to_row(record), **expiring(record.at + LIFE)}), STORING)

    def claim(self, user_id: str, message: Message, channel: str, now: datetime) -> bool:
        """Claims sending it there: False where somebody else has, or may have. Taken before it is sent (fault 79)."""
        given = f"given_{channel}"
        change = Update(set={given: True, **expiring(now + LIFE)})
        try:
            self.table.update(_key(user_id, message), change, STORING, Attr(given).not_exists())
        except Conflict:
            return False
        return True

    def release(self, user_id: str, message: Message, channel: str) -> None:
        """It was certainly not sent: the next try may."""
        self.table.update(_key(user_id, message), Update(remove=[f"given_{channel}"]), STORING)

    def count(self, user_id: str, channel: str, day: date) -> int:
        """Returns how many this person was sent there on this day."""
        row = self.table.get(_counter(user_id, channel, day), "counting messages") or {}
        return int(row.get("messages", 0))

    def count_one(self, user_id: str, channel: str, day: date, most: int) -> bool:
        """Says whether this person may be sent one more there on this day; counts it when so."""
        key = _counter(user_id, channel, day)
        change = Update(set=expiring(datetime.combine(day + COUNTED, time(), UTC)), add={"messages": 1})
        is_free = Attr("messages").not_exists() | Attr("messages").lt(most)
        try:
            self.table.update(key, change, "counting messages", is_free)
        except Conflict:
            return False
        return True

    def note_returned(self, address: str, why: ReturnedMail, now: datetime) -> bool:
        """Mail to this address came back for good, or is not wanted there. Returns whether that is news."""
        change = Update(set={"why": why.name, **expiring(now + LIFE)})
        try:
            self.table.update(_returned(address), change, STORING, Attr("why").not_exists())
        except Conflict:
            return False
        return True

    def returned(self, address: str, now: datetime) -> ReturnedMail | None:
        """Returns why nothing is written to this address for now."""
        row = self.table.get(_returned(address), "looking up an address") or {}
        return ReturnedMail[row["why"]] if "why" in row and not is_expired(row, now) else None

    def mentioning(self, user_id: str, names: Collection[str]) -> list[Key]:
        """Returns the keys of all that is known of what this person was told of these (meetings, actions)."""
        found: list[Key] = []
        for partition in (*names, about(user_id, "")):
            theirs = Attr("about").eq(partition) & Attr("told").begins_with(f"{user_id}#")
            rows = self.table.query(theirs, "reading the deliveries")
            found += [{"about": row["about"], "told": row["told"]} for row in rows if _is_about(row, names)]
        return found

    def delete(self, key: Key) -> None:
        """For good; what is not there is fine."""
        self.table.delete(key, "deleting a delivery")

    def of_meeting(self, user_id: str, meeting_id: str, now: datetime) -> tuple[DeliveryRecord, ...]:
        """Returns what this person was told of the meeting, oldest first."""
        theirs = Attr("about").eq(meeting_id) & Attr("told").begins_with(f"{user_id}#")
        rows = self.table.query(theirs, "reading the deliveries")
        records = (from_row(DeliveryRecord, row) for row in rows if "kind" in row and not is_expired(row, now))
        return tuple(sorted(records, key=lambda record: record.at))


def _is_about(row: Row, names: Collection[str]) -> bool:
    return any(mentions(row, name) for name in names)


def _counter(user_id: str, channel: str, day: date) -> Key:
    return {"about": f"user#{user_id}", "told": f"count#{channel}#{day.isoformat()}"}


def _key(user_id: str, message: Message) -> Key:
    return {"about": about(user_id, message.meeting_id), "told": f"{user_id}#{message.message_id}"}


def _returned(address: str) -> Key:
    """By a hash: the address is a person's, and of people who are no users of AMO too."""
    return {"about": f"returned-{digest(address.casefold())}", "told": "mail"}
