import pytest

from lambdas.calendars.ics.text import split_feed
from lambdas.domain.meetings.meeting import Attendee, Meeting, Response
from tests.unit.calendars.ics.feeds import OWNER, event, feed, read


def meeting(*lines: str) -> Meeting:
    (found,) = read(feed(event("e1", ":20261118T100000Z", *lines))).meetings
    return found


def test_people_have_a_name_a_lower_case_address_and_an_answer() -> None:
    found = meeting('ATTENDEE;CN="Berg, Bo";PARTSTAT=TENTATIVE;ROLE=OPT-PARTICIPANT:MAILTO:Bo@Example.ORG')
    assert found.attendees[0] == Attendee(
        name="Berg, Bo", email="bo@example.org", response=Response.TENTATIVE, is_optional=True
    )


def test_rooms_are_kept_as_rooms_and_bystanders_are_left_out() -> None:
    found = meeting(
        "ATTENDEE;CUTYPE=ROOM;CN=Big room:big@example.org",
        "ATTENDEE;ROLE=NON-PARTICIPANT;CUTYPE=RESOURCE;CN=Beamer:mailto:beamer@example.org",
        "ATTENDEE;ROLE=NON-PARTICIPANT;CN=For information:mailto:info@example.org",
        "ATTENDEE;CN=Bo:mailto:bo@example.org",
    )
    assert [(person.email, person.is_room) for person in found.attendees] == [
        ("big@example.org", True),
        ("beamer@example.org", True),
        ("bo@example.org", False),
        (OWNER, False),
    ]
    assert found.attendee_count == 2


def test_parameters_after_the_colon_are_understood() -> None:
    found = meeting("ATTENDEE:X-CONFLUENCE-USER-KEY=1f;CN=Bo Berg;CUTYPE=INDIVIDUAL:mailto:bo@example.org")
    assert found.attendees[0] == Attendee(name="Bo Berg", email="bo@example.org")


def test_an_address_may_stand_in_a_parameter() -> None:
    assert meeting('ATTENDEE;CN=Bo;EMAIL="bo@example.org":/principals/17').attendees[0].email == "bo@example.org"


def test_a_hidden_address_leaves_the_name() -> None:
    assert meeting("ATTENDEE;CN=Bo:invalid:nomail").attendees[0] == Attendee(name="Bo")


def test_quoted_answers_are_read_and_unknown_ones_are_open() -> None:
    found = meeting('ATTENDEE;PARTSTAT="DECLINED":mailto:a@b.c', "ATTENDEE;PARTSTAT=PERHAPS:mailto:d@e.f")
    assert [person.response for person in found.attendees] == [Response.DECLINED, Response.NEEDS_ACTION]


def test_whom_a_calendar_is_named_after_is_its_owner_unless_the_owner_is_there() -> None:
    head = "X-WR-CALNAME:mia@work.example"
    bob, mia = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.org", "ATTENDEE:mailto:Mia@work.example"

    def people(*lines: str) -> set[str]:
        (found,) = read(feed(event("e1", ":20261118T100000Z", *lines), head=head)).meetings
        return {person.email for person in found.people}

    assert people(mia, bob) == {OWNER, "bob@example.org"}
    assert people(mia) == {OWNER}
    assert people(mia, f"ATTENDEE:mailto:{OWNER}") == {OWNER, "mia@work.example"}, "a colleague's calendar"


def test_the_owners_own_answer_is_found() -> None:
    assert meeting(f"ATTENDEE;PARTSTAT=DECLINED:mailto:{OWNER.upper()}").owner_response is Response.DECLINED


def test_without_an_invitation_the_owner_comes() -> None:
    assert meeting().owner_response is Response.ACCEPTED
    assert meeting("ATTENDEE;PARTSTAT=DECLINED:mailto:bo@example.org").owner_response is Response.ACCEPTED


def test_an_owner_who_invites_comes_without_answering() -> None:
    found = meeting(f"ORGANIZER:mailto:{OWNER}", f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{OWNER}")
    assert found.owner_response is Response.ACCEPTED


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('CN="never closed:mailto:x@example.org', "never closed"),
        ('CN="Xa "X" Doe";PARTSTAT=ACCEPTED:mailto:x@example.org', "Xa X Doe"),
        ('CN="Xa Doe" <x@example.org>:mailto:x@example.org', "Xa Doe"),
    ],
)
def test_quotes_that_do_not_pair_cost_nobody(written: str, name: str) -> None:
    found = meeting(f"ATTENDEE;{written}", "ATTENDEE;CN=Bo:mailto:bo@example.org")
    assert [(person.name, person.email) for person in found.people] == [
        (name, "x@example.org"),
        ("Bo", "bo@example.org"),
    ]


def test_lines_keep_their_order_and_number() -> None:
    (raw,) = split_feed(feed(event("e1", ":20261118T100000Z", "ATTENDEE:mailto:a@b.c", "ATTENDEE:mailto:d@e.f"))).events
    assert len(raw.lines["ATTENDEE"]) == 2
