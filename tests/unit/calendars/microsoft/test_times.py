"""Instants, days and names of Graph's events: pure rules, with an oracle where there is one."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from lambdas.calendars.all_day import midnight
from lambdas.calendars.ics.values import UnreadableValue
from lambdas.calendars.microsoft.event import DateTimeTimeZone, GraphEvent
from lambdas.calendars.microsoft.times import (
    common_uid,
    is_named_cancelled,
    occurrence_name,
    read_instant,
    shown_zone,
    span,
)

BERLIN = ZoneInfo("Europe/Berlin")
NAMED = st.sampled_from(sorted(WINDOWS_TO_OLSON.items()))
MINUTES = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda one: one.replace(second=0, microsecond=0))


def told(when: str, zone: str = "UTC") -> DateTimeTimeZone:
    return DateTimeTimeZone(date_time=when, time_zone=zone)


def an_event(start: str, end: str = "", **more: object) -> GraphEvent:
    return GraphEvent.model_validate({"id": "e", "start": {"dateTime": start, "timeZone": "UTC"}} | more).model_copy(
        update={"end": told(end)}
    )


@given(MINUTES, NAMED)
def test_every_windows_zone_reads_as_its_iana_zone_also_where_the_clock_jumps(
    wall: datetime, zone: tuple[str, str]
) -> None:
    windows, iana = zone
    text = wall.strftime("%Y-%m-%dT%H:%M:%S.0000000")
    assert read_instant(told(text, windows), "start") == wall.replace(tzinfo=ZoneInfo(iana)).astimezone(UTC)
    assert read_instant(told(text, iana), "start") == read_instant(told(text, windows), "start")


@given(MINUTES)
def test_a_time_with_its_own_offset_needs_no_zone(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    assert read_instant(told(aware.isoformat(), ""), "start") == aware
    assert read_instant(told(moment.strftime("%Y-%m-%dT%H:%M:%S.123Z"), ""), "start").replace(microsecond=0) == aware


@pytest.mark.parametrize("text", ["", "tomorrow", "0001-01-01T00:00:00", "2026-13-01T00:00:00", "9999-12-31T00:00:00"])
def test_what_is_no_time_of_this_age_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadableValue, match="start"):
        read_instant(told(text), "start")


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), NAMED, st.sampled_from(["floating", "organizer's", "owner's"]))
def test_an_all_day_event_keeps_its_day_however_its_midnight_is_told(
    day: date, zone: tuple[str, str], told_as: str
) -> None:
    windows, here = zone[0], ZoneInfo(zone[1])
    begins, ends = (
        f"{midnight(some, ZoneInfo('UTC') if told_as == 'floating' else here):%Y-%m-%dT%H:%M:%S}"
        for some in (day, day + timedelta(days=2))
    )
    organizers, home = (windows, BERLIN) if told_as == "organizer's" else ("", here)
    event = an_event(begins, ends, isAllDay=True, originalStartTimeZone=organizers)
    assert span(event, home) == (midnight(day, home), midnight(day + timedelta(days=2), home))


@pytest.mark.parametrize(("told_at", "day"), [("09:00", "2026-11-17"), ("12:30", "2026-11-18")])
def test_where_nobody_s_day_begins_the_nearest_midnight_counts(told_at: str, day: str) -> None:
    begins, _ = span(an_event(f"2026-11-17T{told_at}:00", isAllDay=True), BERLIN)
    assert begins.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M") == f"{day} 00:00"


@pytest.mark.parametrize(
    ("organizers", "told_in", "shown"),
    [
        ("Pacific Standard Time", "UTC", "America/Los_Angeles"),
        ("tzone://Microsoft/Custom", "UTC", "Europe/Paris"),
        ("", "UTC", "Europe/Paris"),
        ("", "Etc/GMT", "Europe/Paris"),
        ("", "Tokyo Standard Time", "Asia/Tokyo"),
        ("UTC", "Tokyo Standard Time", "UTC"),
    ],
)
def test_a_meeting_is_shown_in_its_organizer_s_zone_never_in_the_transport_s(
    organizers: str, told_in: str, shown: str
) -> None:
    event = an_event("2026-11-18T10:00:00", originalStartTimeZone=organizers)
    event = event.model_copy(update={"start": told("2026-11-18T10:00:00", told_in)})
    assert shown_zone(event, "Europe/Paris") == shown


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-18", 24)], ids=["spring", "autumn", "other"]
)
def test_an_all_day_event_is_as_long_as_its_owner_s_day(day: str, hours: int) -> None:
    event = an_event(f"{day}T00:00:00.0000000", isAllDay=True)
    begins, ends = span(event, BERLIN)
    assert ends - begins == timedelta(hours=hours)
    assert begins.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M") == f"{day} 00:00"


def test_an_end_before_its_start_is_its_start_and_years_are_refused() -> None:
    begins, ends = span(an_event("2026-11-18T10:00:00", "2026-11-18T09:00:00"), BERLIN)
    assert begins == ends
    with pytest.raises(UnreadableValue, match="longer than a year"):
        span(an_event("2026-11-18T10:00:00", "2028-11-18T09:00:00"), BERLIN)


CLEAN = (
    "040000008200E00074C5B7101A82E00800000000B23663002F0AD301000000000000000010000000B7C936D4C2FEC749824EE24B2FD7DA62"
)
OF_A_DAY = CLEAN.replace("E00800000000", "E00807EA0B12", 1)
FOREIGN = "040000008200E00074C5B7101A82E00807EA0B1200000000000000000000000000000000310000007643616C2D55696401000000{}00"


def test_an_occurrence_s_uid_without_its_day_is_its_series() -> None:
    assert common_uid(OF_A_DAY) == common_uid(CLEAN) == common_uid(OF_A_DAY.lower()) == CLEAN


def test_the_uid_of_a_google_event_in_outlook_is_google_s() -> None:
    uid = "7kukuqrfedlm2f9t0gm8hhhvq7@google.com"
    wrapped = FOREIGN.format(uid.encode().hex().upper())
    size = (12 + len(uid) + 1).to_bytes(4, "little").hex().upper()
    assert common_uid(wrapped.replace("31000000", size, 1)) == uid


@given(st.text(max_size=200))
def test_any_other_uid_is_left_alone(uid: str) -> None:
    if not uid.upper().startswith("040000008200E00074C5B7101A82E008"):
        assert common_uid(uid) == uid


@given(MINUTES, MINUTES)
def test_a_moved_occurrence_keeps_the_name_of_where_it_was(original: datetime, moved: datetime) -> None:
    first = original.replace(tzinfo=UTC)
    text = first.strftime("%Y-%m-%dT%H:%M:%SZ")
    before = an_event(first.strftime("%Y-%m-%dT%H:%M:%S"))
    after = an_event(moved.strftime("%Y-%m-%dT%H:%M:%S"), originalStart=text)
    assert occurrence_name(before, BERLIN) == occurrence_name(after, BERLIN) == text


@pytest.mark.parametrize(
    ("told_as", "zone"),
    [
        ("2026-11-18T00:00:00Z", "UTC"),
        ("2026-11-17T23:00:00Z", "W. Europe Standard Time"),
        ("2026-11-17T23:00:00Z", ""),
        ("2026-11-18T05:00:00Z", "Eastern Standard Time"),
        ("", ""),
    ],
)
def test_an_all_day_occurrence_is_named_by_its_day(told_as: str, zone: str) -> None:
    more: dict[str, Any] = {"isAllDay": True, "originalStart": told_as or None, "originalStartTimeZone": zone}
    assert occurrence_name(an_event("2026-11-18T00:00:00", **more), BERLIN) == "2026-11-18"


@pytest.mark.parametrize("name", ["OID.x.2026-11-18", "OID.AAMkAG=.20261118T100000Z", "OID.a.b.2026-11-18"])
def test_a_series_names_its_cancelled_occurrences_by_day_or_instant(name: str) -> None:
    series = an_event("2026-11-11T10:00:00", cancelledOccurrences=[name])
    assert is_named_cancelled(an_event("2026-11-18T10:00:00"), series, BERLIN)
    assert not is_named_cancelled(an_event("2026-11-25T10:00:00"), series, BERLIN)
    assert not is_named_cancelled(an_event("2026-11-18T10:00:00"), an_event("2026-11-11T10:00:00"), BERLIN)
