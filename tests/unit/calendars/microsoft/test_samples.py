"""What others published of Microsoft Graph is read without loss (../shared/data/graph_events.json)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lambdas.calendars.microsoft.delta_round import Round, merged
from lambdas.calendars.microsoft.event import GraphEvent, from_copy, read_event
from lambdas.calendars.microsoft.meetings import read_meeting, read_meetings
from lambdas.calendars.microsoft.times import common_uid, is_named_cancelled
from lambdas.domain.kernel.instants import iso
from lambdas.domain.meetings.meeting import Meeting, MeetingStatus, Response
from tests.fakes.graph.reader import OWNER, graph_request

SHARED = Path(__file__).parents[5] / "shared" / "data" / "graph_events.json"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="../shared/data is not there")
CASES = json.loads(SHARED.read_text(encoding="utf-8"))["cases"] if SHARED.exists() else []
BY_NAME = {case["name"]: case for case in CASES}


def items(name: str) -> list[dict[str, Any]]:
    response = BY_NAME[name]["response"]
    found: list[dict[str, Any]] = response.get("value", [response])
    return found


def events(name: str) -> list[GraphEvent]:
    return [event for item in items(name) if "@removed" not in item and (event := read_event(item))]


def meetings(name: str, **request: Any) -> list[Meeting]:
    return [read_meeting(event, graph_request(**request)) for event in events(name)]


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_event_is_read_and_is_the_same_again_from_the_copy(name: str) -> None:
    told = [item for item in items(name) if "@removed" not in item]
    read = events(name)
    assert len(read) == len(told)
    assert [event.flaw for event in read] == [""] * len(read)
    for event, item in zip(read, told, strict=True):
        assert from_copy(json.loads(json.dumps(event.kept()))) == event
        assert event.id == item["id"]
        assert event.subject == str(item.get("subject") or "").strip()
        meeting = read_meeting(event, graph_request())
        assert (meeting.title, len(meeting.attendees)) == (event.subject, len(item.get("attendees") or []))


def test_a_moved_occurrence_is_an_exception_of_the_same_series() -> None:
    found = meetings("msdoc_instances_with_exception")
    assert [iso(meeting.start) for meeting in found] == [
        "2019-04-16T20:30:00Z",
        "2019-04-08T20:30:00Z",
        "2019-04-22T20:30:00Z",
        "2019-04-29T20:30:00Z",
    ]
    assert len({meeting.meeting_id for meeting in found}) == 4
    assert {meeting.series_id for meeting in found} == {"AAMkAGUzYRgWAAA="}
    assert found[0].description == ""


def test_a_windows_zone_is_read_and_the_organizer_counts_once() -> None:
    (meeting,) = meetings("msdoc_list_select")
    assert (iso(meeting.start), meeting.timezone) == ("2017-04-21T17:00:00Z", "America/Los_Angeles")
    assert meeting.title == "Orientation"
    assert meeting.description.startswith("Dana, this is the time you selected")
    assert sorted(person.name for person in meeting.invited) == ["Dana Swope", "Samantha Booth"]


def test_an_online_meeting_has_its_link_and_its_organizer_s_zone() -> None:
    (meeting,) = meetings("msdoc_list_filter_online_meeting")
    assert meeting.conference_url.startswith("https://teams.microsoft.com/l/meetup-join/19%3ameeting_YTU5")
    assert (meeting.timezone, meeting.location) == ("Asia/Calcutta", "Singapore")
    assert meeting.owner_response is Response.ACCEPTED
    assert meeting.attendee_count == 2


def test_a_series_itself_is_no_meeting() -> None:
    (series,) = events("msdoc_series_master_tu_th")
    assert series.is_series
    assert read_meetings({series.id: series}, graph_request()) == ((), ())
    assert series.conference_url.startswith("https://teams.microsoft.com/l/meetup-join/")


def test_organizer_and_one_attendee_are_two_people() -> None:
    (meeting,) = meetings("msdoc_create_event_one_attendee")
    assert (meeting.title, meeting.attendee_count) == ("Let's go for lunch", 2)


def test_days_without_being_all_day() -> None:
    (meeting,) = meetings("msdoc_multi_day_reunion")
    assert not meeting.all_day
    assert meeting.minutes == (3 * 24 + 12) * 60


def test_an_attendee_who_declined_does_not_come() -> None:
    (meeting,) = meetings("inbox_zero_declined")
    assert iso(meeting.start) == "2026-05-04T09:00:00Z"
    assert {person.email: person.response for person in meeting.attendees}["busy@example.com"] is Response.DECLINED
    assert {person.email for person in meeting.people} == {"guest@example.com", OWNER}, "the owner calls it"


def test_a_teams_link_hidden_in_the_body_s_markup_is_found() -> None:
    (meeting,) = meetings("inbox_zero_teams_link_in_html")
    content = items("inbox_zero_teams_link_in_html")[0]["body"]["content"]
    assert meeting.conference_url == content.split('"')[1]
    assert meeting.description == "Join Microsoft Teams Meeting"


def test_a_delta_s_pages_and_its_next_round_make_one_calendar() -> None:
    first, second = Round(), Round()
    for name in ("msdoc_delta_page1", "msdoc_delta_page2", "msdoc_delta_page3"):
        assert first.add(items(name))
    second.add(items("msdoc_delta_next_round"))
    calendar = merged(merged({}, first), second)
    subjects = {"Plan shopping list", "Pick up car", "Get food", "Prepare food", "Rest!", "Attend service"}
    assert {event.subject for event in calendar.values()} == subjects


def test_without_an_end_it_is_a_moment() -> None:
    found = meetings("qbr_without_end")
    assert [(meeting.title, meeting.minutes) for meeting in found] == [
        ("QBR: Northstar Foods Co", 0),
        ("Internal Team Standup", 0),
    ]


def test_rooms_are_no_people() -> None:
    (meeting,) = meetings("relive_attendee_types")
    assert (meeting.title, len(meeting.invited), meeting.attendee_count) == ("", 3, 2)
    assert [person.email for person in meeting.attendees if person.is_room] == ["room@example.com"]


def test_an_iana_zone_is_read_too() -> None:
    (meeting,) = meetings("relive_local_zone")
    assert (iso(meeting.start), iso(meeting.end)) == ("2026-06-15T08:00:00Z", "2026-06-15T09:00:00Z")


def test_an_occurrence_its_series_names_as_cancelled_does_not_happen() -> None:
    (series,) = events("relive_series_with_cancelled_occurrence")
    occurrences = {
        day: GraphEvent.model_validate(
            {
                "id": f"o{day}",
                "type": "occurrence",
                "seriesMasterId": series.id,
                "start": {"dateTime": f"2026-06-{day}T14:00:00", "timeZone": "UTC"},
                "end": {"dateTime": f"2026-06-{day}T15:00:00", "timeZone": "UTC"},
            }
        )
        for day in (15, 22, 29)
    }
    assert [day for day, one in occurrences.items() if is_named_cancelled(one, series, ZoneInfo("Europe/Berlin"))] == [
        22
    ]
    calendar = {series.id: series, **{event.id: event for event in occurrences.values()}}
    found, refused = read_meetings(calendar, graph_request())
    assert ([meeting.start.day for meeting in found], refused) == ([15, 29], ())
    assert {meeting.title for meeting in found} == {"Series"}


def test_a_cancelled_event_stays_readable() -> None:
    (meeting,) = meetings("cancelled_in_delta")
    assert (meeting.status, meeting.title) == (MeetingStatus.CANCELLED, "Cancelled meeting")
    assert meeting.updated_at == datetime(2026, 5, 25, 8, tzinfo=UTC)


def test_six_meetings_of_a_school_are_six_at_their_local_times() -> None:
    found = meetings("school_dump_same_ids")
    assert len(found) == 6
    assert len({(meeting.title, meeting.start) for meeting in found}) == 6
    london = ZoneInfo("Europe/London")
    for meeting, item in zip(found, items("school_dump_same_ids"), strict=True):
        assert meeting.start.astimezone(london).strftime("%Y-%m-%dT%H:%M") == item["start"]["dateTime"][:16]
        assert meeting.timezone == "Europe/London"


def published() -> Iterator[tuple[str, str]]:
    for case in CASES:
        for item in items(case["name"]):
            if item.get("iCalUId"):
                yield case["name"], item["iCalUId"]


def test_uids_of_series_and_single_events_stay_as_they_are() -> None:
    for _, uid in published():
        assert common_uid(uid) == uid
