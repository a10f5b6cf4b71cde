"""Times are shown on the person's own clock."""

from datetime import UTC, datetime, timedelta

import pytest

from lambdas.domain.kernel.local_time import clock, date_and_time, span, zone, zone_name

START = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def test_a_meeting_is_shown_with_its_day_and_both_times() -> None:
    assert span(START, START + timedelta(minutes=90), "Europe/Berlin") == "Thu 5 Mar, 10:00–11:30 CET"


def test_a_meeting_over_midnight_shows_both_days() -> None:
    assert span(START, START + timedelta(hours=8), "Asia/Tokyo") == "Thu 5 Mar, 18:00 – Fri 6 Mar, 02:00 JST"


def test_a_moment_of_this_week_is_a_day_and_a_time() -> None:
    assert clock(START, "America/New_York") == "Thu 04:00 EST"


@pytest.mark.parametrize(
    ("name", "winter", "summer"),
    [
        ("Europe/Berlin", "CET", "CEST"),
        ("America/New_York", "EST", "EDT"),
        ("Asia/Dubai", "UTC+4", "UTC+4"),
        ("Asia/Kathmandu", "UTC+5:45", "UTC+5:45"),
        ("America/Sao_Paulo", "UTC-3", "UTC-3"),
        ("UTC", "UTC", "UTC"),
    ],
)
def test_a_zone_is_named_as_its_clocks_stand_at_that_moment(name: str, winter: str, summer: str) -> None:
    assert (zone_name(START, name), zone_name(START + timedelta(days=120), name)) == (winter, summer)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "Europe", "a\x00b", "x" * 5_000])
def test_a_zone_nobody_knows_is_read_as_utc(name: str) -> None:
    assert zone(name).key == "UTC"


def test_what_is_read_again_later_has_its_date() -> None:
    assert date_and_time(START, "America/New_York") == "Thu 5 Mar, 04:00 EST"
