"""Reaches a person on the first of their channels that works, once, and stores what became of it (NOT-1)."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime

from lambdas.domain.accounts.unreadable_preferences import unreadable_message
from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.deliveries import Attempt, DeliveryOutcome, DeliveryRecord, record_of
from lambdas.domain.notifications.messages import Message
from lambdas.domain.notifications.quiet_hours import quiet_until
from lambdas.errors import AmoError, Retryable, Unproven
from lambdas.notifications.base import Channel, DeliveryResult, EditableChannel
from lambdas.store.deliveries import Deliveries

log = logging.getLogger(__name__)

NOBODY = DeliveryResult(delivered=False, reason="no channel is set up")


class Notifier:
    """``channels`` in the order of trying; the last one is the inbox, which takes everything at any hour."""

    def __init__(self, channels: Sequence[Channel], deliveries: Deliveries) -> None:
        self._channels = tuple(channels)
        self._deliveries = deliveries

    def tell(self, user: User, message: Message, now: datetime) -> DeliveryResult:
        """As :meth:`send`, for what must not get lost. Raises Retryable when no channel took it."""
        delivery = self.send(user, message, now)
        if not delivery.delivered:
            raise Retryable(f"No channel took the message ({message.kind}); it is tried again.")
        return delivery

    def send(self, user: User, message: Message, now: datetime) -> DeliveryResult:
        """Tries channel after channel. Raises nothing: undelivered is an answer, with the last channel's reason.

        What any channel took before is not said again, whichever channel would be first today. Whoever has preferences
        that cannot be read is told that as well, once.
        """
        if user.unreadable:
            self._send(user, unreadable_message(user, now), now)
        return self._send(user, message, now)

    def _send(self, user: User, message: Message, now: datetime) -> DeliveryResult:
        try:
            before = self._deliveries.find(user.user_id, message, now)
        except AmoError as error:
            return DeliveryResult(delivered=False, reason=str(error))
        if before and before.channel:
            return DeliveryResult(delivered=True, channel=before.channel, reason="told already")
        attempts: list[Attempt] = []
        last = NOBODY
        for channel in self._fitting(user, now, attempts):
            last = _attempt(channel, user, message, attempts)
            if last.delivered:
                break
        self._keep(record_of(message, user.user_id, tuple(attempts), now))
        return last

    def close(self, user: User, message_id: str, note: str) -> None:
        """Says in its own place what became of a message, wherever that can be; a comfort, so it raises nothing."""
        for channel in self._channels:
            if isinstance(channel, EditableChannel):
                try:
                    channel.close(user, message_id, note)
                except AmoError as error:
                    log.warning("%s was not settled on %s: %s", message_id, channel.name, type(error).__name__)

    def _fitting(self, user: User, now: datetime, attempts: list[Attempt]) -> Iterator[Channel]:
        """Nothing the person does not want; nothing that rings in quiet hours, nor once something may have rung."""
        is_quiet = quiet_until(user, now) is not None
        for channel in self._channels:
            is_declined = channel.name in user.declined_channels
            if is_declined or (
                channel.rings and any(attempt.outcome is DeliveryOutcome.UNPROVEN for attempt in attempts)
            ):
                continue
            if channel.rings and is_quiet:
                attempts.append(Attempt(channel=channel.name, outcome=DeliveryOutcome.QUIET))
            else:
                yield channel

    def _keep(self, record: DeliveryRecord) -> None:
        """Not stored, nothing is said twice all the same: each channel knows what it was given."""
        try:
            self._deliveries.put(record)
        except AmoError as error:
            log.warning("the delivery of %s is not on record: %s", record.message_id, type(error).__name__)


def _attempt(channel: Channel, user: User, message: Message, attempts: list[Attempt]) -> DeliveryResult:
    try:
        delivery, outcome = channel.deliver(user, message), DeliveryOutcome.FAILED
    except AmoError as error:
        log.warning("channel %s failed for message %s: %s", channel.name, message.message_id, type(error).__name__)
        outcome = DeliveryOutcome.UNPROVEN if isinstance(error, Unproven) else DeliveryOutcome.FAILED
        delivery = DeliveryResult(delivered=False, reason=f"{channel.name}: {error}")
    outcome = DeliveryOutcome.TOOK_IT if delivery.delivered else outcome
    attempts.append(Attempt(channel=channel.name, outcome=outcome, reason=delivery.reason))
    return delivery
