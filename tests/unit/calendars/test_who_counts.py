"""Who takes part, in every provider by one rule: cases from public bug reports (tests/data/cases/README.md)."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.local.microsoft_fake.events import an_event
from lambdas.calendars.base import CalendarRequest, Window
from lambdas.calendars.google.events import read_meeting as read_google
from lambdas.calendars.ics.read_feed import read_feed
from lambdas.calendars.ics.text import split_feed
from lambdas.calendars.microsoft.event import GraphEvent
from lambdas.calendars.microsoft.meetings import read_meeting as read_graph
from lambdas.config_files import load_classification_rules
from lambdas.domain.classification.classify import classify
from lambdas.domain.classification.skip_reason import skip_reason
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.calendar_owner import CalendarOwner
from lambdas.domain.meetings.meeting import Meeting, Response
from lambdas.domain.meetings.people import counterpart
from tests.fakes.samples import a_connection

CASES = Path(__file__).parents[2] / "data" / "cases"
NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)
ME = CalendarOwner(name="Mia Meyer", email="me@example.org", addresses=frozenset({"mia@work.example"}))
READER = (ME.name, ME.email)


def request(owner: CalendarOwner = ME) -> CalendarRequest:
    connection = a_connection(source=Source.ICS)
    return CalendarRequest(user_id="u1", connection=connection, owner=owner, timezone="Europe/Berlin", now=NOW)


def feed(name: str) -> dict[str, Meeting]:
    window = Window(start=NOW, end=NOW + timedelta(days=14))
    reading = read_feed(split_feed((CASES / "ics" / name).read_bytes()), request(), window)
    return {meeting.external_id: meeting for meeting in reading.meetings}


def google(*attendees: dict[str, Any], owner: CalendarOwner = ME, **more: Any) -> Meeting:
    start = {"dateTime": "2026-12-02T10:00:00+01:00"}
    return read_google({"id": "e", "start": start, "attendees": list(attendees), **more}, request(owner), "UTC")


def graph(*attendees: dict[str, Any], **more: Any) -> Meeting:
    told = an_event("e", NOW, attendees=list(attendees), **{"isOrganizer": False, "organizer": None, **more})
    return read_graph(GraphEvent.model_validate(told), request())


def mail(address: str, name: str = "", **more: Any) -> dict[str, Any]:
    return {"emailAddress": {"address": address, "name": name}, **more}


def emails(meeting: Meeting) -> set[str]:
    return {person.email for person in meeting.people}


def kind(meeting: Meeting) -> str:
    return classify(meeting, load_classification_rules()).meeting_type


def skipped(meeting: Meeting) -> str | None:
    return skip_reason(meeting, load_classification_rules().lexicon, kind(meeting))


def test_a_group_is_at_least_so_many_and_never_exactly_two() -> None:
    found = feed("a17_group_attendee.ics")
    assert [kind(found[uid]) for uid in ("a17", "a17b")] == ["staff_meeting", "staff_meeting"]
    assert kind(found["a17c"]) != "one_on_one"


def test_a_list_that_names_only_the_other_one_is_two_people() -> None:
    found = feed("c07_only_bob_listed.ics")
    assert [emails(meeting) for meeting in found.values()] == [{"bob@example.org", ME.email}] * 3
    assert [skipped(meeting) for meeting in found.values()] == [None] * 3
    assert kind(found["c07b"]) == "one_on_one"
    assert counterpart(found["c07b"], READER) == "Bob"


def test_a_calendar_s_own_address_is_nobody() -> None:
    found = feed("c16_group_calendar_address_counts.ics")
    assert emails(found["g1"]) == {ME.email, "bob@example.org"}
    assert kind(found["g1"]) == "one_on_one"
    assert emails(found["g2"]) == {ME.email}
    assert skipped(found["g2"]) == "Nobody else is invited."


def test_a_group_that_google_does_not_mark_is_known_by_its_name() -> None:
    told = json.loads((CASES / "google" / "g3_google_group_guest.json").read_text())
    meeting = read_google(told, request(), "Europe/Berlin")
    assert meeting.is_count_a_minimum
    assert kind(meeting) == "staff_meeting"


@pytest.mark.parametrize(
    "meeting",
    [
        google({"email": "bob@example.org"}),
        google({"email": "bob@example.org"}, {"email": "team@group.calendar.google.com"}),
        google({"email": "bob@example.org"}, {"email": "r1@resource.calendar.google.com"}),
        google({"email": "bob@example.org"}, {"email": "MIA+cal@work.example"}),
        google({"email": "Bob@example.org"}, {"self": True, "responseStatus": "accepted"}),
        google({"email": "bob@example.org"}, organizer={"email": "unknownorganizer@calendar.google.com"}),
        graph(mail("bob@example.org")),
        graph(mail("bob@example.org"), mail("abc@group.calendar.google.com", "Team")),
        graph(mail("bob@example.org"), mail("Mia@Work.example", "Mia")),
        graph(mail("bob@example.org"), organizer=mail("other@alias.example"), isOrganizer=True),
    ],
)
def test_bob_and_the_owner_are_two_however_the_calendar_says_so(meeting: Meeting) -> None:
    assert emails(meeting) == {"bob@example.org", ME.email}
    assert counterpart(meeting, READER) == "bob"


def test_a_list_of_the_owner_alone_is_the_owner_alone() -> None:
    for meeting in (google({"email": "mia@work.example"}), google({"email": "x@y.example", "self": True})):
        assert emails(meeting) == {ME.email}
        assert skipped(meeting) == "Nobody else is invited."
    assert graph(mail("me@example.org")).attendee_count == 1


def test_nobody_listed_stays_unknown_and_two_others_stay_two() -> None:
    assert google(organizer={"email": "bob@example.org"}).attendees == ()
    assert google({"email": "ann@example.org"}, {"email": "bob@example.org"}).attendee_count == 2


def test_those_without_a_name_and_an_address_count_one_each() -> None:
    assert google({"email": "bob@example.org"}, {"id": "1"}, {"id": "2"}).attendee_count == 3
    assert graph(mail("bob@example.org"), mail(""), mail("")).attendee_count == 3


def test_a_colleague_s_calendar_is_theirs_and_self_in_it_is_not_the_reader() -> None:
    looked_into = ME.model_copy(update={"is_theirs": False})
    bob = {"email": "bob@example.org", "self": True, "responseStatus": "declined"}
    assert emails(google({"email": "carol@example.org"}, owner=looked_into)) == {"carol@example.org"}
    both = google(bob, {"email": ME.email, "responseStatus": "accepted"}, owner=looked_into)
    assert [person.email for person in both.attendees] == ["bob@example.org", ME.email]


def test_beside_the_reader_whom_a_calendar_calls_its_own_is_somebody_else() -> None:
    meeting = graph(mail(ME.email, "Mia"), organizer=mail("bob@example.org"), isOrganizer=True)
    assert emails(meeting) == {"bob@example.org", ME.email}


def test_the_one_other_declined() -> None:
    meeting = google({"email": "bob@example.org", "responseStatus": "declined"})
    assert skipped(meeting) == "Everybody else declined it."


def test_whoever_declined_under_another_address_declined() -> None:
    meeting = google({"email": "bob@example.org"}, {"email": "mia@work.example", "responseStatus": "declined"})
    assert (meeting.owner_response, emails(meeting)) == (Response.DECLINED, {"bob@example.org"})
    told = graph(mail("bob@example.org"), responseStatus={"response": "declined"})
    assert emails(told) == {"bob@example.org"}, "Graph says so beside the list"


def test_a_guest_who_may_not_see_the_others_is_not_alone() -> None:
    own = {"email": ME.email, "self": True}
    hidden = google(own, organizer={"email": "bob@example.org"}, guestsCanSeeOtherGuests=False)
    assert hidden.attendees_hidden
    assert not google(own, organizer={**own}, guestsCanSeeOtherGuests=False).attendees_hidden


def test_an_exchange_path_is_no_address_and_its_name_is_a_person() -> None:
    meeting = graph(mail("/o=ExchangeLabs/ou=Group/cn=Recipients/cn=1f-bob", "Bob"), mail("me@example.org"))
    assert [(person.name, person.email) for person in meeting.people] == [("Bob", ""), ("", ME.email)]
