"""One message tried on one channel after the other, with what became of each try."""

import logging
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.deliveries import Attempt, DeliveryOutcome
from lambdas.domain.notifications.messages import ON_EVERY_CHANNEL, Message
from lambdas.errors import AmoError, Retryable, Unproven
from lambdas.notifications.base import Channel

log = logging.getLogger(__name__)

DEFECT = "It did not work there."


@dataclass(frozen=True, slots=True)
class Trial:
    """``waits`` says whether a channel that cannot take it at this moment is asked again before the next is tried."""

    user: User
    message: Message
    waits: Callable[[], bool]
    attempts: list[Attempt] = field(default_factory=list)

    def rings(self, channel: Channel) -> bool:
        """Returns whether this channel took it. Raises Retryable where it is waited for.

        Once something may have rung, nothing rings any more, but for what all of them are told.
        """
        is_for_all = self.message.kind in ON_EVERY_CHANNEL
        if not is_for_all and any(attempt.outcome is DeliveryOutcome.UNPROVEN for attempt in self.attempts):
            return False
        outcome, reason = DeliveryOutcome.FAILED, ""
        try:
            delivery = channel.deliver(self.user, self.message)
            outcome = DeliveryOutcome.TOOK_IT if delivery.delivered else outcome
            reason = delivery.reason
        except Unproven as error:
            outcome, reason = DeliveryOutcome.UNPROVEN, f"{channel.name}: {error}"
        except Retryable as error:
            reason = f"{channel.name}: {error}"
            if self.waits():
                outcome = DeliveryOutcome.WAITING
                raise
        except Exception as error:  # whatever it was, the person hears of it on the next channel
            place = traceback.extract_tb(error.__traceback__)[-1]  # its text may hold what the message says
            where, kind = f"{place.name}:{place.lineno}", type(error).__name__
            log.error("channel %s failed for message %s: %s at %s", channel.name, self.message.message_id, kind, where)
            reason = f"{channel.name}: {error if isinstance(error, AmoError) else DEFECT}"
        finally:
            self.attempts.append(Attempt(channel=channel.name, outcome=outcome, reason=reason))
        return outcome is DeliveryOutcome.TOOK_IT

    def leaves_out(self, channels: Iterable[Channel], outcome: DeliveryOutcome) -> bool:
        """Rings nobody, and says why for each channel."""
        self.attempts.extend(Attempt(channel=channel.name, outcome=outcome) for channel in channels)
        return False
