"""Calendars of public bug reports (tests/data/cases/README.md), each with what its owner would want to see."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lambdas.calendars.ics.read_feed import FeedReading
from tests.unit.calendars.ics.feeds import read, starts

CASES = Path(__file__).parents[3] / "data" / "cases" / "ics"
TODAY = datetime(2026, 11, 28, tzinfo=UTC)
WEEKDAYS = ("11-27", "11-30", "12-01", "12-02", "12-03", "12-04", "12-07", "12-08", "12-09", "12-10", "12-11")


def reading_of(name: str, now: datetime = TODAY) -> FeedReading:
    return read((CASES / f"{name}.ics").read_bytes(), timezone="Europe/Berlin", now=now)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a01_tzone_microsoft_utc", ["12-02T20:30"]),
        ("a03_same_uid_distinct_slots", ["12-02T18:30", "12-03T18:30", "12-04T18:30"]),
        ("a07d_escaped_tzid_spanish", ["12-02T08:00"]),
        ("a20_rrule_spaces", ["11-30T09:00", "12-02T09:00", "12-07T09:00", "12-09T09:00"]),
        ("b01_byday_spaces_exchange", [f"{day}T09:00" for day in WEEKDAYS]),
        ("c01_two_overrides_same_instance", ["12-01T09:00", "12-02T11:00", "12-03T09:00"]),
    ],
)
def test_a_reported_calendar_is_read_as_its_owner_means_it(name: str, expected: list[str]) -> None:
    reading = reading_of(name)
    assert (starts(reading), reading.refused) == (expected, [])


def test_what_the_file_defines_as_gmt_is_british_time() -> None:
    assert starts(reading_of("a02_tzid_gmt_defined_as_london", datetime(2026, 7, 20, tzinfo=UTC))) == ["07-23T09:20"]


def test_a_quoted_printable_title_is_decoded() -> None:
    (meeting,) = reading_of("a04_quoted_printable_summary").meetings
    assert meeting.title == "Interview: Doe, Ann (12345-1)"


def test_of_two_versions_of_one_occurrence_the_newest_is_shown() -> None:
    titles = [meeting.title for meeting in reading_of("c01_two_overrides_same_instance").meetings]
    assert titles == ["Rec4", "Rec4-2 newest", "Rec4"]


def test_an_end_that_is_none_costs_the_end_and_is_told() -> None:
    reading = reading_of("c03_dtend_none")
    (meeting,) = reading.meetings
    assert (meeting.start, meeting.end - meeting.start) == (datetime(2026, 12, 2, 17, tzinfo=UTC), timedelta(0))
    assert [flaw.reason for flaw in reading.refused] == [
        "its DTEND is not a date or time; it is kept without a known end"
    ]
