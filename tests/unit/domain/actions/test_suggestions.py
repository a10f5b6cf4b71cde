"""What AMO proposes by itself: pure rules over the days ahead."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.accounts.working_week import DaysOff, WorkingWeek
from lambdas.domain.actions.suggestions import (
    BLOCK,
    CLASH,
    DECLINE,
    LENGTH,
    REMIND,
    ActionSuggestion,
    Calendar,
    free_before,
    suggestions,
)
from lambdas.domain.meetings.calendar_owner import CalendarOwner
from lambdas.domain.meetings.meeting import Attendee, EventKind, Response
from lambdas.domain.meetings.tracked_meeting import PrepPlan, TrackedMeeting
from lambdas.domain.preparation.working_time import WorkingTime
from tests.fakes.samples import NOW, a_meeting, a_tracked

ME = CalendarOwner(email="u1@example.com")
OWN, THEIRS = Attendee(email=ME.email), Attendee(email="olga@example.com", response=Response.ACCEPTED)
SILENT = Attendee(email="sam@example.com")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOMORROW = NOW + DAY + 4 * HOUR  # a Tuesday, 13:00


def a_plan(start: datetime, **changes: Any) -> PrepPlan:
    return PrepPlan(**{"meeting_type": "leadership_meeting", "type_reason": "", "prep_trigger_time": start, **changes})


def held(
    name: str, start: datetime, skip_reason: str = "", meeting_type: str = "qbr", **changes: Any
) -> TrackedMeeting:
    """Olga calls it; Priya has said yes."""
    values = {"organizer": THEIRS, "attendees": (OWN, THEIRS), "start": start, "title": name, **changes}
    plan = a_plan(start, meeting_type=meeting_type, skip_reason=skip_reason or None)
    return a_tracked(a_meeting(name, **values), plan=plan)


def found(*meetings: TrackedMeeting, kind: str = "", off: tuple[DaysOff, ...] = ()) -> list[ActionSuggestion]:
    calendar = Calendar(meetings, WorkingTime(WorkingWeek(), "UTC", off), lambda _meeting: ME)
    return [one for one in suggestions(calendar, NOW) if kind in ("", one.action_type)]


def test_time_to_prepare_is_the_latest_free_half_hour_before_it() -> None:
    busy = held("busy", TOMORROW - 2 * HOUR, meeting_type="default")
    (block,) = found(held("board", TOMORROW), busy, kind=BLOCK)
    assert block.parameters == {
        "meeting_id": "board",
        "start": "2026-03-03T12:00:00Z",
        "end": "2026-03-03T12:30:00Z",
    }
    full = held("full", TOMORROW - 5 * HOUR, end=TOMORROW, meeting_type="default")
    assert [one.parameters["start"] for one in found(held("board", TOMORROW), full, kind=BLOCK)] == [
        "2026-03-02T17:30:00Z"
    ]


@pytest.mark.parametrize(
    "meeting",
    [
        held("in eight days", NOW + 8 * DAY),
        held("in an hour", NOW + HOUR),
        held("a plain one", TOMORROW, meeting_type="default"),
        held("private", TOMORROW, skip_reason="It looks like a private appointment."),
        held("undecided", TOMORROW, owner_response=Response.TENTATIVE),
        held("declined", TOMORROW, owner_response=Response.DECLINED),
        held("all day", TOMORROW, all_day=True),
    ],
    ids=lambda tracked: tracked.meeting.title,
)
def test_no_time_is_blocked_for_what_needs_none(meeting: TrackedMeeting) -> None:
    assert found(meeting, kind=BLOCK) == []


def test_time_that_is_blocked_already_is_not_blocked_again() -> None:
    entry = held("Preparation: board", TOMORROW - 2 * HOUR, skip_reason="It is focus time.")
    assert found(held("board", TOMORROW), entry, kind=BLOCK) == []


def test_nothing_is_free_on_days_off_and_what_is_shown_as_free_takes_no_time() -> None:
    thursday = datetime(2026, 3, 5, 8, 15, tzinfo=UTC)
    away = DaysOff(first=thursday.date() - 3 * DAY, last=thursday.date() - DAY)
    assert found(held("board", thursday), off=(away,), kind=BLOCK) == []
    free = held("hold", TOMORROW - 2 * HOUR, end=TOMORROW, shown_as_free=True)
    office = held("office", TOMORROW - 5 * HOUR, end=TOMORROW, event_kind=EventKind.WORKING_LOCATION)
    assert len(found(held("board", TOMORROW), free, office, kind=BLOCK)) == 1


@given(st.lists(st.tuples(st.integers(0, 160), st.integers(1, 12)), max_size=12), st.integers(3, 160))
def test_a_free_half_hour_is_free_worked_and_before_the_meeting(spans: list[tuple[int, int]], at: int) -> None:
    busy = [
        held(f"b{n}", NOW + begin * HOUR, end=NOW + (begin + hours) * HOUR) for n, (begin, hours) in enumerate(spans)
    ]
    meeting = a_meeting("board", start=NOW + at * HOUR)
    start = free_before(Calendar(busy, WorkingTime(WorkingWeek(), "UTC"), lambda _meeting: ME), meeting, NOW)
    if start is None:
        return
    assert NOW < start < start + LENGTH <= meeting.start
    assert 8 <= start.hour < 18
    assert start.weekday() < 5
    assert all(start + LENGTH <= one.meeting.start or one.meeting.end <= start for one in busy)


def test_who_did_not_answer_is_reminded_a_day_or_two_before_once_a_series() -> None:
    own: dict[str, Any] = {"organizer": OWN, "attendees": (OWN, SILENT), "series_id": "weekly"}
    (reminder,) = found(held("mine", NOW + 30 * HOUR, **own), kind=REMIND)
    assert reminder.parameters == {"meeting_id": "mine", "unanswered": True}
    assert reminder.key == "suggest-remind_attendees-weekly"
    for hours in (23, 49):
        assert found(held("mine", NOW + hours * HOUR, **own), kind=REMIND) == []
    assert found(held("theirs", NOW + 30 * HOUR, attendees=(OWN, THEIRS, SILENT)), kind=REMIND) == []
    answered: dict[str, Any] = own | {"attendees": (OWN, THEIRS)}
    assert found(held("answered", NOW + 30 * HOUR, **answered), kind=REMIND) == []
    assert found(held("hidden", NOW + 30 * HOUR, attendees_hidden=True, **own), kind=REMIND) == []


def test_what_needs_nothing_keeps_nothing_from_what_comes_after_it() -> None:
    own: dict[str, Any] = {"organizer": OWN, "attendees": (OWN, SILENT)}
    plain = held("plain", NOW + 26 * HOUR, meeting_type="default")
    hidden = held("hidden", NOW + 27 * HOUR, attendees_hidden=True, **own)
    strong, weak = held("strong", TOMORROW), held("weak", TOMORROW, owner_response=Response.TENTATIVE)
    proposed = found(held("too soon", NOW + HOUR), plain, hidden, strong, weak, held("mine", NOW + 40 * HOUR, **own))
    assert {one.parameters["meeting_id"] for one in proposed if one.action_type == REMIND} == {"mine"}
    assert {one.parameters["meeting_id"] for one in proposed if one.action_type == DECLINE} == {"weak"}
    assert {"strong", "mine"} <= {one.parameters["meeting_id"] for one in proposed if one.action_type == BLOCK}


@pytest.mark.parametrize(
    "weak",
    [
        {"owner_response": Response.NEEDS_ACTION},
        {"owner_response": Response.TENTATIVE},
        {"attendees": (OWN.model_copy(update={"is_optional": True}), THEIRS)},
    ],
)
def test_of_two_at_once_the_one_that_may_be_missed_is_declined_and_the_other_is_not_named(weak: dict[str, Any]) -> None:
    strong = held("Acquisition", TOMORROW)
    (decline,) = found(strong, held("Lunch talk", TOMORROW + HOUR / 2, **weak), kind=DECLINE)
    assert decline.parameters == {"meeting_id": "Lunch talk", "reason": CLASH}
    assert "Acquisition" not in str(decline)
    assert found(strong, held("Later", TOMORROW + HOUR, **weak), kind=DECLINE) == []


def test_nothing_is_declined_that_is_one_s_own_or_for_what_is_no_better() -> None:
    maybe: dict[str, Any] = {"owner_response": Response.TENTATIVE}
    assert found(held("a", TOMORROW), held("b", TOMORROW), kind=DECLINE) == []
    assert found(held("a", TOMORROW, **maybe), held("b", TOMORROW, **maybe), kind=DECLINE) == []
    own: dict[str, Any] = {"organizer": OWN, **maybe}
    assert found(held("a", TOMORROW), held("b", TOMORROW, **own), kind=DECLINE) == []
    dentist = held("Dentist", TOMORROW, skip_reason="It looks like a private appointment.")
    assert found(dentist, held("b", TOMORROW, **maybe), kind=DECLINE) == []
