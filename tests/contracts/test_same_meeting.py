"""CAL-6: whatever calendar shows it, an event is one meeting; the copy that tells most is kept, and people choose."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.local.microsoft_fake.events import an_event
from lambdas.calendars.base import CalendarRequest
from lambdas.calendars.google.events import read_meeting as read_google
from lambdas.calendars.ics.provider import IcsCalendar
from lambdas.calendars.microsoft.event import GraphEvent
from lambdas.calendars.microsoft.meetings import read_meeting as read_graph
from lambdas.domain.kernel.source import Source
from lambdas.domain.meetings.calendar_owner import CalendarOwner
from lambdas.domain.meetings.meeting import Meeting, MeetingStatus
from tests.fakes.documents import FakeDocuments
from tests.fakes.google.harness import GoogleHarness
from tests.fakes.samples import NOW, a_connection

UID = "abc123@google.com"
STARTS = st.datetimes(datetime(2026, 3, 3), datetime(2026, 3, 15)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
)


def request(**connection: Any) -> CalendarRequest:
    return CalendarRequest(
        user_id="u1",
        connection=a_connection(**connection),
        owner=CalendarOwner(email="u1@example.com"),
        timezone="UTC",
        now=NOW,
    )


def from_ics(*lines: str) -> list[Meeting]:
    event = [f"UID:{UID}", "DTSTAMP:20260301T000000Z", "SUMMARY:Review", *lines]
    calendar = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "BEGIN:VEVENT", *event, "END:VEVENT"]
    copies = FakeDocuments()
    copies.put("uploads/u1/c.ics", "\r\n".join([*calendar, "END:VCALENDAR", ""]).encode(), "text/calendar")
    provider = IcsCalendar(copies, None)  # type: ignore[arg-type] # an uploaded file is not fetched
    return sorted(
        provider.fetch_upcoming_meetings(request(address="s3://uploads/u1/c.ics")).meetings,
        key=lambda meeting: meeting.start,
    )


@given(start=STARTS)
def test_a_single_event_has_one_name_in_a_feed_at_google_and_at_microsoft(start: datetime) -> None:
    (feed,) = from_ics(f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}")
    told = {"id": "abc123", "iCalUID": UID, "start": {"dateTime": start.isoformat()}}
    google = read_google(told, request(source=Source.GOOGLE), "UTC")
    graph = read_graph(GraphEvent.model_validate(an_event("AAMk", start, iCalUId=UID)), request())
    assert feed.meeting_id == google.meeting_id == graph.meeting_id


def test_what_a_calendar_shows_as_free_is_so_in_each_of_them() -> None:
    start = datetime(2026, 3, 5, 9, tzinfo=UTC)
    lines = (f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}")
    feeds = [from_ics(*lines, *words) for words in ((), ("TRANSP:TRANSPARENT",), ("X-MICROSOFT-CDO-BUSYSTATUS:FREE",))]
    assert [meeting.shown_as_free for (meeting,) in feeds] == [False, True, True]
    told = {"id": "abc123", "iCalUID": UID, "start": {"dateTime": start.isoformat()}}
    google = [read_google(told | more, request(), "UTC") for more in ({}, {"transparency": "transparent"})]
    assert [meeting.shown_as_free for meeting in google] == [False, True]
    event = an_event("AAMk", start)
    graph = [read_graph(GraphEvent.model_validate(event | more), request()) for more in ({}, {"showAs": "free"})]
    assert [meeting.shown_as_free for meeting in graph] == [False, True]


@pytest.mark.parametrize(
    ("feed", "google", "graph", "is_private"),
    [
        ((), {}, {}, False),
        (("CLASS:PUBLIC",), {"visibility": "default"}, {"sensitivity": "normal"}, False),
        (("CLASS:PUBLIC",), {"visibility": "public"}, {"sensitivity": None}, False),
        (("CLASS:PRIVATE",), {"visibility": "private"}, {"sensitivity": "private"}, True),
        (("CLASS:confidential",), {"visibility": "confidential"}, {"sensitivity": "confidential"}, True),
        (("CLASS:X-BOARD-ONLY",), {"visibility": "private"}, {"sensitivity": "personal"}, True),
    ],
)
def test_what_a_calendar_keeps_private_is_so_in_each_of_them(
    feed: tuple[str, ...], google: dict[str, Any], graph: dict[str, Any], is_private: bool
) -> None:
    start = datetime(2026, 3, 5, 9, tzinfo=UTC)
    lines = (f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}")
    told = {"id": "abc123", "iCalUID": UID, "start": {"dateTime": start.isoformat()}, **google}
    event = GraphEvent.model_validate(an_event("AAMk", start) | graph)
    read = (*from_ics(*lines, *feed), read_google(told, request(), "UTC"), read_graph(event, request()))
    assert [meeting.is_private for meeting in read] == [is_private] * 3


def test_a_private_series_is_private_each_time() -> None:
    feed = from_ics("CLASS:PRIVATE", "DTSTART:20260305T090000Z", "DTEND:20260305T100000Z", "RRULE:FREQ=DAILY;COUNT=2")
    assert [meeting.is_private for meeting in feed] == [True, True]


@given(start=STARTS)
def test_an_occurrence_has_one_name_wherever_it_was_moved_to(start: datetime) -> None:
    feed = from_ics(
        f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
        f"DTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}",
        "RRULE:FREQ=DAILY;COUNT=2",
    )
    moved = start + timedelta(hours=3)
    told = {
        "id": f"abc123_{start:%Y%m%dT%H%M%SZ}",
        "recurringEventId": "abc123",
        "originalStartTime": {"dateTime": start.astimezone(UTC).isoformat()},
        "iCalUID": UID,
        "start": {"dateTime": moved.isoformat()},
    }
    google = read_google(told, request(source=Source.GOOGLE), "UTC")
    own: dict[str, Any] = {"seriesMasterId": "s", "type": "exception", "originalStart": f"{start:%Y-%m-%dT%H:%M:%SZ}"}
    graph = read_graph(GraphEvent.model_validate(an_event("AAMk", moved, iCalUId=UID, **own)), request())
    assert feed[0].meeting_id == google.meeting_id == graph.meeting_id
    assert feed[0].series_id == google.series_id == graph.series_id


def test_a_day_of_a_series_of_days_has_one_name() -> None:
    feed = from_ics("DTSTART;VALUE=DATE:20260304", "DTEND;VALUE=DATE:20260305", "RRULE:FREQ=DAILY;COUNT=2")
    told = {
        "id": "abc123_20260304",
        "recurringEventId": "abc123",
        "originalStartTime": {"date": "2026-03-04"},
        "iCalUID": UID,
        "start": {"date": "2026-03-04"},
        "end": {"date": "2026-03-05"},
    }
    assert feed[0].meeting_id == read_google(told, request(source=Source.GOOGLE), "UTC").meeting_id


@pytest.fixture
def harness() -> Iterator[GoogleHarness]:
    harness = GoogleHarness()
    yield harness
    harness.close()


def second_calendar(harness: GoogleHarness, **changes: Any) -> None:
    """``family``, another calendar of the same account, with a copy of the event ``m``."""
    family = harness.service.add_account("family@example.com", bearer="other")
    harness.service.accounts["u1@example.com"].append("family@example.com")
    event = harness.service.get("u1@example.com", "primary", "m")
    family.put({**event, **changes}, harness.now)
    harness.connected_calendars.connect(
        "u1", a_connection("family", source=Source.GOOGLE, address="family@example.com")
    )


@pytest.mark.network
@pytest.mark.enable_socket
class TestTwoCalendars:
    def test_the_copy_that_tells_most_is_kept_whichever_is_read_first(self, harness: GoogleHarness) -> None:
        harness.event("m", summary="Roadmap")
        second_calendar(harness, summary="busy", attendees=[])
        report = harness.sync()
        (row,) = harness.rows()
        assert (report.created, row.meeting.title, row.calendars) == (1, "Roadmap", ("family", "work"))
        assert harness.sync().writes == 0

    def test_private_in_one_of_them_it_is_private_until_neither_calls_it_so(self, harness: GoogleHarness) -> None:
        harness.event("m", summary="Roadmap")
        second_calendar(harness, summary="busy", attendees=[], visibility="private")
        harness.sync()
        (row,) = harness.rows()
        assert (row.meeting.title, row.meeting.is_private) == ("Roadmap", True)
        harness.event("m", summary="Roadmap of 2027")  # the other calendar is not read again: nothing changed there
        harness.sync()
        (row,) = harness.rows()
        assert (row.meeting.title, row.meeting.is_private) == ("Roadmap of 2027", True)
        family = harness.service.calendar("u1@example.com", "family@example.com")
        family.put({**harness.service.get("u1@example.com", "primary", "m"), "visibility": "default"}, harness.now)
        harness.event("m", summary="Roadmap")
        harness.sync()
        (row,) = harness.rows()
        assert not row.meeting.is_private

    def test_deleted_in_one_it_stays_and_in_both_it_is_cancelled(self, harness: GoogleHarness) -> None:
        harness.event("m")
        second_calendar(harness)
        harness.sync()
        harness.service.delete("u1@example.com", "primary", "m")
        harness.sync()
        assert [row.meeting.status for row in harness.rows()] == [MeetingStatus.SCHEDULED]
        harness.service.delete("u1@example.com", "family@example.com", "m")
        assert harness.sync().cancelled == 1

    def test_what_only_a_calendar_shows_that_does_not_count_is_withdrawn(self, harness: GoogleHarness) -> None:
        harness.event("m")
        harness.event("private")
        second_calendar(harness)
        harness.sync()
        work = next(each for each in harness.connected_calendars.of_user("u1") if each.calendar_id == "work")
        harness.connected_calendars.connect("u1", work.model_copy(update={"counts": False, "sync_state": {}}))
        asked = harness.calls()
        harness.sync(replan=True)
        assert harness.calls() == asked + 1, "the one that counts"
        status = {row.meeting.external_id: row.meeting.status for row in harness.rows()}
        assert status == {"m": MeetingStatus.SCHEDULED, "private": MeetingStatus.CANCELLED}
        harness.connected_calendars.connect("u1", work.model_copy(update={"counts": True, "sync_state": {}}))
        harness.sync()
        assert {row.meeting.status for row in harness.rows()} == {MeetingStatus.SCHEDULED}
