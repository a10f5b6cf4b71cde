"""Which entries of a calendar say that its owner is away."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from lambdas.config_files import load_classification_rules
from lambdas.domain.accounts.working_week import DaysOff
from lambdas.domain.meetings.meeting import Attendee, EventKind, Meeting, MeetingStatus, Response
from lambdas.domain.preparation.absences import absences_in
from tests.fakes.samples import NOW, a_meeting, a_user

LEXICON = load_classification_rules().lexicon
BERLIN = a_user(timezone="Europe/Berlin")
WEDNESDAY_TO_FRIDAY = DaysOff(first=date(2026, 3, 4), last=date(2026, 3, 6))


def entry(**changes: Any) -> Meeting:
    """An all-day entry of the calendar of Berlin, from Wednesday to Friday."""
    days = {"start": datetime(2026, 3, 3, 23, tzinfo=UTC), "end": datetime(2026, 3, 6, 23, tzinfo=UTC)}
    return a_meeting(
        **{"title": "Vacation", "all_day": True, "timezone": "Europe/Berlin", "attendees": (), **days, **changes}
    )


def found(*entries: Meeting) -> tuple[DaysOff, ...]:
    return absences_in(entries, BERLIN, LEXICON, NOW)


@pytest.mark.parametrize(
    "title", ["Vacation", "My vacation in Spain", "Out of office", "PTO", "Urlaub", "OOO until Monday", "Annual leave"]
)
def test_an_all_day_absence_of_one_s_own_is_days_off(title: str) -> None:
    assert found(entry(title=title)) == (WEDNESDAY_TO_FRIDAY,)


@pytest.mark.parametrize(
    "title",
    [
        "PTO Ana",
        "Sam on vacation",
        "School holiday",
        "Vacation planning meeting",
        "Conference",
        "WFH",
        "Eva's birthday",
    ],
)
def test_what_is_somebody_else_s_or_no_absence_is_none(title: str) -> None:
    assert found(entry(title=title)) == ()


def test_the_calendar_s_own_word_for_out_of_office_needs_no_title() -> None:
    assert found(entry(title="Lisbon", event_kind=EventKind.OUT_OF_OFFICE)) == (WEDNESDAY_TO_FRIDAY,)


def test_an_absence_with_hours_takes_the_days_whose_working_hours_it_fills() -> None:
    timed = {"event_kind": EventKind.OUT_OF_OFFICE, "all_day": False}
    away = entry(start=datetime(2026, 3, 4, 13, tzinfo=UTC), end=datetime(2026, 3, 6, 17, tzinfo=UTC), **timed)
    assert found(away) == (DaysOff(first=date(2026, 3, 5), last=date(2026, 3, 6)),)
    hour = entry(start=datetime(2026, 3, 4, 13, tzinfo=UTC), end=datetime(2026, 3, 4, 14, tzinfo=UTC), **timed)
    assert found(hour) == ()


def test_what_is_cancelled_declined_shared_with_many_or_over_does_not_count() -> None:
    team = tuple(Attendee(email=f"p{number}@example.com") for number in range(4))
    long_ago = {"start": datetime(2026, 2, 3, 23, tzinfo=UTC), "end": datetime(2026, 2, 6, 23, tzinfo=UTC)}
    for changes in (
        {"status": MeetingStatus.CANCELLED},
        {"owner_response": Response.DECLINED},
        {"attendees": team},
        long_ago,
    ):
        assert found(entry(**changes)) == (), changes
