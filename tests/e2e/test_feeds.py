"""A calendar feed on a web server of our own: synced, changed, and replaced by a login page (faults 41 and 49)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from tests.e2e.conftest import Amo
from tests.fakes.loopback import Asked, Reply, serving

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("e2e")]

SECRET = "private-0123456789abcdef"


@dataclass
class Feed:
    """What the server answers at the moment, and how often it was asked."""

    body: bytes = b""
    content_type: str = "text/calendar"
    requests: list[str] = field(default_factory=list)
    address: str = ""

    def show(self, *events: icalendar.Event | bytes) -> None:
        parts = [event if isinstance(event, bytes) else event.to_ical() for event in events]
        self.content_type = "text/calendar"
        self.body = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + b"".join(parts) + b"END:VCALENDAR\r\n"


@pytest.fixture(scope="session")
def feed() -> Iterator[Feed]:
    feed = Feed()

    def answer(asked: Asked) -> Reply:
        tag = f'"{hash(feed.body)}"'
        feed.requests.append(asked.path)
        is_known = asked.headers.get("If-None-Match") == tag
        about = {"ETag": tag, "Content-Type": feed.content_type}
        return 304 if is_known else 200, about, b"" if is_known else feed.body

    with serving(answer) as url:
        feed.address = f"{url}/{SECRET}/basic.ics"
        yield feed


def event(title: str, hours: int) -> icalendar.Event:
    start = datetime.now(UTC).replace(microsecond=0, second=0, minute=0) + timedelta(hours=hours)
    made = icalendar.Event()
    made.add("uid", f"{title}@feed.amo.invalid")
    made.add("summary", title)
    made.add("dtstart", start)
    made.add("dtend", start + timedelta(hours=1))
    for name in ("you", "ben", "cleo"):
        made.add("attendee", f"mailto:{name}@example.com")
    return made


def titles(amo: Amo) -> set[str]:
    return {meeting["title"] for meeting in amo.json("meetings") if meeting["status"] == "scheduled"}


BROKEN = b"BEGIN:VEVENT\r\nUID:broken\r\nSUMMARY:Broken\r\nDTSTART:20269999T990000Z\r\nEND:VEVENT\r\n"


def test_a_feed_is_followed_through_changes_and_a_login_page(amo: Amo, feed: Feed) -> None:
    feed.show(event("Feed planning", 100), event("Feed review", 120), BROKEN)
    up = amo.up("--calendar", feed.address)
    assert up.returncode == 0, up.stderr
    assert {"Feed planning", "Feed review"} <= titles(amo)
    assert "left out" in up.stderr, "the broken event is reported"

    asked = len(feed.requests)
    unchanged = amo.json("sync")
    assert (unchanged["created"], unchanged["updated"], unchanged["writes"]) == (0, 0, 0)
    assert len(feed.requests) == asked + 1, "unchanged costs one request"

    feed.show(event("Feed planning", 110))
    changed = amo.json("sync")
    assert (changed["updated"], changed["cancelled"]) == (1, 1)
    assert "Feed review" not in titles(amo)

    feed.body, feed.content_type = b"<!doctype html><title>Sign in</title>", "text/html"
    refused = amo("sync")
    assert refused.returncode == 1
    assert "not read" in refused.stderr
    assert "Feed planning" in titles(amo), "the last good data is kept"

    said = up.stdout + up.stderr + refused.stdout + refused.stderr
    logged = (amo.state_dir / "engine.log").read_text()
    assert SECRET not in said + logged + amo("status").stdout

    feed.show(event("Feed planning", 110))
    assert amo("sync").returncode == 0
