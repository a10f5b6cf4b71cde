"""Whatever bytes come, reading them ends, soon, with meetings that make sense (faults 40 and 45; 9 and 10 for time)."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.unit.calendars.ics.feeds import NOW, event, feed, read

SAMPLE = feed(
    "BEGIN:VTIMEZONE\nTZID:Own\nBEGIN:STANDARD\nDTSTART:19701025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nEND:VTIMEZONE",
    event("a", ";TZID=Own:20261118T100000", "ATTENDEE;CN=Bo:mailto:bo@example.org", "DURATION:PT1H"),
    event(
        "s",
        ";TZID=Europe/Paris:20261102T100000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261230",
        "EXDATE:20261116T090000Z",
    ),
    event("s", ";TZID=Europe/Paris:20261119T120000", "RECURRENCE-ID;TZID=Europe/Paris:20261118T100000", "SEQUENCE:1"),
    event("d", ";VALUE=DATE:20261120", "RRULE:FREQ=YEARLY", "STATUS:CONFIRMED"),
)
LINES = SAMPLE.decode().split("\r\n")
FRAGMENTS = [
    "FREQ=SECONDLY",
    "INTERVAL=0",
    "COUNT=-1",
    "99991231T235960Z",
    "TZID=Nowhere",
    "P9W",
    "RANGE=THISANDFUTURE",
]


def check(body: bytes) -> None:
    begun = time.monotonic()
    reading = read(body)
    assert time.monotonic() - begun < 5
    for meeting in reading.meetings:
        assert meeting.start <= meeting.end
        assert meeting.start.tzinfo is UTC
        assert meeting.end > NOW - timedelta(days=1, seconds=1)


@given(st.binary(max_size=2000))
def test_arbitrary_bytes_never_crash(noise: bytes) -> None:
    check(noise)
    check(SAMPLE[:300] + noise + SAMPLE[300:])


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=40))
@example([(160, 50)])  # a VTIMEZONE's rule that dateutil counts beyond the end of a year
def test_a_calendar_with_spoilt_bytes_never_crashes(spoilt: list[tuple[int, int]]) -> None:
    body = bytearray(SAMPLE)
    for position, byte in spoilt:
        body[position] = byte
    check(bytes(body))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_calendar_with_lines_dropped_doubled_and_mixed_up_never_crashes(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 8))):
        here = data.draw(st.integers(0, len(lines) - 1))
        there = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["drop", "double", "swap", "spoil"]))
        if change == "drop" and len(lines) > 2:
            del lines[here]
        elif change == "double":
            lines.insert(there, lines[here])
        elif change == "swap":
            lines[here], lines[there] = lines[there], lines[here]
        else:
            lines[here] += data.draw(st.sampled_from([";", ":", ","])) + data.draw(st.sampled_from(FRAGMENTS))
    check("\r\n".join(lines).encode())


@settings(deadline=None)
@given(
    zone=st.sampled_from(sorted(name for name in available_timezones() if "/" in name)),
    hours=st.integers(0, 5 * 365 * 24),
    minutes=st.sampled_from([0, 15, 30, 59]),
)
def test_fault_10_any_wall_clock_time_in_any_zone_equals_the_utc_oracle(zone: str, hours: int, minutes: int) -> None:
    """Also in gaps and overlaps: RFC 5545 takes the clock before a gap and the first of two equal times."""
    wall = datetime(2024, 1, 1) + timedelta(hours=hours, minutes=minutes)
    expected = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    body = feed(event("e", f";TZID={zone}:{wall:%Y%m%dT%H%M%S}"))
    (meeting,) = read(body, now=expected - timedelta(days=2)).meetings
    assert meeting.start == expected


@settings(deadline=None, max_examples=30)
@given(
    zone=st.sampled_from(["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]),
    day=st.integers(0, 360),
)
def test_fault_10_a_daily_meeting_stays_at_its_hour_through_every_change_of_the_clock(zone: str, day: int) -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
    body = feed(event("s", f";TZID={zone}:20250101T093000", "RRULE:FREQ=DAILY", "DURATION:PT30M"))
    meetings = read(body, now=now).meetings
    assert len(meetings) in (15, 16)
    assert {meeting.start.astimezone(ZoneInfo(zone)).strftime("%H:%M") for meeting in meetings} == {"09:30"}


@settings(deadline=None, max_examples=60)
@given(
    zone=st.sampled_from(["Europe/Paris", "America/Sao_Paulo", "Africa/Cairo", "Asia/Beirut"]), day=st.integers(0, 700)
)
def test_fault_9_an_all_day_event_runs_from_local_midnight_to_local_midnight(zone: str, day: int) -> None:
    date = datetime(2025, 1, 1) + timedelta(days=day)
    body = feed(event("d", f";VALUE=DATE:{date:%Y%m%d}"))
    (meeting,) = read(body, timezone=zone, now=date.replace(tzinfo=UTC)).meetings
    assert meeting.start == date.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert meeting.end == (date + timedelta(days=1)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
