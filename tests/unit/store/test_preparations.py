"""What every store of preparations does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from lambdas.aws.table import Table
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, Preparation, PrepStatus
from lambdas.domain.preparation.lifecycle import new_run, reconsidered
from lambdas.errors import Conflict, NotFound
from lambdas.store.meetings import Meetings
from lambdas.store.preparations import Preparations, Watched
from tests.fakes.samples import NOW, a_meeting, a_tracked

LATER = NOW + timedelta(days=400)
MATERIALS = MaterialsManifest(
    plan_key="u1/m1/plan.json", agenda_key="a", questions_key="q", notes_key="n", generated_at=NOW
)


@dataclass(frozen=True)
class Stores:
    meetings: Any
    preparations: Any

    def stored(self) -> Preparation:
        preparation: Preparation = self.preparations.get("m1")
        return preparation

    def begin(self, request_id: str = "t1") -> Preparation:
        """The next run of the stored meeting."""
        tracked = self.meetings.get("u1", "m1")
        begun = new_run(tracked, request_id, NOW, NOW)
        self.preparations.begin_run("m1", tracked.preparation, begun, NOW)
        return begun

    def overdue(self, days: float = 400) -> list[Watched]:
        return list(self.preparations.overdue(NOW + timedelta(days=days)))


@pytest.fixture
def stores(table: Callable[[str], Table]) -> Stores:
    meetings = Meetings(table("meetings"))
    meetings.create(a_tracked())
    return Stores(meetings, Preparations(table("meetings")))


STEPS: dict[str, Callable[[Stores, int], None]] = {
    "record the execution": lambda s, run: s.preparations.record_execution("m1", run, "arn"),
    "mark notified": lambda s, run: s.preparations.mark_notified("m1", run, NOW),
    "await answers": lambda s, run: s.preparations.await_answers("m1", run, NOW),
    "generate": lambda s, run: s.preparations.generate("m1", run, NOW),
    "fail": lambda s, run: s.preparations.fail("m1", run, "It did not work.", NOW),
    "withdraw": lambda s, run: s.preparations.withdraw("m1", run, NOW),
    "release": lambda s, run: s.preparations.release("m1", run, NOW),
}
OTHER_STEPS: dict[str, Callable[[Stores, int], None]] = {
    "expect to go on": lambda s, run: s.preparations.expect_resume("m1", run, NOW),
    "record materials": lambda s, run: s.preparations.record_materials("m1", run, MATERIALS, NOW),
    "complete": lambda s, run: s.preparations.complete("m1", run),
}


def test_a_meeting_never_prepared_has_an_empty_preparation(stores: Stores) -> None:
    assert stores.stored() == Preparation()


def test_an_unknown_meeting_is_not_found_and_cannot_be_prepared(stores: Stores) -> None:
    with pytest.raises(NotFound):
        stores.preparations.get("m2")
    with pytest.raises(Conflict):
        stores.preparations.begin_run("m2", Preparation(), Preparation(run=1, timing_version=1), NOW)
    with pytest.raises(Conflict):
        stores.preparations.look_again("m2", NOW)


def test_a_run_comes_back_as_it_was_begun_and_the_meeting_shows_it(stores: Stores) -> None:
    begun = stores.begin()
    assert stores.stored() == begun
    assert stores.meetings.get("u1", "m1").preparation == begun


def test_fault_66_of_two_who_begin_a_run_one_wins(stores: Stores) -> None:
    tracked = stores.meetings.get("u1", "m1")
    stores.begin()
    with pytest.raises(Conflict):
        stores.preparations.begin_run("m1", tracked.preparation, new_run(tracked, "t1", NOW, NOW), NOW)
    assert stores.stored().run == 1


def test_fault_83_no_run_begins_for_a_timing_that_has_passed(stores: Stores) -> None:
    tracked = stores.meetings.get("u1", "m1")
    stores.meetings.update(a_tracked(a_meeting(title="Moved"), version=2, timing_version=2))
    with pytest.raises(Conflict):
        stores.preparations.begin_run("m1", tracked.preparation, new_run(tracked, "t1", NOW, NOW), NOW)
    assert stores.stored() == Preparation()


def test_the_monitor_s_writes_leave_a_preparation_alone(stores: Stores) -> None:
    begun = stores.begin()
    stores.meetings.update(a_tracked(a_meeting(title="Renamed"), version=2, preparation=begun))
    assert stores.stored() == begun


def test_a_preparation_goes_from_gathering_to_ready(stores: Stores) -> None:
    run = stores.begin().run
    stores.preparations.record_execution("m1", run, "arn:1")
    stores.preparations.mark_notified("m1", run, NOW)
    stores.preparations.await_answers("m1", run, NOW + timedelta(hours=24))
    assert stores.stored().status is PrepStatus.WAITING
    stores.preparations.expect_resume("m1", run, NOW)
    stores.preparations.generate("m1", run, NOW)
    assert stores.stored().status is PrepStatus.GENERATING
    stores.preparations.record_materials("m1", run, MATERIALS, NOW)
    ready = stores.stored()
    assert (ready.status, ready.materials, ready.finished_at) == (PrepStatus.READY, MATERIALS, NOW)
    assert (ready.execution_arn, ready.notified_at) == ("arn:1", NOW)


def test_fault_80_every_step_may_be_done_twice(stores: Stores) -> None:
    run = stores.begin().run
    for _ in range(2):
        stores.preparations.await_answers("m1", run, NOW)
    for _ in range(2):
        stores.preparations.generate("m1", run, NOW)
    for _ in range(2):
        stores.preparations.record_materials("m1", run, MATERIALS, NOW)
    for _ in range(2):
        stores.preparations.complete("m1", run)
    assert stores.stored().status is PrepStatus.READY


@pytest.mark.parametrize("step", [*STEPS, *OTHER_STEPS])
def test_fault_67_a_step_of_an_older_run_changes_nothing(stores: Stores, step: str) -> None:
    stores.begin()
    stores.preparations.fail("m1", 1, "It did not work.", NOW)
    second = stores.begin("by hand")
    with pytest.raises(Conflict):
        (STEPS | OTHER_STEPS)[step](stores, 1)
    assert stores.stored() == second


@pytest.mark.parametrize("step", [step for step in (*STEPS, *OTHER_STEPS) if step != "withdraw"])
def test_fault_68_a_step_after_the_withdrawal_changes_nothing(stores: Stores, step: str) -> None:
    run = stores.begin().run
    stores.preparations.withdraw("m1", run, NOW)
    withdrawn = stores.stored()
    with pytest.raises(Conflict):
        (STEPS | OTHER_STEPS)[step](stores, run)
    assert stores.stored() == withdrawn


@pytest.mark.parametrize("step", [*STEPS, *OTHER_STEPS])
def test_no_step_is_recorded_before_a_run_has_begun(stores: Stores, step: str) -> None:
    with pytest.raises(Conflict):
        (STEPS | OTHER_STEPS)[step](stores, 0)


def test_waiting_does_not_come_back_once_materials_are_made(stores: Stores) -> None:
    run = stores.begin().run
    stores.preparations.generate("m1", run, NOW)
    for step in (STEPS["await answers"], OTHER_STEPS["expect to go on"]):
        with pytest.raises(Conflict):
            step(stores, run)
    assert stores.stored().status is PrepStatus.GENERATING


def test_materials_that_are_ready_are_neither_failed_nor_withdrawn(stores: Stores) -> None:
    run = stores.begin().run
    stores.preparations.generate("m1", run, NOW)
    stores.preparations.record_materials("m1", run, MATERIALS, NOW)
    for step in ("fail", "withdraw", "release", "generate"):
        with pytest.raises(Conflict):
            STEPS[step](stores, run)
    assert stores.stored().status is PrepStatus.READY


def test_a_released_run_makes_room_for_the_next_one(stores: Stores) -> None:
    stores.begin()
    stores.preparations.release("m1", 1, NOW)
    assert stores.stored().status is PrepStatus.NONE
    assert stores.begin("t2").run == 2


def test_a_new_run_keeps_the_materials_of_the_last_one_until_it_has_its_own(stores: Stores) -> None:
    run = stores.begin().run
    stores.preparations.generate("m1", run, NOW)
    stores.preparations.record_materials("m1", run, MATERIALS, NOW)
    stores.begin("by hand")
    assert stores.stored().materials == MATERIALS


def test_a_failure_is_kept_in_words(stores: Stores) -> None:
    run = stores.begin().run
    stores.preparations.fail("m1", run, "AMO could not write your materials.", NOW)
    failed = stores.stored()
    assert (failed.status, failed.failure) == (PrepStatus.FAILED, "AMO could not write your materials.")


def test_what_is_to_be_prepared_is_overdue_ten_minutes_after_its_time_and_not_once_it_is_cancelled(
    stores: Stores,
) -> None:
    two_days, ten_minutes = 2.0, 10 / 24 / 60
    assert stores.overdue(two_days) == []
    assert stores.overdue(two_days + ten_minutes) == [Watched("u1", "m1")]
    tracked = stores.meetings.get("u1", "m1")
    off = {"plan": tracked.plan.model_copy(update={"prep_trigger_time": None}), "version": 2, "timing_version": 2}
    stores.meetings.update(tracked.model_copy(update=off))
    assert stores.overdue() == []


def test_a_run_is_overdue_a_quarter_of_an_hour_after_it_began(stores: Stores) -> None:
    stores.begin()
    minute = 1 / 24 / 60
    assert stores.overdue(14 * minute) == []
    assert stores.overdue(15 * minute) == [Watched("u1", "m1")]
    assert list(stores.preparations.watched()) == [Watched("u1", "m1")]


def test_a_conversation_is_overdue_soon_after_its_deadline_or_its_end(stores: Stores) -> None:
    run = stores.begin().run
    stores.preparations.await_answers("m1", run, NOW + timedelta(days=1))
    assert stores.overdue(1) == []
    assert stores.overdue(1.01) == [Watched("u1", "m1")]
    stores.preparations.expect_resume("m1", run, NOW)
    assert stores.overdue(0.01) == [Watched("u1", "m1")]


@pytest.mark.parametrize("ending", ["complete", "fail", "withdraw"])
def test_nothing_that_has_ended_is_watched(stores: Stores, ending: str) -> None:
    run = stores.begin().run
    if ending == "complete":
        stores.preparations.generate("m1", run, NOW)
        stores.preparations.record_materials("m1", run, MATERIALS, NOW)
        assert stores.overdue() == [Watched("u1", "m1")]
    (STEPS | OTHER_STEPS)[ending](stores, run)
    assert stores.overdue() == []
    assert list(stores.preparations.watched()) == []


def test_the_sweeper_looks_again_later_or_away(stores: Stores) -> None:
    begun = stores.begin()
    stores.preparations.look_again("m1", NOW + timedelta(days=2))
    assert stores.overdue(1) == []
    with pytest.raises(Conflict):
        stores.preparations.look_away("m1", Preparation())
    stores.preparations.look_away("m1", begun)
    assert stores.overdue() == []


def test_a_declined_preparation_is_watched_no_more_and_awaits_nothing(stores: Stores) -> None:
    stores.preparations.decline("m1", stores.stored(), NOW)
    declined = stores.meetings.get("u1", "m1")
    assert declined.preparation.status is PrepStatus.WITHDRAWN
    assert declined.preparation.declined_at == NOW
    assert not declined.awaits_prep
    assert not declined.model_copy(update={"timing_version": 2}).awaits_prep
    assert stores.overdue() == []


def test_a_run_under_way_is_declined_unless_it_went_on_meanwhile(stores: Stores) -> None:
    seen = stores.begin()
    stores.preparations.generate("m1", 1, NOW)
    with pytest.raises(Conflict):
        stores.preparations.decline("m1", seen, NOW)
    stores.preparations.decline("m1", stores.stored(), NOW)
    assert stores.stored().run == 1


def test_what_was_declined_can_be_wanted_again(stores: Stores) -> None:
    stores.preparations.decline("m1", stores.stored(), NOW)
    awaited = reconsidered(stores.meetings.get("u1", "m1"), "again")
    stores.preparations.reconsider("m1", stores.stored(), awaited, NOW + timedelta(hours=1))
    assert stores.meetings.get("u1", "m1").awaits_prep
    assert (stores.stored().request_id, stores.stored().declined_at) == ("again", None)
    assert stores.overdue() == [Watched("u1", "m1")]
