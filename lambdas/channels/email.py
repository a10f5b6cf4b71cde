"""Reaches a person by e-mail, at the address that is proved to be theirs. Plain text alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lambdas.channels.base import Delivery
from lambdas.channels.once import given_once
from lambdas.channels.written_text import body, subject
from lambdas.domain.messages import Message
from lambdas.domain.users import User
from lambdas.outbound.mail import Mailer
from lambdas.store.deliveries import Deliveries

_NOT_IN_A_TAG = re.compile(r"[^A-Za-z0-9_.@-]")
LONGEST_TAG = 256


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """``public_url`` is the page's address."""

    mailer: Mailer
    deliveries: Deliveries
    public_url: str
    now: Callable[[], datetime]
    name: str = "email"
    rings: bool = True

    def deliver(self, user: User, message: Message) -> Delivery:
        if not user.proved_email:
            return Delivery(delivered=False, reason="no e-mail address is proved to be theirs")
        tag = _NOT_IN_A_TAG.sub("_", message.message_id)[:LONGEST_TAG]
        with given_once(self.deliveries, user, message, self.name, self.now()):
            self.mailer.send((user.proved_email,), subject(message), tuple(body(message, self.public_url)), tag)
        return Delivery(delivered=True, channel=self.name)
