"""What becomes of stored meetings whose calendars name them anew, sync after sync (MON-2, CAL-6)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.domain.meetings.meeting import Attendee, Meeting, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import Preparation, PrepStatus, TrackedMeeting
from lambdas.domain.preparation.lifecycle import reconsidered
from lambdas.store.preparations import Preparations
from tests.fakes.monitor import MonitorHarness
from tests.fakes.samples import NOW, a_meeting
from tests.unit.calendars.ics.feeds import read

CASES = Path(__file__).parents[2] / "data" / "cases" / "sync"
TODAY = datetime(2026, 11, 28, 8, tzinfo=UTC)
DAY = timedelta(days=1)
ROOM = "https://zoom.us/my/u1"
PREPARED = Preparation(status=PrepStatus.READY, run=1)


@pytest.fixture
def harness() -> MonitorHarness:
    return MonitorHarness("work", "home")


def on(days: float, meeting_id: str, series: str | None = None, **more: Any) -> Meeting:
    people = tuple(Attendee(email=f"{name}@example.com") for name in ("u1", "ann", "bob"))
    return a_meeting(meeting_id, start=NOW + days * DAY, **({"series_id": series, "attendees": people} | more))


def held(harness: MonitorHarness) -> dict[str, TrackedMeeting]:
    rows = harness.meetings.rows.values()
    return {row.meeting.meeting_id: row for row in rows if row.meeting.status is MeetingStatus.SCHEDULED}


def case(name: str) -> tuple[Meeting, ...]:
    return tuple(read((CASES / f"{name}.ics").read_bytes(), now=TODAY).meetings)


def times(harness: MonitorHarness) -> list[str]:
    return sorted(row.meeting.start.strftime("%d %H:%M") for row in held(harness).values())


def of_cases(*calendars: str) -> MonitorHarness:
    harness = MonitorHarness(*calendars)
    harness.now = TODAY
    return harness


def test_case_s1_a_sequence_that_goes_back_does_not_hold_the_meeting_at_its_old_time() -> None:
    harness = of_cases("work")
    harness.synced(*case("s1_sequence_goes_back.v1"))
    report = harness.synced(*case("s1_sequence_goes_back.v2"))
    assert (report.updated, times(harness)) == (1, ["02 13:00"])


def test_case_s2_a_moved_occurrence_is_put_back() -> None:
    harness = of_cases("work")
    harness.synced(*case("s2_moved_occurrence_put_back.v1"))
    assert times(harness) == ["02 13:00", "08 09:00"]
    harness.synced(*case("s2_moved_occurrence_put_back.v2"))
    assert times(harness) == ["01 09:00", "08 09:00"]


def test_case_s7_this_and_following_events_stay_the_same_meetings() -> None:
    harness = of_cases("work")
    harness.synced(*case("s7_this_and_following_split.v1"))
    before = held(harness)
    harness.passes(hours=2)
    report = harness.synced(*case("s7_this_and_following_split.v2"))
    assert (report.created, report.cancelled, times(harness)) == (0, 0, ["30 08:00", "07 08:00"][::-1])
    assert held(harness).keys() == before.keys()
    assert harness.events("MeetingCancelled", "MeetingRescheduled") == []


def test_case_s8_a_copy_in_a_second_calendar_is_one_meeting_to_prepare() -> None:
    harness = of_cases("c1", "c2")
    harness.shows(*case("s8_copy_in_two_calendars.c1"), calendar="c1")
    harness.shows(*case("s8_copy_in_two_calendars.c2"), calendar="c2")
    assert (harness.sync().created, len(harness.meetings.rows)) == (1, 1)
    (row,) = held(harness).values()
    assert row.calendars == ("c1", "c2")
    harness.passes(hours=2)
    harness.shows(calendar="c1")
    assert (harness.sync().cancelled, len(held(harness))) == (0, 1), "its copy is still there"
    harness.shows(calendar="c2")
    assert harness.sync().cancelled == 1


def test_a_retimed_series_moves_its_meetings_with_what_is_prepared(harness: MonitorHarness) -> None:
    harness.synced(on(2, "tue1", "s"), on(9, "tue2", "s"))
    harness.passes(hours=2)
    report = harness.synced(on(4, "thu1", "s"), on(11, "thu2", "s"))
    assert (report.created, report.updated, report.cancelled) == (0, 2, 0)
    row = harness.row("tue1")
    assert (row.meeting.start, row.moved_from) == (NOW + 4 * DAY, NOW + 2 * DAY)
    assert harness.events() == [("MeetingRescheduled", "tue1"), ("MeetingRescheduled", "tue2")]
    assert harness.fires_at("tue1") == row.plan.prep_trigger_time
    assert harness.fires_at("thu1") is None


def test_what_the_calendar_calls_it_now_is_what_is_written_back(harness: MonitorHarness) -> None:
    harness.synced(on(2, "a1", "base"))
    harness.passes(hours=2)
    harness.synced(on(2, "b1", "base", external_id="b1 in the calendar"))
    assert harness.row("a1").meeting.external_id == "b1 in the calendar"


def test_a_copy_stored_as_a_meeting_of_its_own_is_joined_when_it_is_seen_to_be_one(harness: MonitorHarness) -> None:
    harness.shows(on(2, "x1"))
    harness.shows(on(3, "x2"), calendar="home")
    assert harness.sync().created == 2
    harness.passes(hours=2)
    harness.shows(on(3, "x1"))
    harness.sync()
    assert sorted(held(harness)) == ["x1"]
    assert harness.fires_at("x2") is None
    assert harness.row("x1").calendars == ("home", "work")


def test_a_second_row_that_was_prepared_is_kept_to_be_read_and_prepared_no_more(harness: MonitorHarness) -> None:
    harness.shows(on(2, "x1"))
    harness.shows(on(3, "x2"), calendar="home")
    harness.sync()
    for key in ("x1", "x2"):
        harness.meetings.rows[key] = harness.row(key).model_copy(update={"preparation": PREPARED})
    harness.passes(hours=2)
    harness.shows(on(3, "x1"))
    report = harness.sync()
    assert (sorted(held(harness)), report.cancelled) == (["x1"], 1)
    assert harness.row("x2").same_as == "x1"
    harness.passes(hours=2)
    harness.shows(on(3, "x1", title="Renamed"), on(5, "y"))
    harness.shows(on(3, "x2", title="Renamed"), calendar="home")
    assert harness.sync().cancelled == 0, "it is said once"


def test_a_second_row_that_was_declined_and_wanted_after_all_stops_no_sync(harness: MonitorHarness) -> None:
    harness.shows(on(2, "x1"))
    harness.shows(on(3, "x2"), calendar="home")
    harness.sync()
    preparations = Preparations(harness.meetings.table)
    preparations.decline("x2", harness.row("x2").preparation, harness.now)
    declined = harness.row("x2")
    preparations.reconsider("x2", declined.preparation, reconsidered(declined, ""), harness.now)
    harness.passes(hours=2)
    harness.shows(on(3, "x1"))
    harness.sync()
    assert (sorted(held(harness)), harness.row("x2").same_as) == (["x1"], "x1")


def test_the_user_s_type_stays_with_a_series_that_is_recreated(harness: MonitorHarness) -> None:
    harness.synced(on(2, "a1", "old"), on(9, "a2", "old"))
    harness.passes(hours=2)
    harness.synced(on(2, "b1", "new"), on(9, "b2", "new"))
    assert {row.meeting.series_key for row in held(harness).values()} == {"old"}
    harness.passes(days=3)
    harness.synced(on(9, "b2", "new"), on(16, "b3", "new"))
    assert {row.meeting.series_key for row in held(harness).values()} == {"old"}


def test_an_entry_put_in_the_place_of_another_under_another_title_is_that_meeting(harness: MonitorHarness) -> None:
    harness.synced(on(2, "a1", "old"), on(9, "a2", "old"))
    harness.passes(hours=2)
    report = harness.synced(
        on(2, "b1", "new", title="Roadmap and budget"), on(9, "b2", "new", title="Roadmap and budget")
    )
    assert (report.created, report.updated, report.cancelled) == (0, 2, 0)
    assert {key: row.meeting.title for key, row in held(harness).items()} == dict.fromkeys(
        ("a1", "a2"), "Roadmap and budget"
    )


@pytest.mark.parametrize(
    "more",
    [
        {"attendees": (Attendee(email="u1@example.com"), Attendee(email="zoe@example.com")), "conference_url": ROOM},
        {"end": NOW + 2 * DAY + timedelta(minutes=15)},
    ],
)
def test_another_title_with_other_people_or_another_end_is_another_meeting(
    harness: MonitorHarness, more: dict[str, Any]
) -> None:
    harness.synced(on(2, "a", conference_url=ROOM))
    harness.passes(hours=2)
    report = harness.synced(on(2, "b", title="Budget", **more))
    assert (report.created, report.cancelled) == (1, 1)


def test_of_two_new_titles_at_one_time_neither_is_taken_for_the_meeting_that_is_gone(harness: MonitorHarness) -> None:
    harness.synced(on(2, "a"))
    harness.passes(hours=2)
    report = harness.synced(on(2, "b", title="Budget"), on(2, "c", title="Hiring"))
    assert (report.created, report.cancelled) == (2, 1)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["work", "home"]),
        st.lists(
            st.builds(
                lambda number, days, title, series: on(days, f"m{number}", series, title=title),
                st.integers(0, 7),
                st.integers(1, 25),
                st.sampled_from(["Sync", "Review"]),
                st.sampled_from([None, None, "s", "t"]),
            ),
            max_size=4,
            unique_by=lambda meeting: meeting.meeting_id,
        ),
        st.sampled_from([timedelta(minutes=5), timedelta(hours=2), timedelta(days=1, hours=3)]),
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None)
@given(STEPS)
def test_whatever_is_edited_each_entry_is_one_meeting_and_a_second_look_changes_nothing(
    steps: list[tuple[str, list[Meeting], timedelta]],
) -> None:
    harness = MonitorHarness("work", "home")
    for calendar, meetings, time in steps:
        harness.now += time
        own = [m.model_copy(update={"meeting_id": f"{calendar}-{m.meeting_id}"}) for m in meetings]
        harness.shows(*own, calendar=calendar)
        harness.sync()
        harness.passes(days=1)  # every calendar is then read in full: until that, a copy goes with what it is a copy of
        harness.sync()
        for each in ("work", "home"):
            seen = (m for m in harness.calendars.shown(each) if harness.now < m.end < harness.now + 14 * DAY)
            shown = {m.meeting_id for m in seen}
            named = [row for row in coming(harness) if each in row.calendars]
            assert len(named) == len(shown)
            assert shown <= {name for row in named for name in _names(row)}
        again = harness.sync(replan=True)
        assert (again.created, again.cancelled) == (0, 0)


def coming(harness: MonitorHarness) -> list[TrackedMeeting]:
    return [row for row in held(harness).values() if harness.now < row.meeting.end < harness.now + 14 * DAY]


def _names(row: TrackedMeeting) -> set[str]:
    return {row.meeting.meeting_id, *(name.meeting_id for name in row.names)}
