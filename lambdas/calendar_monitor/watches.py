"""Keeps calendars watched: with each sync, whatever is watched no longer, or not for long, is watched anew.

The poll is therefore the renewal's clock, too; nobody who is not polled is watched.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from lambdas.calendars.base import CalendarRequest
from lambdas.calendars.watch import RENEWED_BEFORE, CalendarWatcher, WatchRequest
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.subscription import Subscription, secret_hash
from lambdas.errors import AmoError
from lambdas.store.subscriptions import Subscriptions

log = logging.getLogger(__name__)

EXPECTED = timedelta(hours=1)
"""A subscription nobody has confirmed is believed in for so long."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
WEBHOOKS = {Source.GOOGLE: "google", Source.MICROSOFT: "microsoft"}


@dataclass(frozen=True)
class Watches:
    """``public_url`` is where notifications can reach AMO; ``new_secret`` makes what proves one genuine."""

    subscriptions: Subscriptions
    watchers: Mapping[Source, CalendarWatcher]
    public_url: str
    new_id: Callable[[], str]
    new_secret: Callable[[], str]

    def _renewed(self, watcher: CalendarWatcher, request: CalendarRequest) -> Subscription:
        """The new one is heard before the old one ends (fault 18: both may tell of the same change)."""
        calendar_id, secret = request.connection.calendar_id, self.new_secret()
        previous = self.subscriptions.of(request.user_id, calendar_id)
        asked = WatchRequest(
            calendar=request,
            subscription_id=self.new_id(),
            secret=secret,
            webhook_url=f"{self.public_url}/hooks/{WEBHOOKS[request.connection.source]}",
            previous=previous,
        )
        current = self._watched(watcher, asked)
        self.subscriptions.put(current)
        self.subscriptions.make_current(current)
        if previous and previous.subscription_id != current.subscription_id:
            self._end(watcher, request, previous)
        return current

    def _watched(self, watcher: CalendarWatcher, asked: WatchRequest) -> Subscription:
        """Known before it is asked for: a provider that takes our id may tell of a change before it has answered."""
        calendar = asked.calendar
        expected = Subscription(
            subscription_id=asked.subscription_id,
            source=watcher.source,
            user_id=calendar.user_id,
            calendar_id=calendar.connection.calendar_id,
            secret_hash=secret_hash(asked.secret),
            lasts_until=calendar.now + EXPECTED,
        )
        self.subscriptions.put(expected)
        is_it = False
        try:
            current = watcher.watch(asked)
            is_it = current.subscription_id == expected.subscription_id
            return current
        finally:
            if not is_it:
                self.subscriptions.drop(expected.subscription_id)

    def _end(self, watcher: CalendarWatcher, request: CalendarRequest, previous: Subscription) -> None:
        """One that cannot be ended now ends by itself; its notifications are no longer heard either way."""
        self.subscriptions.drop(previous.subscription_id)
        try:
            watcher.unwatch(request, previous)
        except AmoError as error:
            log.info("subscription %s was left to expire: %s", previous.subscription_id, type(error).__name__)


def watched(
    watches: Watches | None, request: CalendarRequest, connection: CalendarConnection, now: datetime, *, anew: bool
) -> CalendarConnection:
    """The connection as watched from now on. What does not work today is tried again with the next sync.

    ``anew``: whatever it says, its provider wants the subscription renewed.
    """
    until = connection.watched_until
    if watches is None or (not anew and until and until - now > RENEWED_BEFORE):
        return connection
    watcher = watches.watchers.get(connection.source)
    if watcher is None or not _is_reachable(watches.public_url, watcher):
        return connection
    try:
        current = watches._renewed(watcher, request)
    except AmoError as error:
        log.warning("calendar %s cannot be watched: %s", connection.calendar_id, type(error).__name__)
        # Where its provider wanted it renewed, what was promised before may not hold any more.
        return connection.model_copy(update={"watched_until": None}) if anew else connection
    return connection.model_copy(update={"watched_until": current.lasts_until})


def _is_reachable(public_url: str, watcher: CalendarWatcher) -> bool:
    """A provider on the internet cannot reach a laptop; one on this machine, a stand-in, can."""
    is_local = urlsplit(public_url).hostname in LOOPBACK
    return watcher.is_local if is_local else public_url.startswith("https://")
