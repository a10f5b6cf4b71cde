from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.meetings.free_time import WORTH_NAMING, TimeSpan, free_spans, is_busy
from lambdas.domain.meetings.meeting import EventKind, MeetingStatus, Response
from tests.fakes.samples import a_meeting

DAY = datetime(2026, 3, 5, tzinfo=UTC)
OFFICE = TimeSpan(DAY.replace(hour=8), DAY.replace(hour=18))
BUSY = st.lists(st.tuples(st.integers(0, 1400), st.integers(1, 300)), max_size=10)


def hours(first: float, last: float) -> TimeSpan:
    return TimeSpan(DAY + timedelta(hours=first), DAY + timedelta(hours=last))


def test_the_gaps_of_a_day_are_named_and_short_ones_are_not() -> None:
    busy = [hours(7, 9), hours(9.25, 10), hours(12, 13), hours(12.5, 14), hours(17.75, 20)]
    assert free_spans(busy, OFFICE) == [hours(10, 12), hours(14, 17.75)]
    assert free_spans([], OFFICE) == [OFFICE]
    assert free_spans([hours(6, 20)], OFFICE) == []


@pytest.mark.parametrize(
    ("changes", "busy"),
    [
        ({}, True),
        ({"event_kind": EventKind.FOCUS_TIME}, True),
        ({"event_kind": EventKind.OUT_OF_OFFICE, "all_day": True}, True),
        ({"all_day": True}, False),
        ({"event_kind": EventKind.WORKING_LOCATION}, False),
        ({"owner_response": Response.DECLINED}, False),
        ({"owner_response": Response.TENTATIVE}, True),
        ({"status": MeetingStatus.CANCELLED}, False),
        ({"shown_as_free": True}, False),
    ],
)
def test_what_takes_time_is_what_the_calendar_says_takes_it(changes: dict[str, Any], busy: bool) -> None:
    assert is_busy(a_meeting(**changes)) is busy


@given(BUSY)
def test_free_time_is_never_busy_and_all_of_it_is_named(starts: list[tuple[int, int]]) -> None:
    busy = [hours(start / 60, (start + length) / 60) for start, length in starts]
    free = free_spans(busy, OFFICE, timedelta())
    for gap in free:
        assert OFFICE.start <= gap.start <= gap.end <= OFFICE.end
        assert all(gap.end <= span.start or span.end <= gap.start for span in busy)
    named = [gap for gap in free if gap.end - gap.start >= WORTH_NAMING]
    assert free_spans(busy, OFFICE) == named
