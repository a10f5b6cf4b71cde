"""The people of a meeting as its page shows them."""

from lambdas.domain.meetings.meeting import Attendee
from tests.unit.edges.harness import PLANNED, Harness


def shown(furnished: Harness, *people: Attendee) -> str:
    tracked = furnished.meetings.rows[PLANNED]
    meeting = tracked.meeting.model_copy(update={"attendees": people, "organizer": None})
    furnished.meetings.rows[PLANNED] = tracked.model_copy(update={"meeting": meeting})
    return furnished.get(f"/meetings/{PLANNED}").text


def test_somebody_of_whom_nothing_is_known_is_counted_and_leads_nowhere(furnished: Harness) -> None:
    page = shown(furnished, Attendee(name="Bo", email="bo@example.org"), Attendee(), Attendee())
    assert "3 people" in page
    assert page.count("</span>somebody without a name") == 2
    assert page.count("/people/") == 1


def test_somebody_called_you_is_shown_by_address_and_nobody_takes_them_for_the_reader(furnished: Harness) -> None:
    page = shown(furnished, Attendee(name="You", email="you@example.org"), Attendee(name="Me", email="bo@example.org"))
    assert ">you@example.org</a>" in page
    assert ">bo</a>" in page


def test_a_group_is_at_least_so_many(furnished: Harness) -> None:
    page = shown(furnished, Attendee(email="bo@example.org"), Attendee(name="Everyone", is_group=True))
    assert "at least 2 people" in page
