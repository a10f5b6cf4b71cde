"""What a feed's events become: identities, times, repetition, cancellation, wording."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from lambdas.calendars.base import Window
from lambdas.calendars.ics import read_feed
from lambdas.calendars.ics.text import split_feed
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.meeting import EventKind, meeting_id_for
from tests.unit.calendars.ics.feeds import NOW, event, feed, read, request, starts

PARIS = ";TZID=Europe/Paris:"


def test_an_event_becomes_a_meeting() -> None:
    lines = (
        "SEQUENCE:3",
        "LAST-MODIFIED:20261101T120000Z",
        "LOCATION:Room 4",
        "DESCRIPTION:One\\nTwo\\, three\\; four",
    )
    body = feed(event("e1", f"{PARIS}20261118T100000", *lines, end=f"{PARIS}20261118T104500", title="Q4 \\, review"))
    (meeting,) = read(body).meetings
    assert (meeting.meeting_id, meeting.external_id) == (meeting_id_for("u1", "e1"), "e1")
    assert (meeting.source, meeting.calendar_id, meeting.series_id) == (Source.ICS, "c1", None)
    assert (meeting.start, meeting.minutes, meeting.timezone) == (
        datetime(2026, 11, 18, 9, 0, tzinfo=UTC),
        45,
        "Europe/Paris",
    )
    assert (meeting.title, meeting.description) == ("Q4 , review", "One\nTwo, three; four")
    assert (meeting.sequence, meeting.updated_at) == (3, datetime(2026, 11, 1, 12, 0, tzinfo=UTC))


def test_occurrences_are_named_by_the_start_their_series_gives_them() -> None:
    moved = event("s", f"{PARIS}20261119T150000", f"RECURRENCE-ID{PARIS}20261118T100000", title="Moved")
    series = event("s", f"{PARIS}20261111T100000", "RRULE:FREQ=WEEKLY;COUNT=3", end=f"{PARIS}20261111T110000")
    found = {meeting.external_id: meeting for meeting in read(feed(moved, series)).meetings}
    assert list(found) == ["s/2026-11-18T09:00:00Z", "s/2026-11-25T09:00:00Z"]
    assert found["s/2026-11-18T09:00:00Z"].title == "Moved"
    assert found["s/2026-11-18T09:00:00Z"].start.hour == 14
    assert {meeting.series_id for meeting in found.values()} == {"s"}


def test_a_moved_occurrence_keeps_its_identity_whatever_zone_names_it() -> None:
    series = event("s", f"{PARIS}20261118T100000", "RRULE:FREQ=WEEKLY")
    for name in (
        "RECURRENCE-ID:20261118T090000Z",
        "RECURRENCE-ID:20261118T100000",
        "RECURRENCE-ID;VALUE=DATE:20261118",
    ):
        moved = event("s", f"{PARIS}20261119T100000", name)
        ids = sorted(meeting.external_id for meeting in read(feed(series, moved), timezone="Europe/Paris").meetings)
        assert ids == ["s/2026-11-18T09:00:00Z", "s/2026-11-25T09:00:00Z"], name


def test_an_occurrence_moved_into_the_window_from_afar_is_found_and_one_moved_out_is_not() -> None:
    series = event("s", ":20260601T100000Z", "RRULE:FREQ=MONTHLY")
    into = event("s", ":20261120T100000Z", "RECURRENCE-ID:20260801T100000Z")
    out_of = event("t", ":20270301T100000Z", "RECURRENCE-ID:20261118T100000Z")
    weekly = event("t", ":20261118T100000Z", "RRULE:FREQ=WEEKLY;COUNT=2")
    assert starts(read(feed(series, into, weekly, out_of))) == ["11-20T10:00", "11-25T10:00"]


def test_a_change_to_all_following_occurrences_moves_them_all() -> None:
    series = event("s", ":20261116T100000Z", "RRULE:FREQ=DAILY;COUNT=5", end=":20261116T110000Z")
    later = event(
        "s", ":20261118T133000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261118T100000Z", end=":20261118T150000Z"
    )
    reading = read(feed(series, later))
    assert starts(reading) == ["11-16T10:00", "11-17T10:00", "11-18T13:30", "11-19T13:30", "11-20T13:30"]
    assert sorted(m.external_id for m in reading.meetings)[-1] == "s/2026-11-20T10:00:00Z"
    assert [m.minutes for m in reading.meetings] == [60, 60, 90, 90, 90]


def test_exceptions_count_in_utc_in_the_series_zone_and_floating() -> None:
    for exception in (":20261118T090000Z", f"{PARIS}20261118T100000", ":20261118T100000", ";VALUE=DATE:20261118"):
        series = event("s", f"{PARIS}20261117T100000", "RRULE:FREQ=DAILY;COUNT=3", f"EXDATE{exception}")
        assert starts(read(feed(series))) == ["11-17T09:00", "11-19T09:00"], exception


def test_exchange_names_an_occurrence_by_the_midnight_of_its_day() -> None:
    series = ("s", f"{PARIS}20261117T100000", "RRULE:FREQ=DAILY;COUNT=3")
    for midnight in (f"{PARIS}20261118T000000", ":20261118T000000", ":20261118T000000Z"):
        assert starts(read(feed(event(*series, f"EXDATE{midnight}")))) == ["11-17T09:00", "11-19T09:00"], midnight
        moved = event("s", f"{PARIS}20261118T150000", f"RECURRENCE-ID{midnight}")
        assert starts(read(feed(event(*series), moved))) == ["11-17T09:00", "11-18T14:00", "11-19T09:00"], midnight
    added = event(*series, f"RDATE{PARIS}20261120T000000")
    assert starts(read(feed(added)))[-1] == "11-19T23:00", "an added occurrence may begin at midnight"


def test_an_unreadable_exception_costs_only_itself_and_is_reported() -> None:
    reading = read(feed(event("s", ":20261117T100000Z", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20261118T100000Z,soon")))
    assert starts(reading) == ["11-17T10:00", "11-19T10:00"]
    assert [refusal.item for refusal in reading.refused] == ["s"]


def test_added_dates_and_periods_are_occurrences_with_their_own_length() -> None:
    extra = ("RDATE:20261119T100000Z", "RDATE;VALUE=PERIOD:20261120T100000Z/20261120T120000Z,20261121T100000Z/PT3H")
    reading = read(feed(event("s", ":20261117T100000Z", *extra, end=":20261117T110000Z")))
    assert sorted((m.start.day, m.minutes) for m in reading.meetings) == [(17, 60), (19, 60), (20, 120), (21, 180)]


def test_what_is_cancelled_is_left_out_in_any_spelling() -> None:
    assert not read(feed(event("a", ":20261118T100000Z", "STATUS:cancelled"))).meetings
    series = event("s", ":20261117T100000Z", "RRULE:FREQ=DAILY;COUNT=3", "STATUS:CANCELLED")
    assert not read(feed(series)).meetings


def test_a_cancelling_message_takes_the_event_or_the_one_occurrence_with_it() -> None:
    invited = feed(
        event("a", ":20261118T100000Z", "SEQUENCE:1"), event("s", ":20261118T110000Z", "RRULE:FREQ=DAILY;COUNT=2")
    )
    cancel = feed(
        "BEGIN:VEVENT\nUID:a\nSEQUENCE:2\nEND:VEVENT",
        "BEGIN:VEVENT\nUID:s\nRECURRENCE-ID:20261118T110000Z\nEND:VEVENT",
        head="METHOD:CANCEL",
    )
    reading = read(invited + cancel)
    assert starts(reading) == ["11-19T11:00"]
    assert not reading.refused


def test_an_added_occurrence_joins_its_series() -> None:
    series = feed(event("s", ":20261118T110000Z", "RRULE:FREQ=DAILY;COUNT=2"), head="METHOD:REQUEST")
    added = feed(event("s", ":20261124T150000Z", "SEQUENCE:1"), head="METHOD:ADD")
    assert starts(read(series + added)) == ["11-18T11:00", "11-19T11:00", "11-24T15:00"]


def test_messages_about_a_meeting_do_not_make_one() -> None:
    for method in ("REPLY", "REFRESH", "COUNTER", "DECLINECOUNTER"):
        reading = read(feed(event(), head=f"METHOD:{method}"))
        assert (reading.meetings, reading.refused) == ([], []), method


def test_the_highest_sequence_wins_wherever_it_stands() -> None:
    newer = event("e", ":20261118T100000Z", "SEQUENCE:2", title="New")
    older = event("e", ":20261118T090000Z", "SEQUENCE:0", title="Old")
    gone = event("e", ":20280101T090000Z", "SEQUENCE:3", title="Far away")
    assert [m.title for m in read(feed(newer, older)).meetings] == ["New"]
    assert not read(feed(newer, older, gone)).meetings


def test_events_without_an_id_get_one_that_stays() -> None:
    anonymous = event().replace("UID:e1\n", "")
    other = event(title="Other").replace("UID:e1\n", "")
    first, second = read(feed(anonymous, other)).meetings
    assert first.external_id != second.external_id
    again = read(feed(other, anonymous.replace("END:VEVENT", "DTSTAMP:20261111T000000Z\nEND:VEVENT"))).meetings
    assert {m.meeting_id for m in again} == {first.meeting_id, second.meeting_id}


def test_all_day_events_are_days_where_the_owner_lives() -> None:
    body = feed(
        event("d", ";VALUE=DATE:20261118", title="Day"), event("r", ";VALUE=DATE:20261120", "RRULE:FREQ=DAILY;COUNT=1")
    )
    day, repeated = read(body, timezone="America/New_York").meetings
    assert (day.all_day, day.start.hour, day.minutes, day.timezone) == (True, 5, 1440, "America/New_York")
    assert repeated.external_id == "r/2026-11-20"


def test_a_time_declared_a_date_is_still_a_time() -> None:
    timed, day = read(
        feed(event("t", ";VALUE=DATE:20261118T193000"), event("d", ";VALUE=DATE:20261119T000000"))
    ).meetings
    assert (timed.all_day, timed.start.hour) == (False, 19)
    assert day.all_day


def test_outlooks_mark_makes_midnight_to_midnight_a_day() -> None:
    whole = event("d", f"{PARIS}20261118T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", end=f"{PARIS}20261119T000000")
    (meeting,) = read(feed(whole), timezone="Europe/Paris").meetings
    assert (meeting.all_day, meeting.minutes) == (True, 1440)


def test_without_an_end_a_time_has_no_length_and_a_wrong_end_is_taken_as_none() -> None:
    body = feed(event("a"), event("b", end=":20261118T090000Z"), event("c", ":20261118T100000Z", "DURATION:PT1H30M"))
    assert [meeting.minutes for meeting in read(body).meetings] == [0, 0, 90]


def test_hours_are_exact_when_the_clock_changes() -> None:
    night = event("n", ";TZID=Europe/Paris:20261025T013000", "DURATION:PT3H")
    (meeting,) = read(feed(night), now=datetime(2026, 10, 24, tzinfo=UTC)).meetings
    assert meeting.minutes == 180


def test_a_time_the_clock_leaves_out_never_ends_before_it_starts() -> None:
    gap = event("g", ";TZID=America/New_York:20260308T023000", end=";TZID=America/New_York:20260308T030000")
    (meeting,) = read(feed(gap), now=datetime(2026, 3, 7, tzinfo=UTC)).meetings
    assert (meeting.start, meeting.minutes) == (datetime(2026, 3, 8, 7, 30, tzinfo=UTC), 30)


def test_outlook_says_who_is_away() -> None:
    lines = ("X-MICROSOFT-CDO-BUSYSTATUS:OOF", "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE")
    kinds = [read(feed(event("e", ":20261118T100000Z", line))).meetings[0].event_kind for line in lines]
    assert kinds == [EventKind.OUT_OF_OFFICE, EventKind.WORKING_LOCATION]


def test_long_and_hostile_text_is_cut_and_cleaned() -> None:
    body = feed(
        event("e", ":20261118T100000Z", f"DESCRIPTION:{'x' * 20000}", title="a\tb\u0085c\\n\\nd " + "y" * 491 + " z")
    )
    (meeting,) = read(body).meetings
    assert meeting.title.startswith("a b c d y")
    assert (len(meeting.title), len(meeting.description)) == (499, 8000)


def test_other_parts_of_a_calendar_are_no_meetings() -> None:
    others = [
        f"BEGIN:{part}\nUID:x\nDTSTART:20261118T100000Z\nEND:{part}" for part in ("VTODO", "VJOURNAL", "VFREEBUSY")
    ]
    assert starts(read(feed(*others, event()))) == ["11-18T10:00"]


def test_events_elsewhere_in_time_are_skipped_and_a_running_one_is_kept() -> None:
    running = event("r", ":20261001T000000Z", end=":20261201T000000Z")
    passed, to_come = event("p", ":20250101T100000Z"), event("t", ":99990101T100000Z")
    assert [meeting.external_id for meeting in read(feed(running, passed, to_come)).meetings] == ["r"]


def test_a_calendar_beyond_all_measure_is_cut_off_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_feed, "MAX_MEETINGS", 3)
    reading = read(feed(*(event(f"e{number}") for number in range(10))))
    assert len(reading.meetings) == 3
    assert not reading.complete
    assert len(reading.refused) == 1


def test_zones_that_take_all_the_time_there_is_end_the_reading_and_take_nothing_away() -> None:
    numbers = range(100)
    zones = (
        f"BEGIN:VTIMEZONE\nTZID:Z{number}\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\n"
        f"TZOFFSETTO:+0200\nEND:STANDARD\nEND:VTIMEZONE"
        for number in numbers
    )
    exceptions = (f"EXDATE;TZID=Z{number}:20261118T100000" for number in numbers)
    body = feed(*zones, event("e1", ":20261118T100000Z", "RRULE:FREQ=DAILY", *exceptions))
    window = Window(start=NOW, end=NOW + timedelta(days=7))
    passing = itertools.count(step=read_feed.FEED_SECONDS / 20)
    reading = read_feed.read_feed(split_feed(body), request(), window, lambda: next(passing))
    assert not reading.complete
    assert "its time zone “Z99” is not known; that exception is left out" in {told.reason for told in reading.refused}
