"""The body of a feed, which is a calendar or else something a server sent in its place."""

from lambdas.calendars.ics.feed_fetch import FetchedFeed
from lambdas.calendars.ics.text import RawFeed, split_feed
from lambdas.errors import Refused

NOT_A_CALENDAR = "This is a web page (a sign-in page, perhaps), not a calendar; connect the calendar's own address."
EMPTY = "The calendar's server sent nothing; what AMO knows of this calendar stays as it is."
NO_EVENTS = "This is not a calendar file; connect an .ics file or feed."


def split_body(body: bytes, fetched: FetchedFeed) -> RawFeed:
    """Raises Refused for what is no calendar at all (fault 41)."""
    if not body.strip():
        raise Refused(EMPTY)
    feed = split_feed(body)
    if not feed.is_calendar:
        is_page = "html" in fetched.content_type.lower() or body.lstrip()[:1] == b"<"
        raise Refused(NOT_A_CALENDAR if is_page else NO_EVENTS)
    return feed
