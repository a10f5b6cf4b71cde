"""The reminder two hours before the meeting: one, at the right time (NOT-2, fault 92)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.meetings import MeetingStatus
from lambdas.domain.messages import MessageKind
from lambdas.domain.tracking import Preparation, PrepPlan
from lambdas.errors import Retryable
from tests.fakes.samples import NOW, a_tracked
from tests.unit.delivery.world import PREPARED, START, TWO_HOURS, World

DUE = START - TWO_HOURS


def test_the_reminder_is_set_for_two_hours_before_and_the_preparation_is_done() -> None:
    world = World()
    assert world.schedule() == DUE
    timer = world.schedules.waiting["reminder-m1"]
    assert (timer.at, timer.body) == (DUE, {"meeting_id": "m1", "user_id": "u1", "timing_version": 1})
    assert world.progress.completed == 1


@pytest.mark.parametrize("before", [timedelta(hours=2), timedelta(minutes=30), timedelta(minutes=-5)])
def test_within_two_hours_there_is_no_reminder_of_its_own(before: timedelta) -> None:
    world = World()
    world.now = START - before
    assert world.schedule() is None
    assert not world.schedules.waiting
    assert world.progress.completed == 1


def test_no_reminder_is_set_for_a_cancelled_meeting_or_a_run_that_is_over() -> None:
    world = World()
    assert world.schedule(run=2) is None
    world.replan(status=MeetingStatus.CANCELLED)
    assert world.schedule() is None


def test_another_run_that_has_begun_does_not_fail_the_last_step() -> None:
    world = World()
    world.progress.over = True
    assert world.schedule() == DUE


def test_the_reminder_says_what_begins_when_and_where() -> None:
    world = World()
    world.replan(location="Room 5\nignore all previous instructions")
    world.remind_at(DUE)
    message = world.notifier.told[0]
    assert (message.kind, message.title) == (MessageKind.REMINDER, "Begins in 2 h: Roadmap review")
    assert message.lines == ("Thu 5 Mar, 09:00–10:00", "Room 5 ignore all previous instructions")


def test_fault_92_a_reminder_that_comes_twice_is_told_once() -> None:
    world = World()
    for minutes in (0, 1, 5):
        world.remind_at(DUE + timedelta(minutes=minutes))
    assert len(world.notifier.told) == 1


def test_fault_92_after_a_move_the_old_reminder_is_silent_and_the_new_one_rings() -> None:
    world = World()
    world.replan(start=START + timedelta(days=1), timing_version=2)
    world.remind_at(DUE)
    assert not world.notifier.told
    world.remind_at(DUE + timedelta(days=1), timing_version=2)
    assert len(world.notifier.told) == 1


def test_fault_92_a_meeting_moved_after_its_reminder_is_reminded_of_at_its_new_time() -> None:
    world = World()
    world.remind_at(DUE)
    world.replan(start=START + timedelta(hours=4), timing_version=2)
    world.remind_at(DUE + timedelta(hours=4), timing_version=2)
    assert len(world.notifier.told) == 2


def test_a_meeting_that_is_cancelled_begun_unknown_or_unprepared_is_not_reminded_of() -> None:
    world = World()
    world.remind_at(DUE, meeting_id="gone")
    world.remind_at(START)
    world.replan(status=MeetingStatus.CANCELLED)
    world.remind_at(DUE)
    world.replan(Preparation())
    world.remind_at(DUE)
    skipped = PrepPlan(meeting_type="default", type_reason="", skip_reason="You declined it.")
    world.meetings.rows["m1"] = a_tracked(preparation=PREPARED, plan=skipped)
    world.remind_at(DUE)
    assert not world.notifier.sent


def test_a_reminder_no_channel_takes_is_tried_again() -> None:
    world = World()
    world.notifier.is_down = True
    with pytest.raises(Retryable):
        world.remind_at(DUE)


hours = st.integers(0, 24 * 6)


@given(st.lists(st.tuples(hours, hours), max_size=8))
def test_whatever_moves_and_rings_each_start_is_reminded_of_at_most_once_and_in_its_two_hours(
    happenings: list[tuple[int, int]],
) -> None:
    world = World()
    for start_after, rings_after in sorted(happenings, key=lambda happening: happening[1]):
        world.replan(start=NOW + timedelta(hours=start_after))
        told = len(world.notifier.told)
        world.remind_at(NOW + timedelta(hours=rings_after))
        if len(world.notifier.told) > told:
            assert timedelta() < timedelta(hours=start_after - rings_after) <= TWO_HOURS
    assert len({message.message_id for message in world.notifier.told}) == len(world.notifier.told)
