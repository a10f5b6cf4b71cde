"""For channels that take no key and cannot be asked what they were given: what may have been sent is not sent again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.messages import Message
from lambdas.errors import AmoError, Unproven
from lambdas.store.deliveries import Deliveries


@contextmanager
def given_once(deliveries: Deliveries, user: User, message: Message, channel: str, now: datetime) -> Iterator[None]:
    """Around the sending, which must happen at most once however often this is entered (faults 79 and 80).

    Raises Unproven where somebody sent it, or died while sending it. What was certainly not sent may be tried again.
    """
    if not deliveries.claim(user.user_id, message, channel, now):
        raise Unproven("It was sent before, or may have been; it is not sent there again.")
    try:
        yield
    except Unproven:
        raise
    except AmoError:
        deliveries.release(user.user_id, message, channel)
        raise
