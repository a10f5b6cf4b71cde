"""Calendars nobody here wrote: small ones beside the tests, all of them in ../shared when that folder is there.

The baseline is what icalendar and recurring-ical-events make of each file without guards, over its densest 60 days.
"""

import csv
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lambdas.calendars.base import Window
from lambdas.calendars.ics.read_feed import FeedReading, read_feed
from lambdas.calendars.ics.text import split_feed
from lambdas.domain.meetings.meeting import Meeting
from tests.unit.calendars.ics.feeds import request

ROOT = Path(__file__).parents[3]
OURS = ROOT / "tests" / "data" / "ics"
SHARED = ROOT.parent / "shared" / "data"
WITH_SHARED = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not there")

DIFFERENT = {
    "apple-macos__tentative_cancelled.ics": (3, "the cancelled event is left out"),
    "blackberry__meeting_reply.ics": (0, "a reply (METHOD:REPLY) is no meeting of its own"),
    "exchange__ms_timezones.ics": (88, "a time whose zone's quote is closed too late is read"),
    "galaxy-wg__2026-06-01.ics": (62, "a date-only UNTIL keeps its last day, fault 44"),
    "galaxy-wg__2026-06-29.ics": (62, "a date-only UNTIL keeps its last day, fault 44"),
    "ical.net__minutely.ics": (500, "capped and flagged, fault 38"),
    "icalendar__invalid_duration.ics": (1, "an event whose length cannot be read is kept without, and that is told"),
    "min__declined_cancelled.ics": (3, "the cancelled event is left out"),
    "node-ical__late_error_401_events.ics": (95, "days that do not exist cost only their own events"),
    "outlook11__standup.ics": (43, "the window's edges are midnight UTC, not midnight in Melbourne"),
    "rfc2446__itip_examples.ics": (10, "replies and counters are no meetings, cancellations cancel"),
    "thunderbird__cancelled_instance_18.ics": (2, "the cancelled occurrence is left out, fault 43"),
}
"""File: what we read in the baseline's window, and why that is not what the baseline has."""

LOST = {
    "icalendar__broken_calendar_104.ics": ("2014-03-20", 1, 0),
    "libical__crash_binary.ics": ("1997-03-01", 1, 1),
    "libical__large_1MB_malformed.ics": ("1997-03-01", 2, 0),
    "node-ical__late_error_401_events.ics": ("2024-01-02", 95, 2),
    "outlook11__boeing_bad_year.ics": ("2006-07-01", 0, 0),
    "rfc2446__itip_examples.ics": ("1997-06-01", 10, 0),
    "school__two_tzids_in_vtimezone.ics": ("2024-06-01", 1, 0),
}
"""Files of which the baseline loses everything: first day of 60, meetings at least, refusals at least.

outlook11__boeing_bad_year holds free and busy times only, no event.
"""


def rows() -> list[dict[str, str]]:
    if not SHARED.is_dir():
        return []
    with (SHARED / "baseline.tsv").open() as table:
        return list(csv.DictReader(table, delimiter="\t"))


def read_file(path: Path, first: str, last: str = "") -> FeedReading:
    start = datetime.fromisoformat(first).replace(tzinfo=UTC)
    end = datetime.fromisoformat(last).replace(tzinfo=UTC) if last else start + timedelta(days=60)
    return read_feed(split_feed(path.read_bytes()), request(now=start), Window(start=start, end=end))


@WITH_SHARED
@pytest.mark.parametrize("row", [row for row in rows() if row["window_start"]], ids=lambda row: row["file"])
def test_every_real_calendar_gives_what_the_libraries_give_or_better(row: dict[str, str]) -> None:
    expected, _reason = DIFFERENT.get(row["file"], (int(row["instances"] or 0), ""))
    begun = time.monotonic()
    reading = read_file(SHARED / "ics" / row["file"], row["window_start"], row["window_end"])
    assert len(reading.meetings) == expected
    assert time.monotonic() - begun < 5
    assert reading.complete


@WITH_SHARED
@pytest.mark.parametrize("name", sorted(LOST))
def test_a_bad_part_never_costs_the_whole_file(name: str) -> None:
    first, meetings, refused = LOST[name]
    reading = read_file(SHARED / "ics" / name, first)
    assert len(reading.meetings) >= meetings
    assert len(reading.refused) >= refused


@WITH_SHARED
def test_every_file_has_its_expectation() -> None:
    without_window = {row["file"] for row in rows() if not row["window_start"] or not row["instances"]}
    assert without_window <= LOST.keys() | DIFFERENT.keys()
    assert {path.name for path in (SHARED / "ics").glob("*.ics")} == {row["file"] for row in rows()}


@WITH_SHARED
def test_every_file_is_read_wherever_the_window_is() -> None:
    for path in sorted((SHARED / "ics").glob("*.ics")):
        for first in ("1997-07-01", "2011-03-20", "2026-11-16"):
            for meeting in read_file(path, first).meetings:
                assert meeting.start <= meeting.end


@WITH_SHARED
def test_the_same_feed_four_weeks_later_keeps_the_identity_of_what_stayed() -> None:
    names = ("galaxy-wg__2026-06-01.ics", "galaxy-wg__2026-06-29.ics")
    before, after = (read_file(SHARED / "ics" / name, "2026-06-29").meetings for name in names)
    kept = {meeting.meeting_id for meeting in before} & {meeting.meeting_id for meeting in after}
    assert (len(before), len(after), len(kept)) == (33, 33, 24)
    # The other nine are one series that Google split in two ("this and following"); it is still one series.
    gone, new = ({m.series_id for m in some if m.meeting_id not in kept} for some in (before, after))
    assert gone == new == {"7e5oultehn1gjdk61pqg4ggd3o@google.com"}


def only(name: str, first: str) -> list[Meeting]:
    return sorted(read_file(OURS / name, first).meetings, key=lambda meeting: meeting.start)


def test_a_series_in_a_zone_only_the_feed_knows_crosses_the_change_of_the_clock() -> None:
    meetings = only("exchange__customized_time_zone.ics", "2020-10-20")
    assert {(meeting.start.month, meeting.start.hour) for meeting in meetings} == {(10, 14), (11, 15), (12, 15)}


def test_the_override_before_its_series_counts() -> None:
    assert len(only("google__override_before_master.ics", "2026-02-10")) == 3


def test_of_two_versions_the_one_with_the_higher_sequence_is_kept() -> None:
    titles = [meeting.title for meeting in only("duplicate_uid_sequence.ics", "2024-01-15")]
    assert titles == ["Team Meeting (SEQUENCE 2)", "Updated version (SEQUENCE 3) - should win"]


def test_outlooks_display_names_are_time_zones() -> None:
    meetings = only("outlook__quoted_display_tz_rrule.ics", "2015-07-06")
    assert len(meetings) == 8
    assert (meetings[0].start.hour, meetings[0].minutes) == (16, 240)


def test_rooms_and_bystanders_are_no_people() -> None:
    first, second = only("two_vcalendars_12_attendees.ics", "1997-07-01")
    assert [meeting.attendee_count for meeting in (first, second)] == [4, 4]
    assert sorted(person.email for meeting in (first, second) for person in meeting.attendees if person.is_room) == [
        "conf@example.com",
        "conf_big@example.com",
    ]


def test_a_junk_line_between_events_costs_nothing() -> None:
    assert [meeting.title for meeting in only("icalendar__broken_calendar_104.ics", "2014-03-20")] == ["Broken Eevnt"]
