"""The calendar in a day and a week, with the times of two zones."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from lambdas.domain.meetings.meeting import EventKind, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import Preparation, PrepStatus
from tests.fakes.samples import a_connection, a_meeting, a_tracked
from tests.unit.edges.harness import ADA, EVE, NOW, Harness

THURSDAY = datetime(2030, 3, 7, tzinfo=UTC)
"""In a week that no clock changes in, after every test."""


def at(harness: Harness, hour: float, hours: float = 1, **changes: Any) -> str:
    start = changes.pop("start", THURSDAY + timedelta(hours=hour))
    meeting_id = f"m{len(harness.meetings.rows):020d}"
    preparation = changes.pop("preparation", None)
    meeting = a_meeting(meeting_id, user_id=ADA, start=start, end=start + timedelta(hours=hours), **changes)
    harness.add(a_tracked(meeting), preparation)
    return meeting_id


def slot(text: str, title: str) -> str:
    """The opening tag of the entry of that title."""
    found = re.search(r'<li class="([^"]*)">(?:(?!<li).)*?<b>' + re.escape(title), text, re.DOTALL)
    return found[1] if found else ""


def day(harness: Harness, view: str = "day", when: str = "2030-03-07") -> str:
    return harness.get(f"/calendar?view={view}&day={when}").text


def test_a_day_shows_its_meetings_with_the_state_of_their_preparation(harness: Harness) -> None:
    ready = Preparation(status=PrepStatus.READY, run=1, timing_version=1)
    meeting_id = at(harness, 9, title="Budget", preparation=ready)
    at(harness, 14, title="Focus", event_kind=EventKind.FOCUS_TIME)
    text = day(harness)
    assert f'href="/meetings/{meeting_id}"' in text
    assert "ready" in slot(text, "Budget")
    for said in ("Thursday 7 March 2030", "09:00–10:00", "Focus time", "Free 08:00–09:00, 10:00–14:00 and 15:00–18:00"):
        assert said in text


def test_meetings_at_the_same_time_stand_side_by_side(harness: Harness) -> None:
    for title in ("One", "Two"):
        at(harness, 9, title=title)
    text = day(harness)
    assert {"of2", "at0"} < set(slot(text, "One").split())
    assert {"of2", "at1"} < set(slot(text, "Two").split())


def test_what_finds_no_room_beside_others_is_named_above_them(harness: Harness) -> None:
    for number in range(4):
        at(harness, 9, title=f"Track {number}")
    text = day(harness, "week")
    assert "At the same time as others" in text
    assert text.count("Track 3") == 2
    assert text.count("Track 1") == 1


def test_what_goes_over_midnight_stands_on_both_days_and_says_so(harness: Harness) -> None:
    at(harness, 23, 3, title="Release")
    assert '23:00–00:00 <span class="soft">(until Fri 02:00)' in day(harness)
    assert '00:00–02:00 <span class="soft">(since Thu 23:00)' in day(harness, when="2030-03-08")
    assert "Release" not in day(harness, when="2030-03-09")


def test_an_all_day_entry_stands_on_top_of_each_of_its_days_in_the_readers_zone(harness: Harness) -> None:
    harness.users.patch(ADA, {"timezone": "Pacific/Auckland"})
    begins = datetime(2030, 3, 6, 11, tzinfo=UTC)  # midnight of the 7th there
    at(harness, 0, 48, title="Offsite", start=begins, all_day=True)
    for when, is_there in (("2030-03-06", False), ("2030-03-07", True), ("2030-03-08", True), ("2030-03-09", False)):
        assert ("whole-day" in day(harness, when=when)) is is_there, when


def test_an_absence_that_began_weeks_ago_takes_the_day(harness: Harness) -> None:
    at(harness, 0, 24 * 30, start=THURSDAY - timedelta(days=20), all_day=True, event_kind=EventKind.OUT_OF_OFFICE)
    text = day(harness)
    assert "Out of office" in text
    assert "No free time" in text


def test_cancelled_meetings_are_left_out_and_those_shown_as_free_leave_the_time_free(harness: Harness) -> None:
    at(harness, 9, title="Gone", status=MeetingStatus.CANCELLED)
    at(harness, 9, title="Lunch walk", shown_as_free=True)
    text = day(harness)
    assert "Gone" not in text
    assert "open" in slot(text, "Lunch walk").split()
    assert "Free 08:00–18:00" in text


def test_a_week_and_a_day_lead_to_the_one_before_and_after_and_to_each_other(harness: Harness) -> None:
    week, one = day(harness, "week"), day(harness)
    for target in ("view=week&amp;day=2030-02-28", "view=week&amp;day=2030-03-14", "view=day&amp;day=2030-03-07"):
        assert target in week
    for target in ("view=day&amp;day=2030-03-06", "view=day&amp;day=2030-03-08", "view=week&amp;day=2030-03-07"):
        assert target in one
    assert "4 – 10 March 2030" in week


def test_a_day_on_which_clocks_change_says_how_long_it_is(harness: Harness) -> None:
    harness.users.patch(ADA, {"timezone": "Europe/Berlin"})
    at(harness, 0, 3, title="Watch", start=datetime(2030, 10, 26, 23, tzinfo=UTC))
    text = day(harness, when="2030-10-27")
    assert "that day has 25 hours" in text
    assert text.count(">02:00<") == 2
    assert "that day has 23 hours" in day(harness, "week", when="2030-03-31")


def test_a_second_zone_stands_beside_the_first_and_is_kept_until_it_is_taken_away(harness: Harness) -> None:
    at(harness, 15, title="Call")
    answer = harness.post("/settings/second-zone", second_timezone="Asia/Kolkata", view="day", day="2030-03-07")
    assert answer.headers["Location"] == "/calendar?view=day&day=2030-03-07&done=saved"
    text = day(harness)
    assert "beside them Kolkata time (IST)" in text
    assert "20:30–21:30 Kolkata" in text
    harness.post("/settings/second-zone", second_timezone="Asia/Kolkata", without="1", view="day", day="2030-03-07")
    assert "Kolkata" not in day(harness).replace('value="Asia/Kolkata"', "")


def test_a_zone_there_is_not_is_said_beside_the_field_with_what_was_typed(harness: Harness) -> None:
    text = harness.post("/settings/second-zone", second_timezone="Mars/Olympus", view="day", day="2030-03-07").text
    assert "“Mars/Olympus” is no time zone" in text
    assert 'value="Mars/Olympus"' in text
    assert "Thursday 7 March 2030" in text
    assert harness.users.get(ADA).second_timezone == ""


def test_a_day_there_is_not_is_today_and_said_in_one_line(harness: Harness) -> None:
    for typed in ("tomorrow", "2030-13-01", "9999-12-31"):
        text = day(harness, when=typed)
        assert "is not a day of the calendar" in text
        assert f"{NOW:%A} {NOW.day} {NOW:%B} {NOW.year}" in text


def test_nobody_sees_somebody_else_s_calendar(harness: Harness) -> None:
    at(harness, 9, title="Secret")
    assert "Secret" not in harness.get("/calendar?view=day&day=2030-03-07", EVE).text


def test_days_that_are_not_read_yet_and_a_calendar_that_is_not_connected_are_said(harness: Harness) -> None:
    assert "No calendar is connected yet" in harness.get("/calendar").text
    harness.connected_calendars.connect(ADA, a_connection("work"))
    assert "AMO reads your calendar 14 days ahead" in day(harness)
    today = harness.get("/calendar?view=day").text
    assert "days ahead" not in today
    assert "No calendar" not in today


def test_free_time_is_looked_for_in_the_hours_one_works_on_the_days_one_works(harness: Harness) -> None:
    harness.users.patch(ADA, {"working_week": {"days": [0, 1, 2, 3], "start": "07:00", "end": "15:00"}})
    at(harness, 9)
    at(harness, 24 + 9, title="Friday")
    assert "Free 07:00–09:00 and 10:00–15:00" in day(harness)
    friday = day(harness, when="2030-03-08")
    assert "Not a working day" in friday
    assert ">07:00<" in friday
