"""Which of a feed's events are the same one: several under one UID, versions of an event, versions of an occurrence."""

from datetime import timedelta
from itertools import count
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.calendars.base import Window
from lambdas.calendars.ics.read_feed import read_feed
from lambdas.calendars.ics.text import split_feed
from tests.unit.calendars.ics.feeds import NOW, event, feed, read, request, starts

SERIES = event("s", ";TZID=Europe/Paris:20261116T100000", "RRULE:FREQ=DAILY;UNTIL=20261120T235959Z")
ZONE = (
    "BEGIN:VTIMEZONE\nTZID:Own\nBEGIN:STANDARD\nDTSTART:19701025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0500\n"
    "END:STANDARD\nEND:VTIMEZONE"
)
OWN_TIME = ";TZID=Own:20261118T100000"


def slot(day: int, *more: str, title: str = "Slot") -> str:
    return event("u", f":202611{day}T100000Z", *more, title=title)


def ids(*parts: str) -> dict[int, str]:
    return {meeting.start.day: meeting.meeting_id for meeting in read(feed(*parts)).meetings}


def test_events_at_different_times_under_one_uid_are_several_meetings() -> None:
    reading = read(feed(slot(17), slot(18), slot(19)))
    assert starts(reading) == ["11-17T10:00", "11-18T10:00", "11-19T10:00"]
    assert len({meeting.meeting_id for meeting in reading.meetings}) == 3


def test_each_of_several_keeps_its_identity_in_any_order_and_when_another_goes() -> None:
    all_three = ids(slot(17), slot(18), slot(19))
    assert ids(slot(19), slot(17), slot(18)) == all_three
    assert ids(slot(19), slot(18)) == {day: all_three[day] for day in (18, 19)}
    cancelled = ids(slot(17, "STATUS:CANCELLED"), slot(18))
    assert cancelled == {18: all_three[18]}


def test_an_event_alone_keeps_its_identity_when_it_moves() -> None:
    assert list(ids(slot(17)).values()) == list(ids(slot(18)).values())


def test_copies_and_versions_of_one_event_are_one() -> None:
    alone = list(ids(slot(18)).values())
    in_paris = event("u", ";TZID=Europe/Paris:20261118T110000", "SEQUENCE:1", title="Newer")
    reading = read(feed(slot(18), in_paris, slot(18)))
    assert [(meeting.title, meeting.meeting_id) for meeting in reading.meetings] == [("Newer", alone[0])]
    moved = read(feed(slot(19, "SEQUENCE:2", title="Moved"), slot(18, "SEQUENCE:1")))
    assert [(meeting.title, meeting.meeting_id) for meeting in moved.meetings] == [("Moved", alone[0])]


def test_of_equal_sequences_the_last_changed_is_the_newest() -> None:
    newer = slot(18, "LAST-MODIFIED:20261102T000000Z", "DTSTAMP:20261101T000000Z", title="Newer")
    older = slot(18, "LAST-MODIFIED:20261101T000000Z", "DTSTAMP:20261103T000000Z", title="Older")
    for parts in ((newer, older), (older, newer)):
        assert [meeting.title for meeting in read(feed(*parts)).meetings] == ["Newer"]


def test_a_higher_sequence_that_was_stamped_earlier_is_no_later_version() -> None:
    early = slot(17, "SEQUENCE:4", "DTSTAMP:20261101T000000Z")
    late = slot(18, "SEQUENCE:0", "DTSTAMP:20261110T000000Z")
    assert starts(read(feed(early, late))) == ["11-17T10:00", "11-18T10:00"]


def test_a_changed_occurrence_belongs_to_the_series_it_was_in() -> None:
    first = event("s", ":20261116T100000Z", "RRULE:FREQ=DAILY;COUNT=2", title="First")
    second = event("s", ":20261119T140000Z", "RRULE:FREQ=DAILY;COUNT=2", title="Second")
    moved = event("s", ":20261120T160000Z", "RECURRENCE-ID:20261120T140000Z", title="Moved")
    expected = ["11-16T10:00", "11-17T10:00", "11-19T14:00", "11-20T16:00"]
    for parts in ((first, second, moved), (moved, second, first)):
        assert starts(read(feed(*parts))) == expected


@settings(max_examples=60, deadline=None)
@given(
    forms=st.lists(
        st.sampled_from([":20261118T090000Z", ";TZID=Europe/Paris:20261118T100000", ";VALUE=DATE:20261118"]),
        min_size=2,
        max_size=4,
    ),
    order=st.randoms(use_true_random=False),
)
def test_the_newest_override_wins_however_each_names_its_occurrence(forms: list[str], order: Random) -> None:
    changes = [
        event("s", f":20261118T1{number}0000Z", f"RECURRENCE-ID{form}", f"SEQUENCE:{number}", title=f"v{number}")
        for number, form in enumerate(forms, start=1)
    ]
    parts = [SERIES, *changes]
    order.shuffle(parts)
    on_that_day = [meeting for meeting in read(feed(*parts)).meetings if meeting.start.day == 18]
    assert [(meeting.title, meeting.external_id) for meeting in on_that_day] == [
        (f"v{len(forms)}", "s/2026-11-18T09:00:00Z")
    ]


