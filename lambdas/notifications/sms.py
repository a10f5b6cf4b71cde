"""Reaches a person by text message, at the number they have confirmed."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.sms import Texter
from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.channel_config import SmsRules
from lambdas.domain.notifications.messages import Message
from lambdas.errors import AmoError
from lambdas.notifications.base import DeliveryResult
from lambdas.notifications.once import given_once
from lambdas.notifications.plain_messages import text_message
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

    def deliver(self, user: User, message: Message) -> DeliveryResult:
        if not user.phone:
            return DeliveryResult(delivered=False, reason="no phone number is confirmed")
        if message.kind in self.rules.leaves_out:
            return DeliveryResult(delivered=False, reason="not worth a text message")
        now = self.now()
        if self.deliveries.count(user.user_id, self.name, now.date()) >= self.rules.most_per_day:
            return DeliveryResult(delivered=False, reason="enough text messages for one day")
        with given_once(self.deliveries, user, message, self.name, now):
            self.texter.send(user.phone, text_message(message, self.public_url))
        with suppress(AmoError):  # it was sent: one too many some day is better than saying it twice
            self.deliveries.count_one(user.user_id, self.name, now.date(), self.rules.most_per_day)
        return DeliveryResult(delivered=True, channel=self.name)
