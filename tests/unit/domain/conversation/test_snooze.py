from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.conversation.snooze import LAST_CALL, SHORTEST, Snooze, snoozed_until
from tests.fakes.samples import NOW

FAR = NOW + timedelta(days=3)


def test_tomorrow_is_nine_o_clock_on_the_user_s_own_clock() -> None:
    assert snoozed_until(Snooze.TOMORROW, FAR, "America/New_York", NOW) == datetime(2026, 3, 3, 14, 0, tzinfo=UTC)


def test_this_evening_is_in_an_hour_once_it_has_begun() -> None:
    assert snoozed_until(Snooze.EVENING, FAR, "UTC", NOW) == NOW.replace(hour=18)
    late = NOW.replace(hour=21)
    assert snoozed_until(Snooze.EVENING, FAR, "UTC", late) == late + timedelta(hours=1)


def test_it_is_asked_again_before_the_conversation_ends() -> None:
    deadline = NOW + timedelta(hours=2)
    assert snoozed_until(Snooze.TOMORROW, deadline, "UTC", NOW) == deadline - LAST_CALL


def test_there_may_be_too_little_time_to_ask_again() -> None:
    assert snoozed_until(Snooze.HOUR, NOW + timedelta(minutes=39), "UTC", NOW) is None


@given(
    st.sampled_from(Snooze),
    st.timedeltas(timedelta(), timedelta(days=2)),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]),
)
def test_whatever_is_chosen_there_is_time_before_and_after(
    choice: Snooze, left: timedelta, now: datetime, timezone: str
) -> None:
    until = snoozed_until(choice, now + left, timezone, now)
    if until is not None:
        assert until >= (now + SHORTEST).replace(microsecond=0)
        assert until <= now + left - LAST_CALL
