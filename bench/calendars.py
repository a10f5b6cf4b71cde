"""Calendars to measure with: the working life of one busy person, the same for the same size every time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
OWNER = "you@example.com"
A_WEEK = 20
WEEKS_AHEAD = 4
RECURRING_SHARE = 0.1
TITLES = (
    "Leadership Team Meeting",
    "1:1 {} / You",
    "QBR with {}",
    "Sprint planning",
    "Post-mortem: checkout latency",
    "Roadmap check-in",
    "Budget review",
    "Interview: {}",
    "Lunch with {}",
    "Customer call {}",
    "Architecture review",
    "Focus time",
)
NAMES = ("Priya Natarajan", "Jonas Weber", "Amélie Laurent", "Kenji Mori", "Sara Okafor", "Luís Prado", "Ana Kovač")
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE"""


@dataclass(frozen=True, slots=True)
class Feeds:
    """A calendar, and the same one after its owner moved one coming meeting by an hour and renamed it."""

    body: bytes
    changed: bytes
    events: int


def busy_life(events: int) -> Feeds:
    """Twenty events a week, one in ten of them a series; four weeks lie ahead, the rest is history, as in exports."""
    weeks = max(events // A_WEEK, WEEKS_AHEAD + 1)
    return _feeds(events, NOW - timedelta(weeks=weeks - WEEKS_AHEAD), timedelta(weeks=weeks))


def crowded_fortnight(events: int) -> Feeds:
    """The worst case: every one of them within the fourteen days that are read."""
    return _feeds(events, NOW, timedelta(days=14))


def _feeds(events: int, first: datetime, span: timedelta) -> Feeds:
    chance = random.Random(events)
    slots = int(span / timedelta(minutes=15))
    starts = [first + timedelta(minutes=15 * chance.randrange(slots)) for _ in range(events - 1)]
    blocks = [_event(number, start, chance) for number, start in enumerate(starts)]
    coming = NOW + timedelta(days=5)
    return Feeds(_calendar(blocks, coming, "Roadmap"), _calendar(blocks, coming + timedelta(hours=1), "Plan"), events)


def _calendar(blocks: list[str], coming: datetime, title: str) -> bytes:
    moving = "\n".join(
        (
            "BEGIN:VEVENT",
            "UID:moving@example.com",
            f"DTSTAMP:{NOW:%Y%m%dT%H%M%SZ}",
            f"DTSTART:{coming:%Y%m%dT%H%M%SZ}",
            f"DTEND:{coming + timedelta(hours=1):%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{title}",
            "END:VEVENT",
        )
    )
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//AMO bench//EN", ZONE)
    return "\n".join((*head, *blocks, moving, "END:VCALENDAR", "")).replace("\n", "\r\n").encode()


def _event(number: int, start: datetime, chance: random.Random) -> str:
    return "\n".join(("BEGIN:VEVENT", *_lines(number, start, chance), "END:VEVENT"))


def _lines(number: int, start: datetime, chance: random.Random) -> Iterator[str]:
    end = start + timedelta(minutes=chance.choice((30, 30, 50, 60, 90)))
    yield f"UID:{number:06d}-{chance.randrange(16**8):08x}@example.com"
    yield f"DTSTAMP:{start - timedelta(days=9):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;TZID=Europe/Berlin:{start:%Y%m%dT%H%M%S}"
    yield f"DTEND;TZID=Europe/Berlin:{end:%Y%m%dT%H%M%S}"
    if chance.random() < RECURRING_SHARE:
        yield f"RRULE:FREQ=WEEKLY;INTERVAL={chance.choice((1, 1, 2))};COUNT={chance.randrange(6, 60)}"
        yield f"EXDATE;TZID=Europe/Berlin:{start + timedelta(weeks=2):%Y%m%dT%H%M%S}"
    yield f"SUMMARY:{chance.choice(TITLES).format(chance.choice(NAMES))}"
    yield "DESCRIPTION:Agenda and last notes: https://docs.example.com/d/" + f"{chance.randrange(16**16):016x}"
    yield f"LOCATION:https://meet.example.com/{chance.randrange(16**10):010x}"
    yield "SEQUENCE:1"
    yield "STATUS:CONFIRMED"
    yield f"ORGANIZER;CN={NAMES[0]}:mailto:organizer@example.com"
    yield f"ATTENDEE;CN=You;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:{OWNER}"
    for person in range(chance.randrange(1, 9)):
        status = chance.choice(("ACCEPTED", "ACCEPTED", "TENTATIVE", "NEEDS-ACTION"))
        name = NAMES[person % len(NAMES)]
        yield f"ATTENDEE;CN={name};ROLE=REQ-PARTICIPANT;PARTSTAT={status}:mailto:p{person}@example.com"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Reminder", "TRIGGER:-PT10M", "END:VALARM")
