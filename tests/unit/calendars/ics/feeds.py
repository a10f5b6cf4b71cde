"""Writes small feeds and reads them, around one fixed Monday."""

from datetime import UTC, datetime, timedelta

from lambdas.calendars.base import CalendarRequest, Window
from lambdas.calendars.ics.read_feed import FeedReading, read_feed
from lambdas.calendars.ics.text import split_feed
from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.calendar_owner import CalendarOwner

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
OWNER = "ann@example.org"


def feed(*parts: str, head: str = "") -> bytes:
    """A VCALENDAR of whole components, with CRLF line ends."""
    blocks = ["BEGIN:VCALENDAR\nVERSION:2.0", *([head] if head else []), *parts, "END:VCALENDAR\n"]
    return "\n".join(blocks).replace("\n", "\r\n").encode()


def event(uid: str = "e1", start: str = ":20261118T100000Z", *more: str, end: str = "", title: str = "Talk") -> str:
    """A VEVENT; ``start`` and ``end`` include their parameters (``;TZID=Europe/Paris:20261118T100000``)."""
    ends = [f"DTEND{end}"] if end else []
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"DTSTART{start}", *ends, f"SUMMARY:{title}", *more, "END:VEVENT"])


def request(timezone: str = "UTC", now: datetime = NOW, **connection: object) -> CalendarRequest:
    known = {"calendar_id": "c1", "source": Source.ICS, "label": "Work", **connection}
    return CalendarRequest(
        user_id="u1",
        connection=CalendarConnection.model_validate(known),
        owner=CalendarOwner(email=OWNER),
        timezone=timezone,
        now=now,
    )


def read(body: bytes, timezone: str = "UTC", days: int = 14, now: datetime = NOW) -> FeedReading:
    window = Window(start=now - timedelta(days=1), end=now + timedelta(days=days))
    return read_feed(split_feed(body), request(timezone, now), window)


def starts(reading: FeedReading) -> list[str]:
    return sorted(meeting.start.strftime("%m-%dT%H:%M") for meeting in reading.meetings)
