"""Channels that keep what they were given, and can be told to fail or to know nobody; and notifiers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.deliveries import QueuedMessage
from lambdas.domain.notifications.messages import Message
from lambdas.errors import Refused, Retryable
from lambdas.message_delivery.deliver import MessageDelivery
from lambdas.message_delivery.due_together import DueTogether
from lambdas.notifications.base import Channel, DeliveryResult
from lambdas.notifications.notifier import Notifier
from lambdas.store.deliveries import Deliveries
from lambdas.store.inbox import Inbox
from lambdas.store.meetings import Meetings
from lambdas.store.users import Users
from tests.fakes.faults import Killed
from tests.fakes.queues import FakeQueue
from tests.fakes.stores import FakeDeliveries, FakeInbox, FakeMeetings


class FakeChannel:
    """``dies``: whoever hands it something does not live to hear that it was taken."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_down = False
        self.refuses = False
        self.is_broken = False
        self.reaches_nobody = False
        self.dies = False
        self.messages: dict[str, Message] = {}

    def deliver(self, user: User, message: Message) -> DeliveryResult:
        if self.is_down:
            raise Retryable("It does not answer; it is tried again.")
        if self.refuses:
            raise Refused("It does not take this.")
        if self.is_broken:
            raise TypeError(f"{message.title!r} is no text")
        if self.reaches_nobody:
            return DeliveryResult(delivered=False, reason="no address")
        self.messages.setdefault(message.message_id, message)
        if self.dies:
            raise Killed
        return DeliveryResult(delivered=True, channel=self.name)

    def close(self, _user: User, _message_id: str, _note: str) -> None:
        if self.is_down:
            raise Retryable("It does not answer; it is tried again.")


class FakeNotifier(Notifier):
    """The real notifier with its line in memory; nobody delivers what stands in it. ``sent`` counts every try."""

    inbox: FakeInbox

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.is_down = False
        queue: Any = FakeQueue()
        super().__init__(FakeInbox(), FakeDeliveries(), queue)

    def _put_in_line(self, user: User, message: Message, now: datetime) -> DeliveryResult:
        self.sent.append(message)
        if self.is_down:
            raise Retryable("AWS was too busy")
        return super()._put_in_line(user, message, now)

    def _show(self, user: User, message: Message) -> None:
        if not self.is_down:
            super()._show(user, message)

    @property
    def told(self) -> list[Message]:
        """What stands in line for the user, oldest first."""
        return list(self.inbox.stored.values())


class DeliveringNotifier(Notifier):
    """The real notifier and the real delivery with nothing between them: what is put in line is delivered at once.

    What a channel cannot take at this moment stands in ``line``, in order, until :meth:`deliver` is called.
    """

    def __init__(
        self,
        channels: tuple[Channel, ...],
        users: Users,
        now: Callable[[], datetime],
        inbox: Inbox | None = None,
        deliveries: Deliveries | None = None,
        meetings: Meetings | None = None,
    ) -> None:
        self.line: list[QueuedMessage] = []
        self.now = now
        queue: Any = FakeQueue()
        super().__init__(inbox or FakeInbox(), deliveries or FakeDeliveries(), queue)
        together = DueTogether(self.inbox, self.deliveries, meetings or FakeMeetings())
        self.delivery = MessageDelivery(channels, users, self.inbox, self.deliveries, together)

    def _enqueue(self, queued: QueuedMessage, line: str) -> None:
        super()._enqueue(queued, line)
        self.line.append(queued)
        self.deliver()

    def deliver(self) -> None:
        while self.line:
            try:
                self.delivery.deliver(self.line[0], self.now())
            except Retryable:
                return
            self.line.pop(0)
