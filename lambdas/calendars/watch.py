"""Asks a provider to tell AMO at once when a calendar changes. The poll stays the net below it.

Nothing that a change notification says is believed but who sent it: it only makes AMO look.
"""

from datetime import timedelta
from typing import Protocol

from lambdas.calendars.base import CalendarRequest
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.subscription import Subscription

RENEWED_BEFORE = timedelta(hours=36)
"""Before its end; longer than the longest time between two polls, so that one may fail."""

MAX_LIFE = timedelta(days=6, hours=20)
"""The life asked for. Google gives a week by default, Microsoft at most 10,080 minutes: a little less than both."""


class WatchRequest(Model):
    """``secret`` comes back in every change notification; ``subscription_id`` is for providers that take ours."""

    calendar: CalendarRequest
    subscription_id: str
    secret: str
    webhook_url: str
    previous: Subscription | None = None


class CalendarWatcher(Protocol):
    """Raises as a CalendarProvider does. The old subscription stays good while the new one is made: none is missed."""

    source: Source

    @property
    def is_local(self) -> bool:
        """Returns whether the provider is on this machine (a stand-in), and can therefore reach a laptop."""
        ...

    def watch(self, request: WatchRequest) -> Subscription:
        """A subscription that lasts longer than ``previous``: another one, or the same prolonged."""
        ...

    def unwatch(self, request: CalendarRequest, subscription: Subscription) -> None:
        """Ends it; one that is gone already is fine."""
        ...
