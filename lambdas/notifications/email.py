"""Reaches a person by e-mail, at the address that is proved to be theirs. Plain text alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.email import Mailer
from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.messages import Message
from lambdas.notifications.base import DeliveryResult
from lambdas.notifications.once import given_once
from lambdas.notifications.plain_messages import body, subject
from lambdas.store.deliveries import Deliveries

_NOT_IN_A_TAG = re.compile(r"[^A-Za-z0-9_.@-]")
MAX_TAG = 256


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """``public_url`` is the page's address."""

    mailer: Mailer
    deliveries: Deliveries
    public_url: str
    now: Callable[[], datetime]
    name: str = "email"

    def deliver(self, user: User, message: Message) -> DeliveryResult:
        if not user.proved_email:
            return DeliveryResult(delivered=False, reason="no e-mail address is proved to be theirs")
        tag = _NOT_IN_A_TAG.sub("_", message.message_id)[:MAX_TAG]
        with given_once(self.deliveries, user, message, self.name, self.now()):
            self.mailer.send((user.proved_email,), subject(message), tuple(body(message, self.public_url)), tag)
        return DeliveryResult(delivered=True, channel=self.name)
