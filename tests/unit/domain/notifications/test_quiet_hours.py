"""Quiet hours are the person's own wall clock (NOT-1)."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.quiet_hours import QuietHours, quiet_until

NIGHT = QuietHours(start=time(22), end=time(7))


def person(zone: str = "Europe/Berlin", hours: QuietHours | None = NIGHT) -> User:
    created_at = datetime(2026, 1, 1, tzinfo=UTC)
    return User(user_id="u1", timezone=zone, quiet_hours=hours, created_at=created_at)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2026, 1, 15, 20, 59, tzinfo=UTC), None),
        (datetime(2026, 1, 15, 21, 0, tzinfo=UTC), datetime(2026, 1, 16, 6, 0, tzinfo=UTC)),
        (datetime(2026, 1, 16, 5, 59, tzinfo=UTC), datetime(2026, 1, 16, 6, 0, tzinfo=UTC)),
        (datetime(2026, 1, 16, 6, 0, tzinfo=UTC), None),
        (datetime(2026, 7, 15, 20, 0, tzinfo=UTC), datetime(2026, 7, 16, 5, 0, tzinfo=UTC)),
    ],
)
def test_the_night_is_quiet_where_the_person_lives(now: datetime, until: datetime | None) -> None:
    assert quiet_until(person(), now) == until


@pytest.mark.parametrize(
    ("hour", "minute", "is_quiet"),
    [(10, 59, False), (11, 0, True), (11, 30, True), (11, 59, True), (12, 0, False), (12, 1, False)],
)
def test_a_quiet_lunch_begins_and_ends_to_the_minute_on_the_same_day(hour: int, minute: int, is_quiet: bool) -> None:
    lunch = QuietHours(start=time(12), end=time(13))
    now = datetime(2026, 1, 15, hour, minute, tzinfo=UTC)
    ends = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
    assert quiet_until(person(hours=lunch), now) == (ends if is_quiet else None)
    assert quiet_until(person(hours=lunch), ends - timedelta(microseconds=1)) == ends


@pytest.mark.parametrize(
    "written", ["22:00:00Z", "24:00", "22:00+02:00", "22:00:60", "2200", "22:00 ", "", 79200, None]
)
@pytest.mark.parametrize("end", ["start", "end"])
def test_a_time_with_a_zone_or_that_is_none_is_refused(written: object, end: str) -> None:
    with pytest.raises(ValidationError, match="a time on your own clock"):
        QuietHours.model_validate({"start": "22:00", "end": "07:00", end: written})


@pytest.mark.parametrize(
    ("start", "end"), [(time(22), time(7)), (time(12), time(13)), (time(0), time(6, 30)), (time(12, 15), time(12, 16))]
)
def test_the_first_minute_is_quiet_and_the_last_one_said_is_not(start: time, end: time) -> None:
    """Whoever wrote 7:00 is told at 7:00, and at 6:59 not yet; whatever the seconds say."""
    hours, day = QuietHours(start=start, end=end), datetime(2026, 1, 15, tzinfo=UTC)
    begins = datetime.combine(day, start, UTC)
    ends = datetime.combine(day if start < end else day + timedelta(days=1), end, UTC)
    instant = timedelta(microseconds=1)
    for moment in (begins, begins + instant, ends - timedelta(minutes=1), ends - instant):
        assert quiet_until(person("UTC", hours), moment) == ends
    for moment in (begins - instant, ends, ends + timedelta(seconds=59)):
        assert quiet_until(person("UTC", hours), moment) is None


def test_no_quiet_hours_or_empty_ones_are_never_quiet() -> None:
    now = datetime(2026, 1, 15, 22, 0, tzinfo=UTC)
    assert quiet_until(person(hours=None), now) is None
    assert quiet_until(person(hours=QuietHours(start=time(22), end=time(22))), now) is None


def test_a_zone_nobody_knows_is_read_as_utc() -> None:
    now = datetime(2026, 1, 15, 22, 0, tzinfo=UTC)
    assert quiet_until(person("Mars/Olympus"), now) == datetime(2026, 1, 16, 7, 0, tzinfo=UTC)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    st.times(),
    st.times(),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"]),
)
def test_quiet_hours_end_ahead_and_within_about_a_day(now: datetime, start: time, end: time, zone: str) -> None:
    until = quiet_until(person(zone, QuietHours(start=start, end=end)), now)
    assert until is None or now < until <= now + timedelta(hours=26)
