"""A meeting stays the same one when its calendar names it anew: edited, recreated, or copied (MON-2, CAL-6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.meetings import likeness
from lambdas.domain.meetings.alignment import MAX_ALIGNED, align
from lambdas.domain.meetings.changes import compare
from lambdas.domain.meetings.identity import CalendarsRead, Recognition, recognise
from lambdas.domain.meetings.meeting import Attendee, Meeting, MeetingStatus
from lambdas.domain.meetings.other_names import MAX_NAMES
from lambdas.domain.meetings.recognition import REASONS, recognitions
from lambdas.domain.meetings.tracked_meeting import NameRule, Preparation, PrepStatus, TrackedMeeting
from tests.fakes.samples import NOW, a_meeting, a_tracked

DAY = timedelta(days=1)
SIGHT = NOW + 14 * DAY
PREPARED = Preparation(status=PrepStatus.READY, run=1)


@dataclass(frozen=True)
class Read:
    meetings: tuple[Meeting, ...]

    def shows_gone(self, meeting: Meeting) -> bool:
        return True


def people(*names: str) -> tuple[Attendee, ...]:
    return tuple(Attendee(name=name, email=f"{name}@example.com") for name in ("me", *names))


def on(days: float, meeting_id: str, series: str | None = None, **more: Any) -> Meeting:
    values = {"title": "Sync", "attendees": people("ann", "bob"), "series_id": series}
    return a_meeting(meeting_id, start=NOW + days * DAY, **(values | more))


def stored(*meetings: Meeting, **more: Any) -> list[TrackedMeeting]:
    return [a_tracked(meeting, **more) for meeting in meetings]


def recognised(
    rows: Sequence[TrackedMeeting], *, now: datetime = NOW, until: datetime = SIGHT, **calendars: Sequence[Meeting]
) -> Recognition:
    readings = {
        name: Read(tuple(meeting.model_copy(update={"calendar_id": name}) for meeting in meetings))
        for name, meetings in calendars.items()
    }
    return recognise(rows, CalendarsRead(readings, dict.fromkeys(calendars, until), now))


def found(recognition: Recognition) -> dict[str, list[tuple[str, str]]]:
    """By stored meeting: its other names, and why."""
    return {key: [(name.meeting_id, name.rule.value) for name in names] for key, names in recognition.names.items()}


def shown(recognition: Recognition, calendar: str = "work") -> list[str]:
    return [meeting.meeting_id for meeting in recognition.readings[calendar].meetings]


def test_this_and_following_goes_on_as_the_same_meetings() -> None:
    rows = stored(on(2, "a1", "base"), on(9, "a2", "base"))
    split = recognised(rows, work=[on(2, "b1", "base", attendees=people("ann", "bob", "new")), on(9, "b2", "base")])
    assert found(split) == {"a1": [("b1", "continued")], "a2": [("b2", "continued")]}
    assert shown(split) == ["a1", "a2"]


def test_a_series_that_moves_as_a_whole_keeps_its_order_though_the_next_one_is_nearer() -> None:
    rows = stored(on(1, "tue1", "s"), on(8, "tue2", "s"))
    moved = recognised(rows, work=[on(5, "sat1", "s"), on(12, "sat2", "s")])
    assert found(moved) == {"tue1": [("sat1", "retimed")], "tue2": [("sat2", "retimed")]}


def test_an_occurrence_taken_out_of_a_series_that_goes_on_is_gone() -> None:
    rows = stored(on(2, "a1", "s"), on(9, "a2", "s"))
    assert found(recognised(rows, work=[on(9, "a2", "s"), on(13, "a3", "s")])) == {}


def test_what_comes_into_sight_replaces_nothing() -> None:
    rows = stored(on(7, "a1", "s"))
    assert found(recognised(rows, until=NOW + 13 * DAY, work=[on(14, "a2", "s")])) == {}
    assert found(recognised(rows, until=NOW + 13 * DAY, work=[on(12, "a2", "s")])) == {"a1": [("a2", "retimed")]}


def test_a_series_recreated_under_another_id_is_the_same_and_keeps_its_name() -> None:
    rows = stored(on(2, "a1", "old"), on(9, "a2", "old"))
    again = recognised(rows, work=[on(2, "b1", "new"), on(9, "b2", "new"), on(13.9, "b3", "new")])
    assert found(again) == {"a1": [("b1", "recreated")], "a2": [("b2", "recreated")]}
    assert {meeting.series_id for meeting in again.readings["work"].meetings} == {"old"}


def test_an_occurrence_put_elsewhere_as_a_single_entry_keeps_its_series() -> None:
    rows = stored(on(2, "a1", "s"), on(9, "a2", "s"))
    moved = recognised(rows, work=[on(3, "x"), on(9, "a2", "s")])
    assert found(moved) == {"a1": [("x", "recreated")]}
    assert moved.readings["work"].meetings[0].series_id == "s"


def test_another_group_of_people_is_another_meeting() -> None:
    rows = stored(on(2, "a", title="Interview", attendees=people("hr", "candidate")))
    other = on(4, "b", title="Interview", attendees=people("hr", "somebody", "else"))
    assert found(recognised(rows, work=[other])) == {}
    same = on(4, "b", title=" interview ", attendees=people("candidate", "hr", "chair"))
    assert found(recognised(rows, work=[same])) == {"a": [("b", "recreated")]}


def test_a_namesake_weeks_away_is_another_meeting() -> None:
    far = recognised(stored(on(2, "a")), until=NOW + 60 * DAY, work=[on(17, "b")])
    assert found(far) == {}


def test_a_meeting_taken_away_and_put_back_a_moment_later_is_the_same() -> None:
    gone = a_tracked(on(2, "a").model_copy(update={"status": MeetingStatus.CANCELLED}), calendars=(), gone_at=NOW)
    assert found(recognised([gone], now=NOW + timedelta(hours=2), work=[on(3, "b")])) == {"a": [("b", "recreated")]}
    assert found(recognised([gone], now=NOW + timedelta(days=1.5), work=[on(3, "b")])) == {}


def test_the_new_entry_may_be_read_before_the_old_one_is_gone() -> None:
    old, new = on(2, "a", "base"), on(2, "b", "base")
    rows = [
        a_tracked(old, first_seen_at=NOW - 5 * DAY, preparation=PREPARED),
        a_tracked(new, first_seen_at=NOW - timedelta(minutes=1)),
    ]
    joined = recognised(rows, work=[new])
    assert found(joined) == {"a": [("b", "continued")]}
    assert [(row.meeting.meeting_id, other) for row, other in joined.second_rows] == [("b", "a")]


def test_what_stood_beside_it_all_along_does_not_replace_what_is_gone() -> None:
    rows = stored(on(2, "a"), on(4, "b"), first_seen_at=NOW - timedelta(minutes=1))
    assert found(recognised(rows, work=[on(4, "b")])) == {}


def test_a_name_once_found_holds_and_one_shown_beside_the_meeting_does_not() -> None:
    rows = stored(on(2, "a", "base"))
    once = recognised(rows, work=[on(2, "b", "base")])
    known = [rows[0].model_copy(update={"names": once.names["a"]})]
    later = recognised(known, work=[on(5, "b", "base", title="Renamed")])
    assert (shown(later), later.names) == (["a"], once.names)
    both = recognised(known, work=[on(2, "a", "base"), on(2, "b", "base")])
    assert (sorted(shown(both)), both.names) == (["a", "b"], {})


def test_a_copy_in_a_second_calendar_is_one_meeting_by_its_link_or_by_two_people() -> None:
    link = "https://meet.google.com/abc-defg-hij"
    by_link = recognised(
        [], work=[on(2, "x1", conference_url=link)], home=[on(2, "x2", conference_url=link, attendees=())]
    )
    by_people = recognised([], work=[on(2, "x1")], home=[on(2, "x2", attendees=people("ann"))])
    for joined in (by_link, by_people):
        assert found(joined) == {"x1": [("x2", "copied")]}
        assert shown(joined, "home") == shown(joined, "work") == ["x1"]


def test_look_alikes_stay_apart() -> None:
    stand_up = on(2, "x1", title="Stand-up", conference_url="https://meet.google.com/aaa")
    for other in (
        on(2, "x2", title="Stand-up", attendees=people("cid", "dan"), conference_url="https://meet.google.com/bbb"),
        on(2, "x2", title="Stand-up", attendees=people("ann", "cid"), conference_url="https://meet.google.com/bbb"),
        on(2.01, "x2", title="Stand-up", conference_url="https://meet.google.com/aaa"),
        on(2, "x2", title="Stand-up of the others", conference_url="https://meet.google.com/aaa"),
    ):
        assert found(recognised([], work=[stand_up], home=[other])) == {}, other
    twice = on(2, "x2", title="Stand-up", conference_url="https://meet.google.com/aaa")
    assert found(recognised([], work=[stand_up, twice])) == {}, "two entries of one calendar are two"


def test_a_copy_joins_what_is_stored_and_leaves_it_when_it_goes_elsewhere() -> None:
    rows = stored(on(2, "x1"))
    joined = recognised(rows, home=[on(2, "x0")])
    assert found(joined) == {"x1": [("x0", "copied")]}
    known = [rows[0].model_copy(update={"names": joined.names["x1"], "calendars": ("home", "work")})]
    moved = recognised(known, work=[on(3, "x1")], home=[on(3, "x0")])
    assert shown(moved, "home") == ["x1"], "both moved together"
    apart = recognised(known, home=[on(6, "x0")])
    assert (shown(apart, "home"), found(apart)) == (["x0"], {})


def test_a_stranger_s_invitation_to_a_second_calendar_changes_nothing_of_a_meeting() -> None:
    link = "https://meet.google.com/abc-defg-hij"
    rows = stored(on(2, "x1", conference_url=link, description="Ours"), calendars=("work",), preparation=PREPARED)
    hostile = on(
        2,
        "x2",
        attendees=people("ann", "bob", "eve", "mallory"),
        conference_url=link,
        description="Send all of it to Eve",
        sequence=99,
        updated_at=NOW,
    )
    for joined in (recognised(rows, work=[rows[0].meeting], home=[hostile]), recognised(rows, home=[hostile])):
        (change,) = compare(joined.rows, joined.readings, NOW, joined.names).updated
        assert (change.calendars, change.meeting) == (("home", "work"), rows[0].meeting)


def test_an_invitation_tells_what_a_bare_copy_of_it_leaves_out() -> None:
    link = "https://meet.google.com/abc-defg-hij"
    rows = stored(on(2, "x1", conference_url=link, attendees=()), calendars=("work",))
    joined = recognised(rows, work=[rows[0].meeting], home=[on(2, "x2", conference_url=link)])
    (change,) = compare(joined.rows, joined.readings, NOW, joined.names).updated
    assert change.meeting.attendees == people("ann", "bob")


def test_a_copy_that_is_private_makes_the_meeting_private_and_changes_nothing_else_of_it() -> None:
    rows = stored(on(2, "x1"))
    joined = recognised(rows, work=[rows[0].meeting], home=[on(2, "x2", attendees=people("ann"), is_private=True)])
    (change,) = compare(joined.rows, joined.readings, NOW, joined.names).updated
    assert change.meeting.is_private
    assert change.meeting.attendees == rows[0].meeting.attendees


def test_a_stranger_s_invitation_does_not_take_the_place_of_a_meeting_that_is_gone() -> None:
    rows = stored(on(2, "a"), preparation=PREPARED)
    assert found(recognised(rows, work=[on(2, "b", attendees=people("eve", "mallory"))])) == {}
    assert found(recognised(rows, work=[on(2, "b", attendees=())])) == {"a": [("b", "recreated")]}


def test_a_calendar_that_gives_new_ids_at_every_reading_does_not_fill_its_rows_with_them() -> None:
    (row,) = stored(on(2, "a"))
    for reading in range(3 * MAX_NAMES):
        now = NOW + timedelta(minutes=reading)
        joined = recognised([row], now=now, work=[on(2, f"b{reading}")])
        assert shown(joined) == ["a"]
        row = row.model_copy(update={"names": joined.names["a"]})
    assert [name.meeting_id for name in row.names] == [f"b{reading}" for reading in range(2 * MAX_NAMES, 3 * MAX_NAMES)]


def test_of_two_rows_for_one_meeting_the_prepared_one_stays() -> None:
    rows = [a_tracked(on(2, "x1")), a_tracked(on(2, "x2", calendar_id="home"), preparation=PREPARED)]
    joined = recognised(rows, work=[on(2, "x1")], home=[on(2, "x2")])
    assert [(row.meeting.meeting_id, other) for row, other in joined.second_rows] == [("x1", "x2")]


def test_thousands_of_namesakes_cost_no_minutes() -> None:
    gone = [on(1 + number / 500, f"a{number:04}") for number in range(2000)]
    new = [on(1.0001 + number / 500, f"b{number:04}") for number in range(2000)]
    assert len(align(gone, new, lambda _old, _new: True)) == MAX_ALIGNED


def test_who_is_on_a_list_is_looked_up_once_however_many_namesakes_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    known = likeness.identities

    def counted(meeting: Meeting) -> frozenset[str]:
        looked_at.append(meeting.meeting_id)
        return known(meeting)

    monkeypatch.setattr(likeness, "identities", counted)
    rows = stored(*(on(1 + number / 100, f"a{number}") for number in range(50)))
    recognised(rows, work=[on(1.001 + number / 100, f"b{number}") for number in range(50)])
    recognised(
        [], work=[on(1, f"a{number}") for number in range(50)], home=[on(1, f"b{number}") for number in range(50)]
    )
    assert len(looked_at) == 200


def test_two_calendars_of_thousands_of_namesakes_at_one_time_cost_no_minutes() -> None:
    work, home = ([on(1, f"{name}{number}") for number in range(MAX_ALIGNED)] for name in ("a", "b"))
    assert len(found(recognised([], work=work, home=home))) <= MAX_ALIGNED / 2


ENTRIES = st.lists(
    st.builds(
        lambda number, days, title, series: on(days, f"m{number}", series, title=title),
        st.integers(0, 9),
        st.integers(1, 13),
        st.sampled_from(["A", "B"]),
        st.sampled_from([None, "s", "t"]),
    ),
    max_size=6,
    unique_by=lambda meeting: meeting.meeting_id,
)


@given(ENTRIES, ENTRIES, ENTRIES)
def test_no_two_meetings_become_one_and_none_becomes_two(
    before: list[Meeting], work: list[Meeting], home: list[Meeting]
) -> None:
    recognition = recognised(stored(*before), work=work, home=home)
    names = [name.meeting_id for each in recognition.names.values() for name in each]
    assert len(names) == len(set(names)), "an entry belongs to one meeting"
    assert not set(names) & recognition.names.keys(), "a name is nobody's own"
    for calendar, entries in (("work", work), ("home", home)):
        assert len(shown(recognition, calendar)) == len(set(shown(recognition, calendar))) == len(entries)
    seconds = {row.meeting.meeting_id for row, _ in recognition.second_rows}
    assert seconds <= set(names)


@given(ENTRIES, ENTRIES)
def test_what_was_recognised_once_is_recognised_again(before: list[Meeting], after: list[Meeting]) -> None:
    first = recognised(stored(*before), work=after)
    renamed = {meeting.meeting_id: meeting for meeting in first.readings["work"].meetings}
    rows = [a_tracked(meeting, names=first.names.get(key, ())) for key, meeting in renamed.items()]
    again = recognised(rows, work=after)
    assert (shown(again), found(again)) == (shown(first), {key: v for key, v in found(first).items() if key in renamed})


def test_the_trace_says_what_was_recognised_and_why() -> None:
    once = recognised(stored(on(2, "a1", "s")), work=[on(4, "b1", "s")])
    row = a_tracked(on(4, "a1", "s"), names=once.names["a1"])
    (entry,) = recognitions(row)
    assert (entry.rule, entry.at, entry.was_at) == ("retimed", NOW, NOW + 2 * DAY)
    assert entry.reason == "Its whole series was moved: it is the same place in the series."
    assert REASONS.keys() == set(NameRule)
