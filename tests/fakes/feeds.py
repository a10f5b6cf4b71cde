"""A feed's server in memory: what it answers next, and what it was asked."""

from collections.abc import Mapping

from lambdas.calendars.ics.feed_fetch import FetchedFeed
from lambdas.errors import AmoError


class FakeFeed:
    """Serves ``body`` under an entity tag made of it, and 304 to whoever has that tag already; or fails."""

    def __init__(self, body: bytes = b"", content_type: str = "text/calendar") -> None:
        self.body = body
        self.content_type = content_type
        self.conditional = True
        self.failure: AmoError | None = None
        self.asked: list[dict[str, str]] = []

    def fetch(self, url: str, validators: Mapping[str, str]) -> FetchedFeed:
        self.asked.append(dict(validators))
        if self.failure:
            raise self.failure
        tag = {"If-None-Match": f'"{hash(self.body)}"'} if self.conditional else {}
        if tag and dict(validators) == tag:
            return FetchedFeed(None, tag)
        return FetchedFeed(self.body, tag, content_type=self.content_type)
