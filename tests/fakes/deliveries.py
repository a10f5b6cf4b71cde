"""Deliveries kept in memory; passes the same contract as the real table (tests/contracts/test_deliveries.py)."""

from datetime import date, datetime

from lambdas.domain.notifications.deliveries import DeliveryRecord
from lambdas.domain.notifications.messages import Message
from lambdas.store.deliveries import KEPT


class FakeDeliveries:
    def __init__(self) -> None:
        self.records: dict[tuple[str, str], DeliveryRecord] = {}
        self.given: set[tuple[str, str, str]] = set()
        self.counts: dict[tuple[str, str, date], int] = {}

    def find(self, user_id: str, message: Message, now: datetime) -> DeliveryRecord | None:
        record = self.records.get((user_id, message.message_id))
        return record if record and record.at + KEPT > now else None

    def keep(self, record: DeliveryRecord) -> None:
        self.records[record.user_id, record.message_id] = record

    def claim(self, user_id: str, message: Message, channel: str, now: datetime) -> bool:
        if (user_id, message.message_id, channel) in self.given:
            return False
        self.given.add((user_id, message.message_id, channel))
        return True

    def release(self, user_id: str, message: Message, channel: str) -> None:
        self.given.discard((user_id, message.message_id, channel))

    def count_one(self, user_id: str, channel: str, day: date, most: int) -> bool:
        count = self.counts.get((user_id, channel, day), 0)
        if count >= most:
            return False
        self.counts[user_id, channel, day] = count + 1
        return True

    def of_meeting(self, user_id: str, meeting_id: str, now: datetime) -> tuple[DeliveryRecord, ...]:
        found = [
            record
            for (owner, _), record in self.records.items()
            if owner == user_id and record.meeting_id == meeting_id and record.at + KEPT > now
        ]
        return tuple(sorted(found, key=lambda record: record.at))
