"""Times are shown on the person's own clock."""

from datetime import UTC, datetime, timedelta

import pytest

from lambdas.domain.kernel.local_time import clock, span, zone

START = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def test_a_meeting_is_shown_with_its_day_and_both_times() -> None:
    assert span(START, START + timedelta(minutes=90), "Europe/Berlin") == "Thu 5 Mar, 10:00–11:30"


def test_a_meeting_over_midnight_shows_both_days() -> None:
    assert span(START, START + timedelta(hours=8), "Asia/Tokyo") == "Thu 5 Mar, 18:00 – Fri 6 Mar, 02:00"


def test_a_moment_of_this_week_is_a_day_and_a_time() -> None:
    assert clock(START, "America/New_York") == "Thu 04:00"


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "Europe", "a\x00b", "x" * 5_000])
def test_a_zone_nobody_knows_is_read_as_utc(name: str) -> None:
    assert zone(name).key == "UTC"
