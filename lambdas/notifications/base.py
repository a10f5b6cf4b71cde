"""The interface every way of reaching a person has in common (NOT-1).

A channel is one module here with a class of this shape, its row in domain/notifications/channels.py, and one line in
``wiring.channels`` that builds it. It escapes the message for itself, and raises our errors when it cannot deliver.
"""

from typing import Protocol, runtime_checkable

from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.model import Model
from lambdas.domain.notifications.messages import Message


class DeliveryResult(Model):
    """The outcome of a delivery. ``channel`` took the message, empty when none did; ``reason`` is for the operator."""

    delivered: bool
    channel: str = ""
    reason: str = ""


@runtime_checkable
class EditableChannel(Protocol):
    """A channel whose messages can still be changed where they stand."""

    def close(self, user: User, message_id: str, note: str) -> None:
        """Puts what became of a message in the place of its buttons; nothing where it was never delivered."""


class Channel(Protocol):
    """Each makes a device ring or light up: in quiet hours none is used."""

    @property
    def name(self) -> str: ...

    def deliver(self, user: User, message: Message) -> DeliveryResult:
        """Hands the message over once, however often it is called with the same ``message_id``.

        Not delivered means this person cannot be reached here (no address, no consent): the next channel is
        tried. So it is after Refused; after Retryable this one is asked again for a while.
        """
