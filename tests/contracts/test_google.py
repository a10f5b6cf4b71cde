"""The provider for Google against the stand-in on loopback, every answer held to Google's discovery document."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build

from lambdas.calendars.google.events import read_meeting
from lambdas.domain.meetings.meeting import EventKind, MeetingStatus, Response
from lambdas.errors import NotFound, Refused
from tests.fakes.google.harness import GoogleHarness
from tests.fakes.samples import NOW

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def harness() -> Iterator[GoogleHarness]:
    harness = GoogleHarness()
    yield harness
    harness.close()


def test_a_quiet_sync_is_one_request_and_no_write(harness: GoogleHarness) -> None:
    for number in range(30):
        harness.event(f"e{number}", TOMORROW + timedelta(hours=number))
    first = harness.sync()
    assert (first.created, first.requests) == (30, 1)
    harness.passes(hours=2)
    writes, puts, drawn = harness.writes(), len(harness.copies.puts), harness.limits.writes
    again = harness.sync()
    assert (again.unchanged, again.requests, again.writes) == (30, 1, 0)
    assert (harness.writes(), len(harness.copies.puts)) == (writes, puts)
    assert harness.limits.writes - drawn <= 1, "a handful of the project's quota at most"


def test_one_changed_event_costs_one_request_and_writes_for_one(harness: GoogleHarness) -> None:
    for number in range(30):
        harness.event(f"e{number}", TOMORROW + timedelta(hours=number))
    harness.sync()
    harness.passes(hours=2)
    harness.event("e7", TOMORROW + timedelta(days=2), summary="Moved")
    report = harness.sync()
    assert (report.updated, report.created, report.cancelled, report.requests) == (1, 0, 0, 1)
    assert report.writes == 3, "the meeting, that it is settled, and the calendar's state"
    assert harness.shown()["e7"].title == "Moved"


def test_a_series_is_shown_occurrence_by_occurrence_under_one_name(harness: GoogleHarness) -> None:
    harness.event("s", TOMORROW, recurrence=["RRULE:FREQ=DAILY;COUNT=5"])
    harness.sync()
    occurrences = sorted(harness.shown().values(), key=lambda meeting: meeting.start)
    assert [meeting.start for meeting in occurrences] == [TOMORROW + timedelta(days=day) for day in range(5)]
    assert {meeting.series_id for meeting in occurrences} == {"s@google.com"}
    assert len({meeting.meeting_id for meeting in occurrences}) == 5


def test_a_series_that_is_shortened_loses_its_last_occurrences_only(harness: GoogleHarness) -> None:
    harness.event("s", TOMORROW, recurrence=["RRULE:FREQ=DAILY;COUNT=5"])
    harness.sync()
    before = {key: meeting.meeting_id for key, meeting in harness.shown().items()}
    harness.event("s", TOMORROW, recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    report = harness.sync()
    assert report.cancelled == 2
    assert {key: meeting.meeting_id for key, meeting in harness.shown().items()} == before


def test_who_is_invited_rooms_left_out_and_what_kind_of_entry_it_is(harness: GoogleHarness) -> None:
    harness.event(
        "m",
        attendees=[
            {"email": "Ann@Example.com", "displayName": "Ann", "organizer": True, "responseStatus": "accepted"},
            {"email": "u1@example.com", "self": True, "responseStatus": "tentative"},
            {"email": "bob@example.com", "responseStatus": "declined", "optional": True},
            {"email": "room-1@resource.calendar.google.com", "displayName": "Room 1", "resource": True},
        ],
        conferenceData={
            "entryPoints": [
                {"entryPointType": "phone", "uri": "tel:+1"},
                {"entryPointType": "video", "uri": "https://meet.google.com/abc-defg-hij"},
            ]
        },
    )
    harness.event("f", eventType="focusTime", attendees=[])
    harness.event("o", eventType="outOfOffice", attendees=[])
    harness.sync()
    meeting = harness.shown()["m"]
    assert (meeting.attendee_count, meeting.owner_response) == (2, Response.TENTATIVE)
    assert [attendee.name for attendee in meeting.attendees if attendee.is_room] == ["Room 1"]
    assert meeting.conference_url == "https://meet.google.com/abc-defg-hij"
    assert harness.shown()["f"].event_kind is EventKind.FOCUS_TIME
    assert [row.plan.skip_reason for row in harness.rows() if row.meeting.external_id in "fo"] == [
        "It is focus time.",
        "It is an absence.",
    ]


def test_an_all_day_event_ends_where_the_next_day_begins(harness: GoogleHarness) -> None:
    day = {"id": "d", "start": {"date": "2026-03-05"}, "end": {"date": "2026-03-07"}}
    harness.service.put("u1@example.com", "primary", day)
    (meeting,) = harness.read().meetings
    assert (meeting.start, meeting.end, meeting.all_day) == (
        datetime(2026, 3, 4, 23, tzinfo=UTC),
        datetime(2026, 3, 6, 23, tzinfo=UTC),
        True,
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ({"date": "2026-03-05", "dateTime": None, "timeZone": None}, {"date": "2026-03-06", "dateTime": None}),
        ({"date": "2026-03-04T23:00:00.000Z"}, {"date": "2026-03-05T23:00:00.000Z"}),
        ({"date": "2026-03-05T00:00:00Z"}, {}),
    ],
)
def test_an_all_day_event_passed_on_by_another_program_keeps_its_day(
    harness: GoogleHarness, start: dict[str, Any], end: dict[str, Any]
) -> None:
    event = {"id": "d", "start": start, "end": end}
    meeting = read_meeting(event, harness.request(), "Europe/Berlin")
    assert (meeting.start, meeting.duration) == (datetime(2026, 3, 4, 23, tzinfo=UTC), timedelta(days=1))
    occurrence = {**event, "recurringEventId": "s", "iCalUID": "s@google.com", "originalStartTime": start}
    usual = {**occurrence, "originalStartTime": {"date": "2026-03-05"}}
    named = [read_meeting(one, harness.request(), "Europe/Berlin").meeting_id for one in (occurrence, usual)]
    assert named[0] == named[1]


def test_html_in_a_description_becomes_text_and_its_links_are_found(harness: GoogleHarness) -> None:
    harness.event(
        "h", description='<p>Bring <b>figures</b></p><script>x()</script><a href="https://zoom.us/j/1">Join</a>'
    )
    (meeting,) = harness.read().meetings
    assert "<" not in meeting.description
    assert "x()" not in meeting.description
    assert "Bring figures" in meeting.description
    assert meeting.conference_url == "https://zoom.us/j/1"


def test_one_meeting_is_read_anew_for_whoever_asks_for_it(harness: GoogleHarness) -> None:
    harness.event("m")
    harness.sync()
    harness.event("m", summary="Renamed")
    meeting_id = harness.shown()["m"].meeting_id
    assert harness.provider.get_meeting_details(harness.request(), meeting_id).title == "Renamed"
    with pytest.raises(NotFound):
        harness.provider.get_meeting_details(harness.request(), "m0")


def test_a_calendar_that_was_deleted_or_is_no_longer_shared_is_named_as_such(harness: GoogleHarness) -> None:
    connection = harness.request().connection.model_copy(update={"address": "gone@example.com"})
    with pytest.raises(Refused, match="no such Google calendar"):
        harness.read(connection=connection)


def test_google_s_own_client_library_and_amo_see_the_same_events(harness: GoogleHarness) -> None:
    for number in range(600):
        harness.event(f"e{number:03}", TOMORROW + timedelta(minutes=30 * number))
    harness.event("s", TOMORROW, recurrence=["RRULE:FREQ=DAILY;COUNT=5"])
    client = build(
        "calendar",
        "v3",
        credentials=Credentials("bearer-u1"),  # type: ignore[no-untyped-call]  # google-auth types it in part
        static_discovery=True,
        client_options={"api_endpoint": harness.server.url},
    )
    window = harness.read().window
    seen: list[str] = []
    question = client.events().list(
        calendarId="primary",
        singleEvents=True,
        timeMin=window.start.isoformat(),
        timeMax=window.end.isoformat(),
    )
    while question is not None:
        answer = question.execute()
        seen += [item["id"] for item in answer["items"]]
        question = client.events().list_next(question, answer)
    assert answer["nextSyncToken"]
    assert sorted(seen) == sorted(meeting.external_id for meeting in harness.read().meetings)


SAMPLES = Path(__file__).parents[1] / "data" / "google" / "events.json"


def test_published_answers_are_read_without_loss(harness: GoogleHarness) -> None:
    """Each event of answers that others published becomes a meeting that keeps what it says."""
    for case in json.loads(SAMPLES.read_text(encoding="utf-8"))["cases"]:
        for number, item in enumerate(case["response"]["items"]):
            event: dict[str, Any] = {"id": f"{case['name']}-{number}", **item}
            if item.get("status") == "cancelled" and "start" not in item:
                continue
            meeting = read_meeting(event, harness.request(), str(case["response"].get("timeZone", "")))
            assert meeting.title == item.get("summary", "").strip()
            assert meeting.end > meeting.start
            assert meeting.status is MeetingStatus.SCHEDULED
            emails = {str(each.get("email", "")).lower() for each in item.get("attendees", [])} - {""}
            assert {attendee.email for attendee in meeting.attendees} == emails
            for name, expected in case.get("expected", {}).items():
                assert str(getattr(meeting, name)) == str(expected), (case["name"], name)
