"""Reaches a person by e-mail, at the address that is proved to be theirs. Plain text alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.email import Mailer
from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.messages import FOR_OWN_CHANNELS, Message
from lambdas.notifications.base import DeliveryResult
from lambdas.notifications.once import given_once
from lambdas.notifications.plain_messages import body, subject
from lambdas.store.deliveries import Deliveries

_NOT_IN_A_TAG = re.compile(r"[^A-Za-z0-9_.@-]")
MAX_TAG = 256
NOT_PROVED = "no e-mail address is proved to be theirs"
NOT_YET = "an operator changed their address: it takes no code yet"


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """``public_url`` is the page's address."""

    mailer: Mailer
    deliveries: Deliveries
    public_url: str
    now: Callable[[], datetime]
    name: str = "email"

    def deliver(self, user: User, message: Message) -> DeliveryResult:
        now = self.now()
        to = user.recognising_email(now) if message.kind in FOR_OWN_CHANNELS else user.proved_email
        if not to:
            return DeliveryResult(delivered=False, reason=NOT_YET if user.proved_email else NOT_PROVED)
        if why := self.deliveries.returned(to, now):
            return DeliveryResult(delivered=False, reason=f"the last e-mail to their address is back: {why}")
        tag = _NOT_IN_A_TAG.sub("_", message.message_id)[:MAX_TAG]
        with given_once(self.deliveries, user, message, self.name, now):
            self.mailer.send((to,), subject(message), tuple(body(message, self.public_url)), tag)
        return DeliveryResult(delivered=True, channel=self.name)
