"""Delivers what was put in line for a person: on the first of their channels that works, once, and in order (NOT-1).
What is news of the channels themselves goes to all of them.

A channel that cannot take a message at this moment is waited for, as long as patience.py says, and as long as nothing
behind it is pressing; whoever cannot be reached there at all is reached on the next. What becomes of it is stored.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws import metrics
from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.deliveries import PAGE, Attempt, DeliveryOutcome, QueuedMessage, record_of
from lambdas.domain.notifications.messages import (
    FOR_OWN_CHANNELS,
    ON_EVERY_CHANNEL,
    ON_THE_PAGE_ANYWAY,
    Message,
    MessageKind,
)
from lambdas.domain.notifications.quiet_hours import quiet_until
from lambdas.errors import AmoError, NotFound, Retryable
from lambdas.message_delivery.due_together import DueTogether, as_one
from lambdas.message_delivery.patience import is_late, is_pressing, waits_for_a_channel
from lambdas.message_delivery.trial import Trial
from lambdas.notifications.base import Channel, EditableChannel
from lambdas.store.deliveries import Deliveries
from lambdas.store.inbox import Inbox
from lambdas.store.users import Users

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MessageDelivery:
    """``channels`` in the order of trying; what none of them takes is shown on the page."""

    channels: Sequence[Channel]
    users: Users
    inbox: Inbox
    deliveries: Deliveries
    due_together: DueTogether

    def deliver(self, queued: QueuedMessage, now: datetime) -> None:
        """Raises Retryable while something is waited for."""
        try:
            user = self.users.get(queued.user_id)
        except NotFound:
            log.warning("message %s is for nobody any more", queued.message_id)
            return
        if queued.note:
            self._close(user, queued, now)
        elif message := self._still_to_say(user, queued, now):
            self._say(user, self.due_together.with_others(message, now), now)

    def _still_to_say(self, user: User, queued: QueuedMessage, now: datetime) -> Message | None:
        message = self.inbox.held(user.user_id, queued.message_id, now)
        if message is None:
            return None
        before = self.deliveries.find(user.user_id, message, now)
        if before and before.channel:  # it died before it could say so
            self.inbox.take(user.user_id, message.message_id)
            return None
        return message

    def _say(self, user: User, messages: Sequence[Message], now: datetime) -> None:
        """``messages`` are one where there are several: see :class:`DueTogether`."""
        shown = as_one(messages, user.timezone, now)
        if shown.kind is MessageKind.PREP_STARTED:
            self._bind(messages, shown, now)
        trial = Trial(user, shown, lambda: waits_for_a_channel(shown, now) and self._may_hold_up(user, now))
        try:
            is_taken = self._channel_rings(trial, now)
        except Retryable:
            self._keep(messages, trial, now)
            raise
        if shown.kind in ON_EVERY_CHANNEL or (not is_taken and shown.kind not in FOR_OWN_CHANNELS):
            self._show(messages)
            trial.attempts.append(Attempt(channel=PAGE, outcome=DeliveryOutcome.TOOK_IT))
        self._keep(messages, trial, now)
        for message in reversed(messages):
            self.inbox.take(user.user_id, message.message_id)  # what is shown stays
        _measure(messages, now)
        _count(trial.attempts)

    def _bind(self, messages: Sequence[Message], shown: Message, now: datetime) -> None:
        """Stores before the first try what each is said in: whoever dies while saying it leaves the same to be said."""
        for message in reversed(messages):
            self.deliveries.put(record_of(message, shown.user_id, (), now, shown.message_id))

    def _show(self, messages: Sequence[Message]) -> None:
        for message in messages:
            if message.kind not in ON_THE_PAGE_ANYWAY:
                self.inbox.put(message.user_id, message)

    def _channel_rings(self, trial: Trial, now: datetime) -> bool:
        is_awaited, is_for_all = trial.message.kind in FOR_OWN_CHANNELS, trial.message.kind in ON_EVERY_CHANNEL
        declined = frozenset[str]() if is_awaited else trial.user.declined_channels
        wanted = [channel for channel in self.channels if channel.name not in declined]
        if quiet_until(trial.user, now) is not None and not (is_awaited or is_for_all):
            return trial.leaves_out(wanted, DeliveryOutcome.QUIET)
        if is_late(trial.message, now):
            return trial.leaves_out(wanted, DeliveryOutcome.LATE)
        if is_for_all:
            rang = [trial.rings(channel) for channel in wanted]
            return any(rang)
        return any(trial.rings(channel) for channel in wanted)

    def _keep(self, messages: Sequence[Message], trial: Trial, now: datetime) -> None:
        """Not stored, nothing is said twice all the same: each channel knows what it was given.

        The first in line comes last: until it is stored, all of them are found together again.
        """
        user_id, attempts, said_as = trial.user.user_id, tuple(trial.attempts), trial.message.message_id
        for message in reversed(messages):
            try:
                self.deliveries.put(record_of(message, user_id, attempts, now, said_as))
            except AmoError as error:
                log.warning("the delivery of %s is not on record: %s", message.message_id, type(error).__name__)

    def _close(self, user: User, queued: QueuedMessage, now: datetime) -> None:
        """A comfort: what cannot be changed in its place stays as it is."""
        for channel in self.channels:
            if isinstance(channel, EditableChannel):
                try:
                    channel.close(user, queued.message_id, queued.note)
                except AmoError as error:
                    if isinstance(error, Retryable) and self._may_hold_up(user, now):
                        raise
                    log.warning("%s not settled on %s: %s", queued.message_id, channel.name, type(error).__name__)

    def _may_hold_up(self, user: User, now: datetime) -> bool:
        """Returns whether nothing that stands in line for this person is pressing."""
        return not any(is_pressing(message, now) for message in self.inbox.all_held(user.user_id, now))


def _measure(messages: Sequence[Message], now: datetime) -> None:
    for message in messages:
        if message.kind is MessageKind.PREP_STARTED and message.occurred_at:
            waited = (now - message.occurred_at).total_seconds() * 1000
            metrics.milliseconds("EventToNotificationMs", max(0.0, waited))


def _count(attempts: Sequence[Attempt]) -> None:
    """By channel and by how it went. No figure is of a person: each of those would be billed by itself."""
    for attempt in attempts:
        match (attempt.outcome, attempt.channel):
            case (DeliveryOutcome.TOOK_IT, "slack"):
                metrics.count("MessagesOnSlack")
            case (DeliveryOutcome.TOOK_IT, "sms"):
                metrics.count("MessagesBySms")
            case (DeliveryOutcome.TOOK_IT, "email"):
                metrics.count("MessagesByEmail")
            case (DeliveryOutcome.TOOK_IT, _):
                metrics.count("MessagesOnPage")
            case (DeliveryOutcome.FAILED, _):
                metrics.count("MessagesRefused")
            case (DeliveryOutcome.UNPROVEN, _):
                metrics.count("MessagesUnproven")
            case (DeliveryOutcome.LATE, _):
                metrics.count("MessagesTooLate")
