"""Ends what watches a calendar, at its provider: a calendar that was taken away is none of AMO's business any more."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lambdas.calendars.base import CalendarRequest
from lambdas.calendars.watch import CalendarWatcher
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.kernel.source import Source
from lambdas.errors import AmoError, Retryable
from lambdas.store.subscriptions import Subscriptions

log = logging.getLogger(__name__)

TRIES = 2
SECONDS = 8.0
"""Somebody waits meanwhile; what is not ended by then ends by itself, within a week, and is not heard."""


@dataclass(frozen=True, slots=True)
class Unwatch:
    subscriptions: Subscriptions
    watchers: Mapping[Source, CalendarWatcher]
    now: Callable[[], datetime]
    monotonic: Callable[[], float] = time.monotonic

    def end(self, user_id: str, connection: CalendarConnection) -> None:
        """Raises as a CalendarProvider does, and can then be tried again: what is not ended is not forgotten."""
        subscription = self.subscriptions.of(user_id, connection.calendar_id)
        watcher = self.watchers.get(connection.source)
        if subscription and watcher:
            watcher.unwatch(CalendarRequest(user_id=user_id, connection=connection, now=self.now()), subscription)
            self.subscriptions.drop(subscription.subscription_id)

    def end_soon(self, user_id: str, connections: Iterable[CalendarConnection]) -> None:
        """Ends what can be ended in a few seconds, before the right to do so goes; none is heard afterwards."""
        until = self.monotonic() + SECONDS
        for connection in connections:
            for _ in range(TRIES):
                if self.monotonic() > until or self._is_settled(user_id, connection):
                    break
            self.subscriptions.forget(user_id, connection.calendar_id)

    def _is_settled(self, user_id: str, connection: CalendarConnection) -> bool:
        try:
            self.end(user_id, connection)
        except Retryable:
            return False
        except AmoError as error:
            log.info("calendar %s cannot be unwatched: %s", connection.calendar_id, type(error).__name__)
        return True
