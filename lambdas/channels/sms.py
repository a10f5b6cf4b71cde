"""Reaches a person by text message, at the number they have confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lambdas.channels.base import Delivery
from lambdas.channels.once import given_once
from lambdas.channels.written_text import text_message
from lambdas.domain.channel_config import SmsRules
from lambdas.domain.messages import Message
from lambdas.domain.users import User
from lambdas.outbound.texts import Texter
from lambdas.store.deliveries import Deliveries


@dataclass(frozen=True, slots=True)
class SmsChannel:
    """``public_url`` is the page's address."""

    texter: Texter
    deliveries: Deliveries
    rules: SmsRules
    public_url: str
    now: Callable[[], datetime]
    name: str = "sms"
    rings: bool = True

    def deliver(self, user: User, message: Message) -> Delivery:
        if not user.phone:
            return Delivery(delivered=False, reason="no phone number is confirmed")
        if message.kind in self.rules.leaves_out:
            return Delivery(delivered=False, reason="not worth a text message")
        now = self.now()
        if not self.deliveries.count_one(user.user_id, self.name, now.date(), self.rules.most_per_day):
            return Delivery(delivered=False, reason="enough text messages for one day")
        with given_once(self.deliveries, user, message, self.name, now):
            self.texter.send(user.phone, text_message(message, self.public_url))
        return Delivery(delivered=True, channel=self.name)