def test_of_overrides_with_equal_sequences_the_later_stamp_wins_and_then_the_later_in_the_file() -> None:
    def change(title: str, *more: str) -> str:
        return event("s", ":20261118T120000Z", "RECURRENCE-ID:20261118T090000Z", *more, title=title)

    stamped = (change("late", "DTSTAMP:20261102T000000Z"), change("early", "DTSTAMP:20261101T000000Z"))
    for first, second, expected in ((*stamped, "late"), (change("a"), change("b"), "b")):
        titles = {meeting.title for meeting in read(feed(SERIES, first, second)).meetings if meeting.start.day == 18}
        assert titles == {expected}


def test_a_day_of_an_all_day_series_may_be_named_by_its_owners_midnight_in_utc() -> None:
    days = ("s", ";VALUE=DATE:20261116", "RRULE:FREQ=DAILY;COUNT=5")
    moved = event("s", ";VALUE=DATE:20261124", "RECURRENCE-ID:20261117T230000Z")
    reading = read(feed(event(*days, "EXDATE:20261118T230000Z"), moved), timezone="Europe/Berlin")
    assert [meeting.external_id[2:] for meeting in reading.meetings] == [
        "2026-11-16",
        "2026-11-17",
        "2026-11-20",
        "2026-11-18",
    ]


def test_a_cancelled_newest_version_takes_its_occurrence_away() -> None:
    moved = event("s", ":20261118T120000Z", "RECURRENCE-ID:20261118T090000Z", "SEQUENCE:1")
    off = event("s", ":20261118T120000Z", "RECURRENCE-ID;VALUE=DATE:20261118", "SEQUENCE:2", "STATUS:CANCELLED")
    assert "11-18" not in " ".join(starts(read(feed(SERIES, off, moved))))


def test_nothing_is_changed_after_a_series_has_ended() -> None:
    left_over = event("s", ":20261124T120000Z", "RECURRENCE-ID:20261124T090000Z")
    until = ["11-16T09:00", "11-17T09:00", "11-18T09:00", "11-19T09:00", "11-20T09:00"]
    assert starts(read(feed(SERIES, left_over))) == until
    counted = event("s", ";TZID=Europe/Paris:20261116T100000", "RRULE:FREQ=DAILY;COUNT=5")
    assert starts(read(feed(left_over, counted))) == until
    days = event("s", ";VALUE=DATE:20261116", "RRULE:FREQ=DAILY;UNTIL=20261117")
    day = event("s", ";VALUE=DATE:20261124", "RECURRENCE-ID;VALUE=DATE:20261124")
    assert starts(read(feed(days, day))) == ["11-16T00:00", "11-17T00:00"]


def test_the_last_occurrence_may_be_moved_past_the_end_of_its_series() -> None:
    moved = event("s", ":20261124T120000Z", "RECURRENCE-ID:20261120T090000Z")
    assert starts(read(feed(SERIES, moved)))[-1] == "11-24T12:00"


def test_a_uid_of_very_many_series_is_left_at_the_time_limit_of_a_feed() -> None:
    parts = [event("s", f":202611{day}T100000Z", "RRULE:FREQ=DAILY;COUNT=2") for day in range(16, 26)]
    seconds = count(step=4)
    window = Window(start=NOW, end=NOW + timedelta(days=14))
    reading = read_feed(split_feed(feed(*parts)), request(), window, lambda: float(next(seconds)))
    assert not reading.complete
    assert 0 < len(reading.meetings) < 11


@settings(max_examples=60, deadline=None)
@given(
    days=st.lists(st.integers(0, 12), min_size=2, max_size=6, unique=True),
    order=st.randoms(use_true_random=False),
    cut=st.integers(0, 9),
)
def test_neither_order_nor_a_second_vcalendar_changes_what_is_read(days: list[int], order: Random, cut: int) -> None:
    slots = [event("u", f":{NOW + timedelta(days=day):%Y%m%dT%H%M%SZ}", title=f"day {day}") for day in days]
    change = event("s", ":20261118T120000Z", "RECURRENCE-ID:20261118T090000Z", "SEQUENCE:1")
    parts = [*slots, SERIES, change, event("a"), event("d", ";VALUE=DATE:20261120"), ZONE, event("z", OWN_TIME)]
    expected = {meeting.meeting_id: meeting for meeting in read(feed(*parts)).meetings}
    order.shuffle(parts)
    for body in (feed(*parts), feed(*parts[:cut]) + feed(*parts[cut:])):
        assert {meeting.meeting_id: meeting for meeting in read(body).meetings} == expected
    assert len(expected) == len(days) + 8
