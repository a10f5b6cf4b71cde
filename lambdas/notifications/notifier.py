"""Tells people: what is said to somebody is stored, and stands in line behind what was said before (NOT-1).

Nobody is reached here. The delivery of messages (message_delivery) takes them from the queue, one after the other for
each person, so that Slack being away holds nothing else up and loses nothing.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.queue import Queue
from lambdas.domain.accounts.unreadable_preferences import unreadable_message
from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.deliveries import QueuedMessage
from lambdas.domain.notifications.messages import FOR_OWN_CHANNELS, ON_EVERY_CHANNEL, Message
from lambdas.errors import AmoError, Retryable
from lambdas.notifications.base import DeliveryResult
from lambdas.store.deliveries import Deliveries
from lambdas.store.inbox import Inbox

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Notifier:
    """``queue`` keeps the order of each person's messages; what one waits for at a screen is behind none of them."""

    inbox: Inbox
    deliveries: Deliveries
    queue: Queue

    def tell(self, user: User, message: Message, now: datetime) -> DeliveryResult:
        """As :meth:`send`, for what must not get lost. Raises Retryable when it could not be put in line."""
        try:
            return self._put_in_line(user, message, now)
        except AmoError as error:
            problem = f"The message could not be put in line ({message.kind}); it is tried again."
            raise Retryable(problem) from error

    def send(self, user: User, message: Message, now: datetime) -> DeliveryResult:
        """Puts the message in line, once. Raises nothing: what could not be is an answer, with the reason.

        ``delivered`` means that it is on its way, ``channel`` is the one that took it before, if any. The page shows
        what cannot be put in line. Whoever has preferences that cannot be read is told that as well, once.
        """
        try:
            return self._put_in_line(user, message, now)
        except AmoError as error:
            self._show(user, message)
            return DeliveryResult(delivered=False, reason=str(error))

    def close(self, user: User, message_id: str, note: str) -> None:
        """Says in its own place what became of a message, wherever that can be; a comfort, so it raises nothing.

        One that stands in line still is not said any more.
        """
        try:
            self._enqueue(QueuedMessage(user_id=user.user_id, message_id=message_id, note=note), user.user_id)
            self.inbox.take(user.user_id, message_id)
        except AmoError as error:
            log.warning("message %s is not settled: %s", message_id, type(error).__name__)

    def _put_in_line(self, user: User, message: Message, now: datetime) -> DeliveryResult:
        if user.unreadable:
            self._send(user.user_id, unreadable_message(user, now), now)
        return self._send(user.user_id, message, now)

    def _show(self, user: User, message: Message) -> None:
        try:
            self.inbox.put(user.user_id, message)
        except AmoError as error:
            log.warning("message %s is not on the page either: %s", message.message_id, type(error).__name__)

    def _send(self, user_id: str, message: Message, now: datetime) -> DeliveryResult:
        before = self.deliveries.find(user_id, message, now)
        if before and before.channel:
            return DeliveryResult(delivered=True, channel=before.channel, reason="told already")
        self.inbox.hold(user_id, message)
        line = f"{user_id}/{message.kind}" if message.kind in FOR_OWN_CHANNELS | ON_EVERY_CHANNEL else user_id
        self._enqueue(QueuedMessage(user_id=user_id, message_id=message.message_id), line)
        return DeliveryResult(delivered=True, reason="on its way")

    def _enqueue(self, queued: QueuedMessage, line: str) -> None:
        name = f"{queued.message_id}\0{queued.note}"
        self.queue.send_in_order(line, name, queued.model_dump())
