"""The provider for Microsoft against Graph on loopback: real HTTP, every answer held to the published types."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from cli.local.microsoft_fake.events import a_series, an_event, moment, occurrence_of, occurrences_of, person
from cli.local.microsoft_fake.mailbox import FakeCalendar
from lambdas.calendars.microsoft.account_calendars import list_microsoft_calendars
from lambdas.domain.meetings.meeting import MeetingStatus, Response
from lambdas.errors import NotFound, Refused
from lambdas.outbound.json_http import JsonHttp
from tests.fakes.graph.reader import NOW, Reader, by_id
from tests.fakes.graph.server import FakeGraph

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

TOMORROW = NOW + timedelta(days=1, hours=2)


@pytest.fixture
def graph() -> Iterator[FakeGraph]:
    with FakeGraph() as graph:
        yield graph


@pytest.fixture
def reader(graph: FakeGraph) -> Reader:
    return Reader(graph)


def test_a_calendar_is_read_whole_at_first_then_one_request_says_that_nothing_changed(
    graph: FakeGraph, reader: Reader
) -> None:
    graph.mailbox.put(*(an_event(f"e{number}", TOMORROW) for number in range(30)))
    first = reader.sync()
    assert (len(first.meetings), first.unchanged, first.complete) == (30, False, True)
    puts, state = len(reader.documents.puts), reader.state
    again = reader.sync()
    assert (again.unchanged, again.requests, again.meetings) == (True, 1, ())
    assert reader.state == state, "a new state would cost a write"
    assert len(reader.documents.puts) == puts


def test_every_request_asks_for_immutable_ids_and_shows_the_token_to_graph_alone(
    graph: FakeGraph, reader: Reader
) -> None:
    series = a_series("s", NOW - timedelta(days=30), 8)
    graph.mailbox.put(series, *occurrences_of(series, 8))
    reader.sync()
    reader.sync()
    assert graph.requests > 2
    assert all('IdType="ImmutableId"' in asked.headers["prefer"] for asked in graph.asked)
    assert {asked.token for asked in graph.asked} == {"good-token"}
    assert {asked.headers["host"] for asked in graph.asked} == {graph.url.removeprefix("http://")}


def test_a_change_a_move_and_a_deletion_are_seen_and_the_rest_stays(graph: FakeGraph, reader: Reader) -> None:
    graph.mailbox.put(an_event("kept", TOMORROW), an_event("moved", TOMORROW), an_event("gone", TOMORROW))
    before = by_id(reader.sync())
    later = TOMORROW + timedelta(days=2)
    graph.mailbox.put(an_event("moved", later, subject="Moved", lastModifiedDateTime="2026-11-16T07:00:00Z"))
    graph.mailbox.primary.remove("gone")
    after = reader.sync()
    assert not after.unchanged
    found = by_id(after)
    assert found.keys() == {"kept", "moved"}
    assert (found["moved"].start, found["moved"].title) == (later, "Moved")
    assert found["moved"].meeting_id == before["moved"].meeting_id
    assert found["kept"] == before["kept"]
    assert after.shows_gone(before["gone"])


def test_occurrences_have_their_series_words_and_one_can_be_moved_without_becoming_another(
    graph: FakeGraph, reader: Reader
) -> None:
    series = a_series(
        "s", TOMORROW, 3, subject="Staff meeting", body={"contentType": "html", "content": "<p>Bring</p>"}
    )
    graph.mailbox.put(series, *occurrences_of(series, 3))
    before = by_id(reader.sync())
    assert len(before) == 3
    assert {meeting.title for meeting in before.values()} == {"Staff meeting"}
    assert {meeting.description for meeting in before.values()} == {"Bring"}
    assert len({meeting.series_id for meeting in before.values()}) == 1
    assert len({meeting.meeting_id for meeting in before.values()}) == 3
    second = TOMORROW + timedelta(days=7)
    moved = occurrence_of(series, second, "exception", moved_to=second + timedelta(hours=3), subject="Moved")
    graph.mailbox.put(moved)
    after = by_id(reader.sync())
    assert len(after) == 3
    assert after[moved["id"]].meeting_id == before[moved["id"]].meeting_id
    assert (after[moved["id"]].start, after[moved["id"]].title) == (second + timedelta(hours=3), "Moved")


def test_an_occurrence_taken_out_of_its_series_goes_though_graph_never_says_so(
    graph: FakeGraph, reader: Reader
) -> None:
    series = a_series("s", TOMORROW, 3)
    graph.mailbox.put(series, *occurrences_of(series, 3))
    before = by_id(reader.sync())
    gone = occurrence_of(series, TOMORROW + timedelta(days=7))["id"]
    graph.mailbox.primary.remove(gone)
    after = reader.sync()
    assert by_id(after).keys() == before.keys() - {gone}
    assert after.shows_gone(before[gone])


def test_a_series_that_began_long_ago_is_asked_for_and_goes_as_a_whole(graph: FakeGraph, reader: Reader) -> None:
    series = a_series("s", TOMORROW - timedelta(days=70), 13, subject="Old series")
    graph.mailbox.put(series, *occurrences_of(series, 13), an_event("other", TOMORROW))
    found = by_id(reader.sync())
    assert [meeting.title for meeting in found.values()].count("Old series") >= 3
    graph.mailbox.put(series | {"subject": "New name", "lastModifiedDateTime": "2026-11-16T07:00:00Z"})
    renamed = by_id(reader.sync())
    assert renamed.keys() == found.keys()
    assert "Old series" not in {meeting.title for meeting in renamed.values()}
    graph.mailbox.primary.remove("s")
    assert by_id(reader.sync()).keys() == {"other"}


def test_another_calendar_than_the_first_is_read_by_its_id(graph: FakeGraph, reader: Reader) -> None:
    graph.mailbox.calendars["AAMkAG/team+1="] = FakeCalendar()
    graph.mailbox.calendars["AAMkAG/team+1="].put(an_event("team", TOMORROW))
    graph.mailbox.put(an_event("mine", TOMORROW))
    reader.address = "AAMkAG/team+1="
    assert reader.meetings().keys() == {"team"}
    reader.address = "AAMkAG-gone"
    with pytest.raises(Refused, match="no such calendar"):
        reader.meetings()


def test_a_cancelled_meeting_that_stays_in_the_calendar_is_cancelled(graph: FakeGraph, reader: Reader) -> None:
    graph.mailbox.put(an_event("e", TOMORROW))
    reader.sync()
    graph.mailbox.put(an_event("e", TOMORROW, isCancelled=True, lastModifiedDateTime="2026-11-16T07:00:00Z"))
    assert by_id(reader.sync())["e"].status is MeetingStatus.CANCELLED


def test_what_a_meeting_s_page_shows_comes_from_graph(graph: FakeGraph, reader: Reader) -> None:
    people = [
        person("ann@example.org", "declined"),
        person("ben@example.org", "tentativelyAccepted", "optional"),
        person("room1@example.org", "accepted", "resource"),
    ]
    link = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0"
    graph.mailbox.put(
        an_event(
            "e",
            TOMORROW,
            attendees=people,
            onlineMeeting={"joinUrl": link},
            location={"displayName": "Room 1"},
            responseStatus={"response": "declined", "time": "0001-01-01T00:00:00Z"},
        )
    )
    meeting = reader.meetings()["e"]
    assert (meeting.location, meeting.conference_url, meeting.timezone) == ("Room 1", link, "Europe/Berlin")
    assert meeting.owner_response is Response.DECLINED
    assert [person.name for person in meeting.people] == ["Ben", "Cleo"]
    assert [(one.is_room, one.is_optional) for one in meeting.attendees] == [
        (False, False),
        (False, True),
        (True, False),
    ]


def test_an_all_day_event_is_the_owner_s_day(graph: FakeGraph, reader: Reader) -> None:
    day = {"dateTime": "2026-11-18T00:00:00.0000000", "timeZone": "UTC"}
    end = {"dateTime": "2026-11-19T00:00:00.0000000", "timeZone": "UTC"}
    graph.mailbox.put(an_event("e", TOMORROW, isAllDay=True, start=day, end=end))
    reader.timezone = "America/New_York"
    meeting = reader.meetings()["e"]
    assert (meeting.all_day, meeting.start.isoformat()) == (True, "2026-11-18T05:00:00+00:00")
    assert meeting.duration == timedelta(days=1)


def test_another_time_zone_of_its_owner_reads_the_calendar_anew_without_asking_for_all_of_it(
    graph: FakeGraph, reader: Reader
) -> None:
    day = {"dateTime": "2026-11-18T00:00:00.0000000", "timeZone": "UTC"}
    graph.mailbox.put(an_event("e", TOMORROW, isAllDay=True, start=day, end=moment(NOW + timedelta(days=3))))
    reader.sync()
    reader.timezone = "Asia/Tokyo"
    again = reader.sync()
    assert (again.unchanged, again.requests) == (False, 1)
    assert again.meetings[0].start.isoformat() == "2026-11-17T15:00:00+00:00"
    assert reader.sync().unchanged


def test_one_meeting_is_found_by_amo_s_id_and_a_strange_one_is_not(graph: FakeGraph, reader: Reader) -> None:
    graph.mailbox.put(an_event("e", TOMORROW))
    known = reader.sync().meetings[0]
    assert reader.provider.get_meeting_details(reader.request(), known.meeting_id) == known
    with pytest.raises(NotFound):
        reader.provider.get_meeting_details(reader.request(), "m-unknown")


def test_pages_are_followed_to_the_last(graph: FakeGraph, reader: Reader) -> None:
    graph.mailbox.put(*(an_event(f"e{number}", TOMORROW) for number in range(450)))
    snapshot = reader.sync()
    assert (len(snapshot.meetings), snapshot.requests) == (450, 3)


def test_an_event_that_cannot_be_read_costs_itself_alone_and_is_named_every_time(
    graph: FakeGraph, reader: Reader
) -> None:
    nowhere = moment(TOMORROW, "Middle Earth Time")
    graph.mailbox.put(an_event("good", TOMORROW), an_event("bad", TOMORROW, start=nowhere))
    first = reader.sync()
    assert [meeting.external_id for meeting in first.meetings] == ["good"]
    assert [(refusal.item, "Middle Earth" in refusal.reason) for refusal in first.refused] == [("bad", True)]
    assert reader.sync().refused == first.refused


def test_the_calendars_of_an_account_are_offered_and_each_can_be_read_by_its_id(
    graph: FakeGraph, reader: Reader
) -> None:
    graph.mailbox.calendars["AAMkAG-team="] = FakeCalendar()
    graph.mailbox.put(an_event("mine", TOMORROW))
    found = list(list_microsoft_calendars(JsonHttp(graph.url), "good-token"))
    assert [calendar.is_primary for calendar in found] == [True, False]
    reader.address = found[0].address
    assert reader.meetings().keys() == {"mine"}
    reader.address = found[1].address
    assert reader.meetings().keys() == set()
