"""The one look at a feed before it is connected, so that nobody is told "connected" of what cannot be read."""

from dataclasses import dataclass

from lambdas.calendars.ics.feed_body import split_body
from lambdas.calendars.ics.feed_fetch import Fetcher
from lambdas.errors import Refused

CHECK_SECONDS = 10.0
"""A person waits for the answer; a feed that is read by itself may take longer."""

LOOKED_AT = 64 * 1024
"""Bytes in which a calendar has begun: all of ten megabytes would not fit beside the page that asks."""

NOTHING_THERE = "The calendar's server sent nothing; copy the address from your calendar's settings once more."


@dataclass(frozen=True, slots=True)
class FeedCheck:
    fetcher: Fetcher

    def require(self, address: str) -> None:
        """Raises Refused with the reason why no calendar is read there, Retryable where one may be later."""
        fetched = self.fetcher.fetch(address, {})
        beginning = (fetched.body or b"")[:LOOKED_AT]
        if not beginning.strip():
            raise Refused(NOTHING_THERE)
        split_body(beginning, fetched)
