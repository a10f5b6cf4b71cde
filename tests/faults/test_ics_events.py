"""Faults 34 to 38, 40 and 42 to 45: events that hang, flood, break or mislead whoever reads them carelessly."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from lambdas.calendars.ics.effort import MAX_OCCURRENCES
from lambdas.calendars.ics.read_feed import FeedReading
from lambdas.calendars.ics.time_limit import OutOfTime, time_limit
from tests.unit.calendars.ics.feeds import event, feed, read, starts

GOOD = event("good", ":20261118T100000Z")


def repeating(rule: str, *more: str, start: str = ":20261101T090000Z") -> str:
    return event("bad", start, f"RRULE:{rule}", *more, end=start.replace("0000Z", "0001Z"))


def timed(work: Callable[[], FeedReading]) -> tuple[FeedReading, float]:
    begun = time.monotonic()
    return work(), time.monotonic() - begun


def refused_alone(bad: str, seconds: float = 1.0) -> str:
    """Reads a feed of one good and one bad event; returns why the bad one was refused."""
    reading, took = timed(lambda: read(feed(bad, GOOD)))
    assert [meeting.external_id for meeting in reading.meetings] == ["good"]
    assert [refusal.item for refusal in reading.refused] == ["bad"]
    assert took < seconds
    return reading.refused[0].reason


def test_fault_34_every_second_is_refused_at_once() -> None:
    assert "every second" in refused_alone(repeating("FREQ=SECONDLY;COUNT=1000000000"))


def test_fault_35_an_interval_of_zero_is_refused() -> None:
    assert "interval" in refused_alone(repeating("FREQ=DAILY;INTERVAL=0"))


def test_fault_36_an_exception_rule_that_never_strikes_is_stopped_by_the_deadline() -> None:
    never = "EXRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    assert "too long" in refused_alone(repeating("FREQ=DAILY", never), seconds=3.0)


def test_fault_36_a_rule_that_never_strikes_is_stopped_by_the_deadline() -> None:
    """No static budget sees this one: dateutil looks for the 30th of February until the year 9999."""
    reason = refused_alone(repeating("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), seconds=3.0)
    assert "too long" in reason


def test_fault_36_the_deadline_interrupts_python_code_that_never_ends() -> None:
    begun = time.monotonic()

    def never_ends() -> None:
        with time_limit(0.1):
            while True:
                pass

    with pytest.raises(OutOfTime):
        never_ends()
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYHOUR={h};BYMINUTE={m};BYSECOND={m}",
        "FREQ=YEARLY;BYMONTHDAY={d};BYHOUR={h};BYMINUTE={m}",
        "FREQ=HOURLY;BYMINUTE={m};BYSECOND={m}",
        "FREQ=MINUTELY;BYSECOND={m}",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR={h};BYMINUTE={m};BYSETPOS=-1",
    ],
)
def test_fault_37_dense_lists_are_refused_by_a_budget(rule: str) -> None:
    lists = {"h": range(24), "m": range(60), "d": range(1, 29)}
    text = rule.format(**{name: ",".join(map(str, numbers)) for name, numbers in lists.items()})
    assert "too often" in refused_alone(repeating(text))


def test_fault_38_every_minute_is_capped_and_flagged() -> None:
    for start in (":20261116T090000Z", ":20190101T090000Z", ";TZID=Europe/Paris:20261101T090000"):
        reading, took = timed(partial(read, feed(event("often", start, "RRULE:FREQ=MINUTELY"), GOOD)))
        often = [meeting for meeting in reading.meetings if meeting.series_id == "often"]
        assert MAX_OCCURRENCES * 0.9 < len(often) <= MAX_OCCURRENCES
        assert min(meeting.start for meeting in often) >= datetime(2026, 11, 16, 8, tzinfo=UTC)
        assert [refusal.item for refusal in reading.refused] == ["often"]
        assert took < 2


def test_fault_40_one_bad_event_among_a_hundred_costs_only_itself() -> None:
    good = [event(f"good{number}", f":20261118T10{number % 60:02}00Z") for number in range(99)]
    bad = (":20261399T100000Z", ":", ";TZID=Atlantis/Poseidon:20261118T100000", ";VALUE=PERIOD:next week", ":99991231")
    for start in bad:
        reading = read(feed(*good[:50], event("bad", start), *good[50:]))
        expected = 0 if start == ":99991231" else 1
        assert (len(reading.meetings), len(reading.refused)) == (99, expected), start


def test_fault_40_an_event_without_a_start_is_reported() -> None:
    assert "no DTSTART" in refused_alone("BEGIN:VEVENT\nUID:bad\nSUMMARY:When?\nEND:VEVENT")


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY;COUNT=-1", "FREQ=YEARLY;UNTIL=99991231T235959Z", "RRULE:FREQ=DAILY", "FREQ=DAILY;WKST=;X-A=B"],
)
def test_fault_40_odd_but_harmless_rules_still_work(rule: str) -> None:
    reading = read(feed(event("odd", ":20261118T090000Z", f"RRULE:{rule}"), GOOD))
    assert {"good", "odd/2026-11-18T09:00:00Z"} <= {meeting.external_id for meeting in reading.meetings}
    assert not reading.refused


def test_fault_42_an_unknown_tzid_is_never_stored_naive() -> None:
    reading = read(feed(event("bad", ";TZID=Customized Time Zone:20261118T100000"), GOOD), timezone="Asia/Tokyo")
    assert starts(reading) == ["11-18T10:00"]
    assert "Customized Time Zone" in reading.refused[0].reason


def test_fault_42_a_display_name_with_a_colon_is_understood_quoted_or_not() -> None:
    for tzid in ('"(UTC-05:00) Eastern Time (US and Canada)"', "(UTC-05:00) Eastern Time (US & Canada)"):
        assert starts(read(feed(event("e", f";TZID={tzid}:20261118T100000")))) == ["11-18T15:00"], tzid


def test_fault_42_an_unknown_tzid_with_its_definition_is_the_right_instant() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nDTSTART:16010101T020000\n"
        "TZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\nEND:STANDARD\n"
        "BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\n"
        "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE"
    )
    start = ';TZID="Customized Time Zone":20261030T100000'
    reading = read(feed(event("e", start, "RRULE:FREQ=DAILY;COUNT=3"), zone), now=datetime(2026, 10, 29, tzinfo=UTC))
    assert starts(reading) == ["10-30T14:00", "10-31T14:00", "11-01T15:00"]


def test_fault_42_an_exception_or_change_in_an_unknown_zone_is_reported_too() -> None:
    series = event("s", ":20261117T100000Z", "RRULE:FREQ=DAILY;COUNT=2", "EXDATE;TZID=Atlantis:20261117T100000")
    reading = read(feed(series))
    assert len(reading.meetings) == 2
    assert "Atlantis" in reading.refused[0].reason


def test_fault_43_a_cancelled_occurrence_is_left_out() -> None:
    series = event("s", ":20261117T100000Z", "RRULE:FREQ=DAILY;COUNT=3")
    cancelled = event("s", ":20261118T100000Z", "RECURRENCE-ID:20261118T100000Z", "STATUS:CANCELLED")
    assert starts(read(feed(cancelled, series))) == ["11-17T10:00", "11-19T10:00"]


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Europe/Paris"])
def test_fault_44_a_date_only_until_keeps_its_last_day(zone: str) -> None:
    series = event("s", f";TZID={zone}:20261117T213000", "RRULE:FREQ=DAILY;UNTIL=20261119")
    reading = read(feed(series))
    assert len(reading.meetings) == 3
    days = event("d", ";VALUE=DATE:20261117", "RRULE:FREQ=DAILY;UNTIL=20261119")
    assert len(read(feed(days), timezone=zone).meetings) == 3


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: b"\xef\xbb\xbf" + body,
        lambda body: body.replace(b"\r\n", b"\n"),
        lambda body: body.replace(b"\r\n", b"\r\n\r\n"),
        lambda body: body.replace(b"Talk", b"T\0alk"),
        lambda body: body.replace(b"Talk", "Gespräch".encode().replace(b"\xc3", b"\xc3\r\n ")),
        lambda body: body.replace(b"Talk", b"Gespr\xe4ch"),
        lambda body: body.replace(b"SUMMARY", b"X\r\n=?!\r\nSUMMARY"),
        lambda body: b"HTTP noise\r\n" + body + b"<!-- trailer -->",
        lambda body: body + body.replace(b"good", b"other"),
    ],
)
def test_fault_45_odd_bytes_do_not_lose_the_calendar(spoil: Callable[[bytes], bytes]) -> None:
    reading = read(spoil(feed(GOOD)))
    assert "good" in {meeting.external_id for meeting in reading.meetings}
    assert not reading.refused
