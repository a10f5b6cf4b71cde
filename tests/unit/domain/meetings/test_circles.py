from datetime import timedelta

from lambdas.domain.meetings.circles import are_all_invited, next_with
from lambdas.domain.meetings.meeting import Attendee, Response
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from tests.fakes.samples import NOW, a_meeting, a_tracked

ANA, BEN, CARLA = "ana@example.com", "ben@example.com", "carla@example.com"


def held(meeting_id: str, days: int, *emails: str, declined: str = "") -> TrackedMeeting:
    people = tuple(
        Attendee(email=email, response=Response.DECLINED if email == declined else Response.ACCEPTED)
        for email in emails
    )
    return a_tracked(a_meeting(meeting_id, start=NOW + timedelta(days=days), attendees=people))


def chosen(circle: set[str], *coming: TrackedMeeting) -> str:
    found = next_with(circle, coming)
    return found.meeting.meeting_id if found else ""


def test_the_meeting_with_most_of_them_is_chosen_though_another_comes_first() -> None:
    one, both = held("one", 1, ANA), held("both", 2, ANA, BEN)
    assert chosen({ANA, BEN}, one, both) == "both"
    assert chosen({CARLA}, one, both) == ""
    assert chosen(set(), one, both) == ""


def test_the_whole_company_s_meeting_is_not_theirs_where_they_have_one_of_their_own() -> None:
    everybody = held("all-hands", 1, ANA, BEN, *(f"p{number}@example.com" for number in range(40)))
    assert chosen({ANA, BEN}, everybody, held("later", 5, ANA, BEN), held("sync", 3, ANA, BEN)) == "sync"


def test_who_declined_is_not_in_it_though_the_invitation_names_them() -> None:
    without = held("m1", 1, ANA, BEN, declined=BEN)
    assert chosen({BEN}, without) == ""
    assert are_all_invited({ANA, BEN}, without.meeting)
    assert not are_all_invited({ANA, CARLA}, without.meeting)
    assert not are_all_invited({ANA}, without.meeting.model_copy(update={"attendees_hidden": True}))
