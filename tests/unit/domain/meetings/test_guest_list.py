"""Whatever order and spelling a calendar chooses, the same people come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.meetings.calendar_owner import CalendarOwner
from lambdas.domain.meetings.guest_list import GuestList, ListEntry, guest_list
from lambdas.domain.meetings.meeting import Attendee, Meeting, Response
from tests.fakes.samples import a_meeting

ME = CalendarOwner(name="Mia Meyer", email="me@example.org", addresses=frozenset({"mia@gmail.com"}))
SPELLINGS = {
    "me@example.org": ("ME@example.org", "mia@gmail.com", "m.i.a+cal@googlemail.com"),
    "bob@example.org": ("Bob@Example.org",),
    "cleo@gmail.com": ("c.leo@gmail.com", "cleo+work@gmail.com"),
    "everyone@example.org": ("Everyone@example.org",),
    "t@group.calendar.google.com": ("T@group.calendar.google.com",),
}
PEOPLE = st.builds(
    Attendee, email=st.sampled_from(sorted(SPELLINGS)), response=st.sampled_from(list(Response)), is_room=st.just(False)
)
LISTS = st.lists(PEOPLE, max_size=6)


def listed(people: list[Attendee], organizer: Attendee | None = None) -> GuestList:
    return guest_list(map(ListEntry, people), ListEntry(organizer) if organizer else None, ME)


def count(people: list[Attendee]) -> int:
    return meeting(listed(people)).attendee_count


def meeting(found: GuestList) -> Meeting:
    return a_meeting(attendees=found.attendees, organizer=found.organizer)


@given(LISTS, st.randoms())
def test_the_order_says_nothing(people: list[Attendee], chance: object) -> None:
    shuffled = people.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined] # Hypothesis' random
    assert count(shuffled) == count(people)


@given(LISTS, st.data())
def test_another_spelling_of_somebody_listed_is_nobody_more(people: list[Attendee], data: st.DataObject) -> None:
    if people:
        again = data.draw(st.sampled_from(people))
        spelled = data.draw(st.sampled_from(SPELLINGS[again.email])).lower()
        assert count([*people, again.model_copy(update={"email": spelled})]) == count(people)


@given(LISTS)
def test_who_declined_changes_no_count(people: list[Attendee]) -> None:
    """But beside the owner alone, or nobody: there a list begins to say who comes."""
    gone = Attendee(email="gone@example.org", response=Response.DECLINED)
    if any(person.email != "t@group.calendar.google.com" for person in people):
        known = [*people, Attendee(email="me@example.org", response=Response.ACCEPTED)]
        assert count([*known, gone]) == count(known)


@given(LISTS)
def test_the_owner_is_on_the_list_once_at_most(people: list[Attendee]) -> None:
    found = listed(people).attendees
    assert sum(ME.goes_by(person.email) for person in found) <= 1
    assert {person.email for person in found} <= SPELLINGS.keys() - {"t@group.calendar.google.com"} | {
        spelled for each in SPELLINGS.values() for spelled in each
    }


def test_an_organizer_spelled_another_way_counts_once() -> None:
    people = [Attendee(email="cleo@gmail.com"), Attendee(email="me@example.org")]
    found = listed(people, Attendee(email="c.leo@gmail.com"))
    assert meeting(found).attendee_count == 2


def test_somebody_of_the_owner_s_whole_name_leaves_nobody_out() -> None:
    found = listed([Attendee(name="Mia Meyer", email="mia@elsewhere.example")])
    assert len(found.attendees) == 1


def test_a_person_without_an_address_may_be_the_owner_by_name() -> None:
    found = listed([Attendee(name="Bob"), Attendee(name="mia meyer", response=Response.TENTATIVE)])
    assert (len(found.attendees), found.owner_response) == (2, Response.TENTATIVE)


def test_somebody_alone_of_whom_nothing_is_known_is_one() -> None:
    assert len(listed([Attendee()]).attendees) == 1


def test_of_an_owner_without_an_address_nobody_can_say_who_is_the_other_one() -> None:
    alone = [ListEntry(Attendee(email="me@example.org"))]
    assert len(guest_list(alone, None, CalendarOwner()).attendees) == 1


def test_a_team_s_mailbox_that_is_the_owner_s_own_is_one_person() -> None:
    owner = CalendarOwner(email="team@example.org")
    people = [Attendee(email="team@example.org"), Attendee(email="bob@example.org")]
    found = guest_list(map(ListEntry, people), None, owner)
    assert not any(person.is_group for person in found.attendees)


@pytest.mark.parametrize("sender", ["noreply@airline.example", "no-reply@booking.example", "do_not_reply+42@x.example"])
def test_who_only_sends_meets_nobody(sender: str) -> None:
    assert count([Attendee(email="me@example.org"), Attendee(email=sender)]) == 1
    assert meeting(listed([Attendee(email="me@example.org")], Attendee(name="Booking", email=sender))).organizer is None


def test_a_name_that_only_sounds_so_is_somebody() -> None:
    for address in ("nora.reply@example.org", "reply@example.org", "noreplyman@example.org"):
        assert count([Attendee(email="me@example.org"), Attendee(email=address)]) == 2, address
