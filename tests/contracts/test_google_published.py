"""What others published of Google Calendar's answers, read as they are (../shared/data/google_events.json)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lambdas.calendars.base import CalendarSnapshot
from lambdas.calendars.google.events import read_meeting
from lambdas.config_files import load_classification_rules
from lambdas.domain.classification.skip_reason import skip_reason
from lambdas.domain.kernel.instants import iso
from lambdas.domain.meetings.meeting import EventKind, Meeting, Response
from tests.fakes.google.harness import GoogleHarness

DATA = Path(__file__).parents[1] / "data" / "cases" / "google"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "google_events.json"
CASES = json.loads(SHARED.read_text(encoding="utf-8"))["cases"] if SHARED.exists() else []
RESPONSES = {case["name"]: case["response"] for case in CASES}
WITH_SHARED = pytest.mark.skipif(not CASES, reason="../shared/data is not there")

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]


@pytest.fixture
def harness() -> Iterator[GoogleHarness]:
    harness = GoogleHarness("Europe/London")
    yield harness
    harness.close()


def reading(harness: GoogleHarness, name: str, day: str, *pages: dict[str, Any]) -> CalendarSnapshot:
    """Of the answer as published; an item without an id, as Google never sends one, is given one."""
    published = RESPONSES[name]
    items = [{"id": f"i{number}", **item} for number, item in enumerate(published["items"])]
    for page in ({"nextSyncToken": "t"} | published | {"items": items}, *pages):
        page.pop("nextSyncToken" if "nextPageToken" in page else "", None)
        harness.answers.append(("events.list", (200, page)))
    harness.now = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return harness.read(now=harness.now, days_ahead=30)


def only(harness: GoogleHarness, name: str, day: str) -> Meeting:
    (meeting,) = reading(harness, name, day).meetings
    return meeting


def reason_of(meeting: Meeting) -> str | None:
    return skip_reason(meeting, load_classification_rules().lexicon)


def test_what_google_took_from_a_mail_is_told_as_such_and_not_prepared(harness: GoogleHarness) -> None:
    ticket = json.loads((DATA / "g1_from_gmail_ticket.json").read_text(encoding="utf-8"))
    meeting = read_meeting(ticket, harness.request(), "Europe/Berlin")
    assert meeting.event_kind is EventKind.FROM_MAIL
    assert reason_of(meeting) == "It was taken from an e-mail: a booking or a ticket, not an invitation."


@WITH_SHARED
def test_a_room_is_no_guest_and_a_wall_clock_time_is_its_zone_s(harness: GoogleHarness) -> None:
    meeting = only(harness, "gdata_simple_event", "2006-06-09")
    assert (iso(meeting.start), meeting.timezone, meeting.attendee_count) == (
        "2006-06-10T16:00:00Z",
        "Europe/Berlin",
        2,
    )
    assert [(one.is_room, one.is_optional) for one in meeting.attendees] == [(False, True), (True, False)]
    assert (meeting.description, meeting.shown_as_free) == ("", True)


@WITH_SHARED
@pytest.mark.parametrize("name", ["gdata_utc_event_without_end", "gdata_html_description"])
def test_without_an_end_it_lasts_an_hour_as_google_shows_it(harness: GoogleHarness, name: str) -> None:
    meeting = only(harness, name, "2006-06-09")
    assert (iso(meeting.start), meeting.duration) == ("2006-06-10T01:02:03Z", timedelta(hours=1))
    assert meeting.description == ("Bold" if "html" in name else "")


@WITH_SHARED
def test_a_moved_occurrence_is_named_by_its_series_and_first_day(harness: GoogleHarness) -> None:
    series, moved = sorted(
        reading(harness, "gdata_recurrence_master_and_moved_instance", "2006-06-09").meetings,
        key=lambda meeting: meeting.start,
    )
    assert moved.series_id == series.external_id
    unmoved = RESPONSES["gdata_recurrence_master_and_moved_instance"]["items"][1] | {"start": {"date": "2006-06-25"}}
    assert read_meeting(unmoved, harness.request(), "").meeting_id == moved.meeting_id


@WITH_SHARED
def test_who_declined_does_not_come_and_the_organizer_counts_though_not_invited(harness: GoogleHarness) -> None:
    meeting = only(harness, "inbox_zero_declined", "2026-05-03")
    assert (len(meeting.invited), meeting.attendee_count, meeting.owner_response) == (3, 2, Response.ACCEPTED)


@WITH_SHARED
def test_a_link_in_the_description_keeps_its_pass_code(harness: GoogleHarness) -> None:
    meeting = only(harness, "inbox_zero_zoom_in_description", "2026-05-03")
    assert meeting.conference_url == "https://acme.zoom.us/j/8123456789?pwd=secret"


@WITH_SHARED
def test_a_deleted_event_that_has_only_its_id_goes(harness: GoogleHarness) -> None:
    first = reading(harness, "rust_full_sync_private", "2022-12-20")
    assert [(meeting.title, meeting.minutes) for meeting in first.meetings] == [("Super cool test event", 90)]
    harness.answers.append(("events.list", (200, RESPONSES["rust_incremental_cancelled"])))
    connection = harness.request().connection.model_copy(update={"sync_state": first.sync_state})
    after = harness.read(now=harness.now, connection=connection)
    assert (after.unchanged, after.meetings) == (False, ())


@WITH_SHARED
def test_a_place_of_work_is_no_meeting(harness: GoogleHarness) -> None:
    meeting = only(harness, "rust_working_location_series", "2023-06-18")
    assert reason_of(meeting) == "It says where you work."


@WITH_SHARED
def test_of_five_two_are_to_be_prepared(harness: GoogleHarness) -> None:
    found = {meeting.title: meeting for meeting in reading(harness, "mixed_five", "2026-10-04").meetings}
    assert {title: reason_of(meeting) for title, meeting in found.items()} == {
        "Holiday": "It is an all-day entry.",
        "Zoom call": None,
        "Webinar": None,
        "Declined": "Its title says it was declined.",
    }
    assert found["Declined"].owner_response is Response.DECLINED
    assert found["Zoom call"].conference_url == "https://acme.zoom.us/j/123456?pwd=x"
    assert found["Webinar"].conference_url == "https://example.webex.com/m/1"


@WITH_SHARED
def test_no_token_is_kept_before_the_last_page(harness: GoogleHarness) -> None:
    snapshot = reading(harness, "page_one_of_two", "2026-08-02", {"items": [], "nextSyncToken": "last"})
    assert [(meeting.title, meeting.attendee_count) for meeting in snapshot.meetings] == [("Budget review", 2)]
    assert (snapshot.sync_state["token"], snapshot.requests) == ("last", 2)
    assert harness.asked[-1][1]["pageToken"] == "PAGE2"


@WITH_SHARED
def test_items_without_an_end_are_read(harness: GoogleHarness) -> None:
    found = {meeting.title: meeting for meeting in reading(harness, "no_ends_qbr", "2026-04-01").meetings}
    assert {title: meeting.all_day for title, meeting in found.items()} == {
        "Vendor Review: Northstar Foods Co": False,
        "Internal Team Standup": False,
        "Supplier Sync: Acme Corp": True,
        "QBR: Northstar Foods Co": False,
    }
    assert found["Supplier Sync: Acme Corp"].duration == timedelta(days=1)


@WITH_SHARED
def test_every_published_answer_has_its_test() -> None:
    tested = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in RESPONSES if f'"{name}"' not in tested] == []
