"""What a second brief says has changed about the meeting since the first."""

from datetime import timedelta

from lambdas.domain.agenda.meeting_changes import meeting_changes, meeting_then
from lambdas.domain.meetings.meeting import Attendee
from tests.fakes.samples import a_meeting

THEN = a_meeting(location="Room 3")


def said(**changes: object) -> list[str]:
    return list(meeting_changes(meeting_then(THEN), THEN.model_copy(update=changes), "Europe/Berlin"))


def test_nothing_is_said_of_a_meeting_as_it_was() -> None:
    assert said() == []
    assert said(attendees=THEN.attendees[::-1], description="Other") == []


def test_time_and_place_are_told_on_the_reader_s_clock() -> None:
    later = timedelta(hours=1)
    assert said(start=THEN.start + later, end=THEN.end + later) == [
        "Moved from Thu 5 Mar, 10:00 to Thu 5 Mar, 11:00–12:00 CET"
    ]
    assert said(end=THEN.end + timedelta(minutes=30)) == ["It takes 90 min now, not 60"]
    assert said(location="Room 5", title="Roadmap") == ["Now in Room 5, not Room 3", "It was called Roadmap review"]


def test_people_are_told_only_where_both_lists_are_known() -> None:
    new = (*THEN.attendees[2:], *(Attendee(name=f"N{number}") for number in range(6)))
    assert said(attendees=new) == [
        "Newly invited: N0, N1, N2, N3 and 2 more",
        "No longer coming: P0, P1",
    ]
    assert said(attendees=()) == []
    assert said(attendees_hidden=True) == []
