"""Channels that keep what they were given, and can be told to fail or to know nobody; and a notifier over them."""

from datetime import datetime

from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.messages import Message
from lambdas.errors import Retryable
from lambdas.notifications.base import DeliveryResult
from lambdas.notifications.notifier import Notifier
from lambdas.notifications.web import WebChannel
from tests.fakes.stores import FakeDeliveries, FakeInbox


class FakeChannel:
    """Rings by default, as a telephone does."""

    def __init__(self, name: str, rings: bool = True) -> None:
        self.name = name
        self.rings = rings
        self.is_down = False
        self.reaches_nobody = False
        self.messages: dict[str, Message] = {}

    def deliver(self, user: User, message: Message) -> DeliveryResult:
        if self.is_down:
            raise Retryable("It does not answer; it is tried again.")
        if self.reaches_nobody:
            return DeliveryResult(delivered=False, reason="no address")
        self.messages.setdefault(message.message_id, message)
        return DeliveryResult(delivered=True, channel=self.name)


class FakeNotifier(Notifier):
    """The real notifier with the page's inbox in memory; ``sent`` counts every try."""

    def __init__(self) -> None:
        self.inbox = FakeInbox()
        self.sent: list[Message] = []
        self.is_down = False
        super().__init__([WebChannel(self.inbox)], FakeDeliveries())

    def send(self, user: User, message: Message, now: datetime) -> DeliveryResult:
        self.sent.append(message)
        if self.is_down:
            return DeliveryResult(delivered=False, reason="web: AWS was too busy")
        return super().send(user, message, now)

    @property
    def told(self) -> list[Message]:
        """What the user has in the inbox, oldest first."""
        return list(self.inbox.stored.values())
