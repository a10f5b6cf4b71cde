"""Reaches a person on the first of their channels that works (NOT-1)."""

import logging
from collections.abc import Sequence
from datetime import datetime

from lambdas.channels.base import Channel, Delivery
from lambdas.domain.messages import Message
from lambdas.domain.quiet_hours import quiet_until
from lambdas.domain.users import User
from lambdas.errors import AmoError

log = logging.getLogger(__name__)


class Notifier:
    """``channels`` in the order of trying; the last one is the inbox, which takes everything at any hour."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        self._channels = tuple(channels)

    @property
    def channel_names(self) -> tuple[str, ...]:
        """In the order of trying."""
        return tuple(channel.name for channel in self._channels)

    def send(self, user: User, message: Message, now: datetime) -> Delivery:
        """Tries channel after channel. Raises nothing: undelivered is an answer, with the last channel's reason."""
        is_quiet = quiet_until(user, now) is not None
        last = Delivery(delivered=False, reason="no channel is set up")
        for channel in self._channels:
            if channel.rings and is_quiet:
                last = Delivery(delivered=False, reason="quiet hours")
                continue
            last = _attempt(channel, user, message)
            if last.delivered:
                return last
        return last


def _attempt(channel: Channel, user: User, message: Message) -> Delivery:
    try:
        return channel.deliver(user, message)
    except AmoError as error:
        log.warning("channel %s failed for message %s: %s", channel.name, message.message_id, type(error).__name__)
        return Delivery(delivered=False, reason=f"{channel.name}: {error}")
