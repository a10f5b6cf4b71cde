"""What every store of meetings does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lambdas.aws.table import Row, Table, Update
from lambdas.domain.kernel.instants import iso
from lambdas.domain.meetings.tracked_meeting import Preparation, PrepStatus
from lambdas.errors import Conflict, NotFound
from lambdas.store.meetings import Meetings
from lambdas.store.rows import to_row
from tests.fakes.samples import NOW, a_meeting, a_tracked


@pytest.fixture
def meetings(table: Callable[[str], Table]) -> Meetings:
    return Meetings(table("meetings"))


def next_version(**changes: Any) -> Any:
    return a_tracked(a_meeting(**changes), version=2)


def test_a_stored_meeting_comes_back_as_it_was(meetings: Meetings) -> None:
    meetings.create(a_tracked())
    assert meetings.get("u1", "m1") == a_tracked()


def test_fault_116_somebody_else_s_meeting_does_not_exist(meetings: Meetings) -> None:
    meetings.create(a_tracked())
    for user_id, meeting_id in (("u2", "m1"), ("u1", "m2")):
        with pytest.raises(NotFound, match="no such meeting"):
            meetings.get(user_id, meeting_id)
    with pytest.raises(NotFound):
        meetings.rate("u2", "m1", 1)


def test_fault_91_a_meeting_is_created_once(meetings: Meetings) -> None:
    meetings.create(a_tracked())
    with pytest.raises(Conflict):
        meetings.create(a_tracked(a_meeting(title="Another")))
    assert meetings.get("u1", "m1").meeting.title == "Roadmap review"


def test_fault_91_of_two_runs_that_write_the_next_version_one_wins(meetings: Meetings) -> None:
    meetings.create(a_tracked())
    meetings.update(next_version(title="First"))
    with pytest.raises(Conflict):
        meetings.update(next_version(title="Second"))
    assert meetings.get("u1", "m1").meeting.title == "First"


def test_updating_a_meeting_never_stored_is_a_conflict(meetings: Meetings) -> None:
    with pytest.raises(Conflict):
        meetings.update(next_version())


def test_an_update_leaves_marks_and_feedback_alone(meetings: Meetings) -> None:
    meetings.create(a_tracked())
    meetings.mark_scheduled("m1", 1)
    meetings.mark_announced("m1", 1)
    meetings.rate("u1", "m1", 4)
    meetings.update(next_version(title="New"))
    row = meetings.get("u1", "m1")
    assert (row.scheduled_version, row.announced_version, row.feedback, row.meeting.title) == (1, 1, 4, "New")


def test_a_timing_is_marked_once_and_an_outdated_one_never(meetings: Meetings) -> None:
    meetings.create(a_tracked(timing_version=2))
    assert not meetings.mark_scheduled("m1", 1)
    assert meetings.mark_scheduled("m1", 2)
    assert not meetings.mark_scheduled("m1", 2)
    assert not meetings.mark_announced("unknown", 1)
    assert meetings.get("u1", "m1").scheduled_version == 2


def test_meetings_of_a_time_range_come_in_order_its_end_left_out(meetings: Meetings) -> None:
    for number in (3, 1, 2, 4):
        meetings.create(a_tracked(a_meeting(f"m{number}", start=NOW + timedelta(days=number))))
    meetings.create(a_tracked(a_meeting("other", user_id="u2", start=NOW + timedelta(days=2))))
    found = meetings.between("u1", NOW + timedelta(days=1), NOW + timedelta(days=4))
    assert [row.meeting.meeting_id for row in found] == ["m1", "m2", "m3"]


def test_the_latest_meetings_come_first_and_without_what_their_invitations_say(meetings: Meetings) -> None:
    for number in range(4):
        start = NOW + timedelta(days=number)
        meetings.create(a_tracked(a_meeting(f"m{number}", start=start, description="Long", location="Room 1")))
    meetings.create(a_tracked(a_meeting("other", user_id="u2", start=NOW)))
    found = meetings.latest_first("u1", NOW + timedelta(days=3), 2)
    assert [tracked.meeting.meeting_id for tracked in found] == ["m2", "m1"]
    assert (found[0].meeting.description, found[0].meeting.location) == ("", "")
    whole = meetings.get("u1", "m2")
    told = whole.meeting.model_copy(update={"description": "", "location": ""})
    assert found[0] == whole.model_copy(update={"meeting": told})


def test_prepared_meetings_of_a_time_are_counted_as_far_as_anybody_wants_to_know(
    meetings: Meetings, table: Callable[[str], Table]
) -> None:
    for number in range(4):
        meetings.create(a_tracked(a_meeting(f"m{number}", start=NOW - timedelta(days=number))))
        if number:
            change = Update(set={"preparation": to_row(Preparation(status=PrepStatus.READY, run=1))})
            table("meetings").update({"meeting_id": f"m{number}"}, change, "preparing")
    assert meetings.count_prepared("u1", NOW - timedelta(days=9), NOW, 5) == 3
    assert meetings.count_prepared("u1", NOW - timedelta(days=2), NOW, 5) == 2
    assert meetings.count_prepared("u1", NOW - timedelta(days=9), NOW, 1) == 1
    assert meetings.count_prepared("u2", NOW - timedelta(days=9), NOW, 5) == 0


def test_a_moved_meeting_is_found_at_its_new_time_only(meetings: Meetings) -> None:
    meetings.create(a_tracked())
    meetings.update(next_version(start=NOW + timedelta(days=30)))
    assert not list(meetings.between("u1", NOW, NOW + timedelta(days=7)))
    assert len(list(meetings.between("u1", NOW + timedelta(days=29), NOW + timedelta(days=31)))) == 1


def test_earlier_occurrences_of_a_series_come_latest_first(meetings: Meetings) -> None:
    for number in range(1, 6):
        meetings.create(a_tracked(a_meeting(f"m{number}", series_id="s", start=NOW + timedelta(days=7 * number))))
    meetings.create(a_tracked(a_meeting("foreign", series_id="s", user_id="u2", start=NOW + timedelta(days=8))))
    found = meetings.earlier_in_series("u1", "s", NOW + timedelta(days=28), limit=2)
    assert [row.meeting.meeting_id for row in found] == ["m3", "m2"]


def test_the_monitor_never_touches_what_the_preparation_owns(meetings: Meetings) -> None:
    meetings.create(a_tracked())
    running = Preparation(status=PrepStatus.WAITING, run=1, timing_version=1)
    owned = {"preparation": running.model_dump(mode="json"), "attention_at": "what the preparation asked for"}
    meetings.table.update({"meeting_id": "m1"}, Update(set=owned), "preparing")
    meetings.update(next_version(title="New").model_copy(update={"preparation": running}))
    assert meetings.get("u1", "m1").preparation == running
    assert row_of(meetings)["attention_at"] == "what the preparation asked for"


def test_the_sweeper_looks_at_what_is_to_be_prepared_and_not_at_the_rest(meetings: Meetings) -> None:
    meetings.create(a_tracked())
    assert row_of(meetings)["attention_at"] == iso(NOW + timedelta(days=2, minutes=10))
    skipped = a_tracked().plan.model_copy(update={"prep_trigger_time": None, "skip_reason": "Declined."})
    meetings.update(next_version().model_copy(update={"plan": skipped}))
    assert not {"attention_at", "attention_shard"} & row_of(meetings).keys()


def test_a_meeting_is_kept_for_a_year_and_then_expires(meetings: Meetings) -> None:
    meetings.create(a_tracked())
    assert row_of(meetings)["expires_at"] - a_meeting().end.timestamp() == timedelta(days=400).total_seconds()


def row_of(meetings: Meetings) -> Row:
    row = meetings.table.get({"meeting_id": "m1"}, "looking")
    assert row is not None
    return row
