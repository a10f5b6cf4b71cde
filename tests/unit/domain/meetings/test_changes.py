"""What changed: told apart by id and content, from one calendar or several (MON-2, CAL-6)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.meetings.changes import Change, Changes, compare, content_hash, is_older, richest
from lambdas.domain.meetings.meeting import Attendee, Meeting, MeetingStatus, Response
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from tests.fakes.samples import NOW, a_meeting, a_tracked


@dataclass(frozen=True)
class Read:
    """A calendar that was read whole, for as long as ``until``."""

    meetings: tuple[Meeting, ...] = ()
    days: int = 14

    def shows_gone(self, meeting: Meeting) -> bool:
        return meeting.start < NOW + timedelta(days=self.days) and meeting.end > NOW - timedelta(days=1)


def read(*meetings: Meeting, calendar: str = "work", **more: Any) -> dict[str, Read]:
    return {calendar: Read(meetings, **more)}


def stored_after(changes: Changes, before: list[TrackedMeeting]) -> list[TrackedMeeting]:
    rows = {row.meeting.meeting_id: row for row in before}
    for change in changes.all:
        version = change.previous.version + 1 if change.previous else 1
        rows[change.meeting.meeting_id] = a_tracked(change.meeting, calendars=change.calendars, version=version)
    return list(rows.values())


def test_a_meeting_never_seen_is_new() -> None:
    assert compare([], read(a_meeting()), NOW) == Changes(created=(Change(None, a_meeting(), ("work",)),))


def test_the_same_meeting_is_unchanged() -> None:
    assert compare([a_tracked()], read(a_meeting()), NOW) == Changes(unchanged=(a_tracked(),))


def test_noise_is_no_change() -> None:
    attendees = a_meeting().attendees[::-1]
    again = a_meeting(updated_at=NOW, sequence=4, external_id="other", attendees=attendees)
    assert compare([a_tracked()], read(again), NOW).all == ()


def test_every_part_a_reader_sees_is_content() -> None:
    seen: dict[str, Any] = {
        "title": "Other",
        "description": "Other",
        "location": "Other",
        "conference_url": "https://meet.example.com/x",
        "start": NOW + timedelta(days=4),
        "timezone": "Europe/Berlin",
        "all_day": True,
        "attendees": (),
        "owner_response": Response.DECLINED,
        "organizer": Attendee(email="boss@example.com"),
    }
    for name, value in seen.items():
        changed = a_meeting(**{name: value})
        assert compare([a_tracked()], read(changed), NOW).updated == (Change(a_tracked(), changed, ("work",)),), name


def test_a_meeting_that_left_its_calendar_is_cancelled_and_stays_readable() -> None:
    (change,) = compare([a_tracked()], read(), NOW).cancelled
    assert change.meeting == a_meeting(status=MeetingStatus.CANCELLED)
    assert change.calendars == ()


def test_a_meeting_the_calendar_marks_as_cancelled_is_cancelled() -> None:
    bare = a_meeting(title="", attendees=(), status=MeetingStatus.CANCELLED, sequence=3)
    (change,) = compare([a_tracked()], read(bare), NOW).cancelled
    assert (change.meeting.title, change.meeting.sequence) == ("Roadmap review", 3)


def test_fault_6_a_cancellation_of_something_never_seen_is_nothing() -> None:
    assert compare([], read(a_meeting(status=MeetingStatus.CANCELLED)), NOW) == Changes()


def test_a_cancelled_meeting_is_cancelled_once() -> None:
    cancelled = a_tracked(a_meeting(status=MeetingStatus.CANCELLED), calendars=())
    assert compare([cancelled], read(), NOW).all == ()
    assert compare([cancelled], read(cancelled.meeting), NOW).all == ()


def test_a_meeting_put_back_is_on_again() -> None:
    cancelled = a_tracked(a_meeting(status=MeetingStatus.CANCELLED), calendars=())
    (change,) = compare([cancelled], read(a_meeting()), NOW).updated
    assert (change.meeting.status, change.calendars) == (MeetingStatus.SCHEDULED, ("work",))


def test_absence_outside_what_was_read_means_nothing() -> None:
    assert compare([a_tracked()], read(days=1), NOW).all == ()


def test_a_meeting_that_is_over_is_not_cancelled_by_its_absence() -> None:
    over = a_tracked(a_meeting(start=NOW - timedelta(hours=1)))
    assert compare([over], read(), NOW).all == ()


def test_fault_41_a_calendar_that_was_not_read_cancels_nothing() -> None:
    assert compare([a_tracked()], {}, NOW) == Changes(unchanged=(a_tracked(),))
    assert compare([a_tracked()], read(calendar="home"), NOW).all == ()


def test_what_a_calendar_says_now_holds_whatever_its_sequence_and_time_stamps_say() -> None:
    known = a_tracked(a_meeting(title="New", sequence=2, updated_at=NOW))
    for version in (
        a_meeting(title="Old", sequence=1, updated_at=NOW - timedelta(hours=1)),
        a_meeting(title="Old", sequence=1),
        a_meeting(title="Old", sequence=2, updated_at=NOW - timedelta(seconds=1)),
    ):
        (change,) = compare([known], read(version), NOW).updated
        assert change.meeting == version
    assert len(compare([known], read(a_meeting(status=MeetingStatus.CANCELLED, sequence=1)), NOW).cancelled) == 1


def test_of_two_versions_told_at_once_the_one_counted_anew_but_stamped_later_is_believed() -> None:
    known = a_meeting(sequence=7, updated_at=NOW)
    assert not is_older(a_meeting(sequence=0, updated_at=NOW + timedelta(hours=1)), known)
    assert not is_older(a_meeting(sequence=8, updated_at=NOW - timedelta(hours=1)), known)


def test_fault_22_of_one_meeting_three_times_out_of_order_the_last_version_wins() -> None:
    versions = [a_meeting(title=f"v{number}", sequence=number) for number in (1, 3, 2)]
    (change,) = compare([], read(*versions), NOW).created
    assert change.meeting.title == "v3"


def test_the_same_meeting_in_two_calendars_is_one_with_the_richer_copy() -> None:
    block = a_meeting(calendar_id="home", title="", attendees=(), attendees_hidden=True)
    both = {**read(a_meeting()), **read(block, calendar="home")}
    assert compare([], both, NOW).created == (Change(None, a_meeting(), ("home", "work")),)


def test_a_meeting_left_in_one_of_two_calendars_stays() -> None:
    row = a_tracked(calendars=("home", "work"))
    (change,) = compare([row], read(), NOW).updated
    assert (change.meeting, change.calendars) == (a_meeting(), ("home",))
    (gone,) = compare([a_tracked(calendars=("home",))], read(calendar="home"), NOW).cancelled
    assert gone.calendars == ()


def test_the_poorer_copy_of_a_calendar_read_alone_changes_nothing() -> None:
    row = a_tracked(calendars=("home", "work"))
    block = a_meeting(calendar_id="home", title="", attendees=(), updated_at=NOW)
    assert compare([row], read(block, calendar="home"), NOW).all == ()


def test_equally_rich_copies_do_not_make_the_stored_one_flap() -> None:
    mine = a_meeting(description="From work")
    theirs = a_meeting(calendar_id="home", description="From home", updated_at=NOW)
    assert richest([mine, theirs], "work") == mine
    assert richest([mine, theirs], "home") == theirs


TITLES = st.sampled_from(["A", "B", "C"])
MEETINGS = st.builds(
    lambda number, days, title, sequence, calendar, status: a_meeting(
        f"m{number}",
        start=NOW + timedelta(days=days),
        title=title,
        sequence=sequence,
        calendar_id=calendar,
        status=status,
    ),
    st.integers(0, 4),
    st.integers(-3, 20),
    TITLES,
    st.integers(0, 2),
    st.just("work"),
    st.sampled_from([MeetingStatus.SCHEDULED] * 3 + [MeetingStatus.CANCELLED]),
)
SNAPSHOTS = st.lists(MEETINGS, max_size=6)


def snapshots(work: list[Meeting], home: list[Meeting]) -> dict[str, Read]:
    moved = tuple(meeting.model_copy(update={"calendar_id": "home"}) for meeting in home)
    return {**read(*work), **read(*moved, calendar="home")}


@given(SNAPSHOTS, SNAPSHOTS, SNAPSHOTS, SNAPSHOTS)
def test_reading_the_same_again_changes_nothing(
    first: list[Meeting], home: list[Meeting], second: list[Meeting], other: list[Meeting]
) -> None:
    rows = stored_after(compare([], snapshots(first, home), NOW), [])
    rows = stored_after(compare(rows, snapshots(second, other), NOW), rows)
    assert compare(rows, snapshots(second, other), NOW).all == ()


@given(SNAPSHOTS, SNAPSHOTS)
def test_after_any_two_readings_what_is_stored_is_the_second(before: list[Meeting], after: list[Meeting]) -> None:
    distinct = {meeting.meeting_id: meeting for meeting in after}
    rows = stored_after(compare([], read(*before), NOW), [])
    rows = stored_after(compare(rows, read(*distinct.values()), NOW), rows)
    held = {row.meeting.meeting_id: content_hash(row.meeting) for row in rows if row.calendars}
    shown = {key: content_hash(one) for key, one in distinct.items() if one.status is MeetingStatus.SCHEDULED}
    out_of_sight = {m.meeting_id for m in before if m.end <= NOW or not Read().shows_gone(m)} - distinct.keys()
    assert {key: value for key, value in held.items() if key not in out_of_sight} == shown


@given(SNAPSHOTS, SNAPSHOTS)
def test_every_meeting_is_exactly_one_of_new_changed_cancelled_and_unchanged(
    before: list[Meeting], after: list[Meeting]
) -> None:
    rows = stored_after(compare([], read(*before), NOW), [])
    changes = compare(rows, read(*after), NOW)
    ids = [change.meeting.meeting_id for change in changes.all] + [r.meeting.meeting_id for r in changes.unchanged]
    assert len(ids) == len(set(ids))
    assert set(ids) >= {row.meeting.meeting_id for row in rows}
    assert all(change.previous is None for change in changes.created)
    assert all(change.meeting.status is MeetingStatus.CANCELLED for change in changes.cancelled)


@given(SNAPSHOTS)
def test_the_order_a_calendar_lists_its_meetings_in_does_not_matter(meetings: list[Meeting]) -> None:
    distinct = list({meeting.meeting_id: meeting for meeting in meetings}.values())
    forwards, backwards = compare([], read(*distinct), NOW), compare([], read(*distinct[::-1]), NOW)
    assert set(map(repr, forwards.created)) == set(map(repr, backwards.created))


@given(MEETINGS, TITLES)
def test_equal_content_has_an_equal_hash_and_only_that(meeting: Meeting, title: str) -> None:
    other = meeting.model_copy(update={"title": title, "sequence": 9, "external_id": "x", "calendar_id": "y"})
    assert (content_hash(other) == content_hash(meeting)) == (title == meeting.title)
