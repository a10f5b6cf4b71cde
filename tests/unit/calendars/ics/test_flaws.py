"""One bad part costs that part: the meeting stays, the flaw is told, and every other meeting is as it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.calendars.base import CalendarSnapshot, Window
from tests.unit.calendars.ics.feeds import NOW, event, feed, read, starts

PARIS = ";TZID=Europe/Paris:"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("DTEND:None", "its DTEND is not a date or time; it is kept without a known end"),
        ("DTEND:", "its DTEND is not a date or time; it is kept without a known end"),
        ("DTEND;TZID=Nowhere:20261118T110000", "its time zone “Nowhere” is not known; it is kept without a known end"),
        ("DTEND:20261118T090000Z", "it ends before it starts; it is kept without a known end"),
        ("DTEND:20621118T090000Z", "it is longer than a year; it is kept without a known end"),
        ("DURATION:an hour", "its DURATION is not a length of time; it is kept without a known end"),
        ("DURATION:-PT1H", "it ends before it starts; it is kept without a known end"),
        ("RRULE:every Wednesday", "its repetition rule cannot be read; of its repetition only the first time is kept"),
        ("RRULE:FREQ=DAILY;INTERVAL=0", "its repetition interval is not usable; of its repetition only the first time"),
        ("RDATE:soon", "its RDATE is not a date or time; that date is left out"),
        ("RRULE:FREQ=YEARLY\nEXDATE:never", "its EXDATE is not a date or time; that exception is left out"),
        ("RECURRENCE-ID:then", "its RECURRENCE-ID is not a date or time; it is kept as a meeting of its own"),
        ("DESCRIPTION;ENCODING=BASE64:???", "its DESCRIPTION is encoded in a way that cannot be read; it is left"),
    ],
)
def test_a_meeting_with_a_bad_part_stays_and_the_flaw_is_told(line: str, told: str) -> None:
    reading = read(feed(event("e", ":20261118T100000Z", line)))
    assert starts(reading) == ["11-18T10:00"]
    assert [(flaw.item, flaw.reason[: len(told)]) for flaw in reading.refused] == [("e", told)]


def test_an_unreadable_end_yields_to_a_duration_beside_it() -> None:
    (meeting,) = read(feed(event("e", ":20261118T100000Z", "DTEND:None", "DURATION:PT1H"))).meetings
    assert meeting.minutes == 60


def test_an_empty_rule_is_none() -> None:
    reading = read(feed(event("e", ":20261118T100000Z", "RRULE:")))
    assert ([meeting.external_id for meeting in reading.meetings], reading.refused) == (["e"], [])


def test_an_empty_line_is_as_good_as_none() -> None:
    lines = ("RECURRENCE-ID:", "RRULE:", "RRULE:FREQ=DAILY;COUNT=2")
    reading = read(feed(event("e", ":20261118T100000Z", *lines)))
    assert (starts(reading), reading.refused) == (["11-18T10:00", "11-19T10:00"], [])


def test_a_day_ends_at_24_hours() -> None:
    reading = read(feed(event("e", ":20261118T220000Z", end=":20261118T240000Z"), event("f", ":20261118T240000Z")))
    assert ([meeting.minutes for meeting in reading.meetings], reading.refused) == ([120, 0], [])
    assert starts(reading) == ["11-18T22:00", "11-19T00:00"]


def test_a_day_added_to_a_series_is_at_the_time_of_the_series() -> None:
    reading = read(feed(event("s", f"{PARIS}20261117T100000", "RRULE:FREQ=DAILY;COUNT=1", "RDATE;VALUE=DATE:20261120")))
    assert starts(reading) == ["11-17T09:00", "11-20T09:00"]


def snapshot(*parts: str) -> CalendarSnapshot:
    reading = read(feed(*parts))
    window = Window(start=NOW, end=NOW.replace(month=12))
    return CalendarSnapshot(
        meetings=tuple(reading.meetings), refused=tuple(reading.refused), sync_state={}, window=window
    )


def test_a_flaw_that_is_only_told_does_not_keep_what_is_gone() -> None:
    series = ("s", f"{PARIS}20261117T100000", "RRULE:FREQ=DAILY;COUNT=4")
    before = {meeting.start.day: meeting for meeting in read(feed(event(*series))).meetings}
    after = snapshot(event(*series, "EXDATE:20261118T090000Z,soon", "DTEND:None"))
    assert len(after.refused) == 2
    assert after.shows_gone(before[18])


def test_a_flaw_that_hides_meetings_keeps_them() -> None:
    stored = {m.start.day: m for m in read(feed(event("s", ":20261117T100000Z", "RRULE:FREQ=DAILY"))).meetings}
    assert not snapshot(event("s", ":20261117T100000Z", "RRULE:FREQ=DAILY;INTERVAL=x")).shows_gone(stored[19])
    assert not snapshot(event("s", ";TZID=Nowhere:20261117T100000", "RRULE:FREQ=DAILY")).shows_gone(stored[19])
    assert snapshot(event("other")).shows_gone(stored[19])


BAD_LINES = st.one_of(
    st.sampled_from(
        [
            "RRULE:FREQ=DAILY;BYDAY=XX",
            "EXDATE;TZID=:;;",
            "DTEND;VALUE=DATE:",
            "RDATE:20261118T090000Z/PT",
            "SUMMARY;ENCODING=QUOTED-PRINTABLE:=",
            "SUMMARY;ENCODING=QUOTED-PRINTABLE:a=0D=0ADTSTART:20261118T090000Z=",
            'ATTENDEE;CN="x:mailto:a@b',
            "BEGIN:VALARM",
            "END:VALARM",
            "BEGIN:VTIMEZONE",
            "RECURRENCE-ID:x",
            "DURATION:P",
            "SEQUENCE:-1",
            "STATUS:",
            ":",
            " ",
        ]
    ),
    st.text(max_size=60).filter(lambda text: text.strip().upper()[:4] not in ("BEGI", "END:", "END ", "END\t")),
    st.builds(
        "{}:{}".format,
        st.sampled_from(["DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SUMMARY"]),
        st.text(max_size=40),
    ),
)


@settings(max_examples=150, deadline=None)
@given(bad=BAD_LINES, at=st.integers(1, 5))
def test_a_bad_line_of_one_event_never_changes_another(bad: str, at: int) -> None:
    others = [event("a", ":20261117T100000Z"), event("s", f"{PARIS}20261117T120000", "RRULE:FREQ=DAILY;COUNT=3")]
    expected = read(feed(*others)).meetings
    lines = event("bad", ":20261118T100000Z", "SEQUENCE:1").split("\n")
    spoilt = "\n".join([*lines[:at], bad.replace("\n", " ").replace("\r", " "), *lines[at:]])
    found = read(feed(others[0], spoilt, others[1])).meetings
    assert [meeting for meeting in found if meeting.external_id[0] in "as"] == expected


def test_an_exception_rule_strikes_its_occurrences_out() -> None:
    rules = ("RRULE:FREQ=DAILY;COUNT=6", "EXRULE:FREQ=WEEKLY;BYDAY=WE,FR")
    assert starts(read(feed(event("s", f"{PARIS}20261116T100000", *rules)))) == [
        "11-16T09:00",
        "11-17T09:00",
        "11-19T09:00",
        "11-21T09:00",
    ]
    reading = read(feed(event("s", ":20261117T100000Z", "RRULE:FREQ=DAILY;COUNT=2", "EXRULE:never")))
    assert starts(reading) == ["11-17T10:00", "11-18T10:00"]
    assert "that exception is left out" in reading.refused[0].reason
