"""The time a message waits for a channel that cannot take it now, and the end of its use. Pure."""

from datetime import datetime, timedelta

from lambdas.domain.notifications.messages import FOR_OWN_CHANNELS, ON_EVERY_CHANNEL, Message

PATIENCE = timedelta(hours=1)
"""Slack's longest outages of the last years were over, or known to everybody, within it."""
SHARE_OF_WHAT_IS_LEFT = 4
"""Of a message about a meeting that is near, waiting takes no more than a quarter of the time there is."""


def waits_for_a_channel(message: Message, now: datetime) -> bool:
    """Returns whether a channel is asked again before the next: not where somebody waits for it at a screen, and not
    where the next is told in any case.
    """
    if message.kind in FOR_OWN_CHANNELS | ON_EVERY_CHANNEL:
        return False
    patience = PATIENCE
    if message.useful_until is not None:
        patience = min(patience, (message.useful_until - message.created_at) / SHARE_OF_WHAT_IS_LEFT)
    return now - message.created_at < patience


def is_pressing(message: Message, now: datetime) -> bool:
    """Returns whether it is of use for a while only, and should wait no longer, behind another message neither."""
    return message.useful_until is not None and not is_late(message, now) and not waits_for_a_channel(message, now)


def is_late(message: Message, now: datetime) -> bool:
    """Returns whether nobody should be rung up for it any more."""
    return message.useful_until is not None and now >= message.useful_until
