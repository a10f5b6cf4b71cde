"""A Google calendar to measure with: the stand-in, and events as a busy person's calendar holds them."""

from datetime import UTC, datetime, timedelta

from cli.local.google_fake.recurrence import Event
from cli.local.google_fake.server import GoogleFake
from cli.local.google_fake.service import GoogleService

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OWNER = "you@example.com"
BEARER = "bench"
AGENDA = "Status of each initiative, what is blocked and by whom, and the decisions that cannot wait. " * 4


def fortnight(count: int) -> list[Event]:
    """All within the days that are read."""
    return [_event(number, NOW + timedelta(days=13) * number / count) for number in range(count)]


def years(count: int) -> list[Event]:
    """Twenty a week, half of them past."""
    first = NOW - timedelta(weeks=count / 40)
    return [_event(number, first + timedelta(weeks=number / 20)) for number in range(count)]


def serving(events: list[Event]) -> GoogleFake:
    """Started; whoever asked for it stops it."""
    service = GoogleService(now=lambda: NOW)
    calendar = service.add_account(OWNER, bearer=BEARER)
    for event in events:
        calendar.put(event, NOW)
    fake = GoogleFake(service)
    fake.start()
    return fake


def change_one(fake: GoogleFake) -> None:
    """The first that is yet to come is moved by an hour and renamed."""
    calendar = fake.service.calendars[OWNER]
    event = next(one for one in calendar.events.values() if one["start"]["dateTime"] > NOW.isoformat())
    start = datetime.fromisoformat(event["start"]["dateTime"]) + timedelta(hours=1)
    calendar.put({**event, **_times(start), "summary": "Moved and renamed"}, NOW)


def _event(number: int, start: datetime) -> Event:
    guests = [f"person{(number + guest) % 97}@example.com" for guest in range(2 + number % 8)]
    return {
        "id": f"e{number:07}",
        "summary": f"Roadmap check-in {number}",
        "description": AGENDA,
        "location": f"Room {number % 12}",
        "organizer": {"email": guests[0]},
        "attendees": [{"email": each, "displayName": each.title(), "responseStatus": "accepted"} for each in guests],
        "hangoutLink": f"https://meet.google.com/{number:09}",
        **_times(start),
    }


def _times(start: datetime) -> Event:
    start = start.replace(microsecond=0)
    return {
        "start": {"dateTime": start.isoformat(), "timeZone": "UTC"},
        "end": {"dateTime": (start + timedelta(minutes=45)).isoformat(), "timeZone": "UTC"},
    }
