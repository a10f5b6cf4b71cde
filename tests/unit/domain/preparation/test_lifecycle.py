"""Decisions about a preparation hold for every state it can be in."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.domain.conversation.conversation import Conversation, ConversationStatus, session_id_for
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import RUNNING, Preparation, PrepPlan, PrepStatus, TrackedMeeting
from lambdas.domain.preparation.executions import WorkflowStatus
from lambdas.domain.preparation.lifecycle import (
    Start,
    Withdrawal,
    attempt_of,
    continue_blocking_reason,
    decide_start,
    decide_withdrawal,
    execution_name,
    new_run,
    scheduled_request,
)
from lambdas.domain.preparation.sweep import MAX_ATTEMPTS, SweepStep, decide_sweep_step, is_stuck, next_look
from tests.fakes.samples import NOW, a_meeting, a_tracked

ENDED = {WorkflowStatus.FAILED, WorkflowStatus.ABORTED, WorkflowStatus.TIMED_OUT, WorkflowStatus.GONE}
MAX_EXECUTION_NAME = 80


@st.composite
def preparations(draw: st.DrawFn, timing_version: int) -> Preparation:
    status = draw(st.sampled_from([s for s in PrepStatus if s is not PrepStatus.SCHEDULED]))
    run = draw(st.integers(1, 4))
    timing = draw(st.integers(1, timing_version))
    attempt = draw(st.integers(0, MAX_ATTEMPTS + 1))
    named = Preparation(run=run, timing_version=timing)
    arn = f"arn:{execution_name('m1', named, attempt)}" if attempt else ""
    request_id = draw(st.sampled_from([f"t{timing}", "by-hand"]))
    return Preparation(
        status=status,
        run=run,
        timing_version=timing,
        request_id=request_id,
        session_id=session_id_for("m1", run),
        execution_arn=arn,
        started_at=NOW - timedelta(minutes=draw(st.integers(0, 60))),
    )


@st.composite
def tracked_meetings(draw: st.DrawFn) -> TrackedMeeting:
    """Cancelled, declined, moved, past, near: with any preparation that may stand beside it."""
    start = NOW + timedelta(minutes=draw(st.integers(-120, 3000)))
    status = draw(st.sampled_from(MeetingStatus))
    meeting = a_meeting(start=start, status=status)
    trigger = start - timedelta(hours=24)
    is_wanted = status is MeetingStatus.SCHEDULED and draw(st.booleans())
    plan = PrepPlan(
        meeting_type="default",
        type_reason="",
        prep_trigger_time=trigger if is_wanted else None,
        skip_reason=None if is_wanted else "You declined it.",
    )
    timing = draw(st.integers(1, 3))
    preparation = draw(st.one_of(st.just(Preparation()), preparations(timing)))
    return a_tracked(meeting, plan=plan, timing_version=timing, preparation=preparation)


@st.composite
def sessions(draw: st.DrawFn) -> Conversation | None:
    if draw(st.booleans()):
        return None
    opened = NOW - timedelta(hours=draw(st.integers(0, 30)))
    return Conversation(
        session_id="m1-r1",
        meeting_id="m1",
        user_id="u1",
        status=draw(st.sampled_from(ConversationStatus)),
        opened_at=opened,
        deadline=opened + timedelta(hours=24),
    )


@given(tracked_meetings(), st.sampled_from(["scheduled", "by-hand-2"]), st.integers(1, 4))
def test_nothing_begins_that_is_cancelled_unwanted_past_or_stale(tracked: TrackedMeeting, by: str, timing: int) -> None:
    request = scheduled_request(tracked).model_copy(update={"timing_version": timing})
    if by != "scheduled":
        request = request.model_copy(update={"request_id": by})
    decision = decide_start(tracked, request, NOW)
    if decision.start is Start.IGNORE:
        assert decision.reason
        return
    assert tracked.meeting.status is MeetingStatus.SCHEDULED
    assert tracked.plan.prep_trigger_time is not None
    assert tracked.meeting.start > NOW
    assert timing == tracked.timing_version


@given(tracked_meetings())
def test_fault_66_a_request_that_was_taken_never_begins_another_run(tracked: TrackedMeeting) -> None:
    request = scheduled_request(tracked)
    if decide_start(tracked, request, NOW).start is not Start.BEGIN:
        return
    begun = tracked.model_copy(update={"preparation": new_run(tracked, request.request_id, NOW, NOW)})
    assert decide_start(begun, request, NOW).start is Start.DRIVE
    driven = begun.preparation.model_copy(update={"execution_arn": "arn"})
    for status in (*RUNNING, PrepStatus.READY, PrepStatus.FAILED, PrepStatus.WITHDRAWN):
        later = begun.model_copy(update={"preparation": driven.model_copy(update={"status": status})})
        assert decide_start(later, request, NOW).start is Start.IGNORE


@given(tracked_meetings())
def test_a_new_run_is_always_the_next_one_and_may_go_on(tracked: TrackedMeeting) -> None:
    begun = new_run(tracked, "t1", NOW, NOW)
    assert begun.run == tracked.preparation.run + 1
    assert begun.session_id == f"m1-r{begun.run}"
    renewed = tracked.model_copy(update={"preparation": begun})
    is_fine = tracked.plan.prep_trigger_time is not None and tracked.meeting.start > NOW
    assert bool(continue_blocking_reason(renewed, begun.run, NOW)) is not is_fine


@given(tracked_meetings())
def test_faults_67_and_68_a_run_that_may_go_on_is_never_ended_and_no_other_lives_on(tracked: TrackedMeeting) -> None:
    """Except by time: a meeting that has begun needs no event."""
    ends = decide_withdrawal(tracked) is Withdrawal.END_RUN
    may_go_on = not continue_blocking_reason(tracked, tracked.preparation.run, NOW)
    if tracked.preparation.status in RUNNING and tracked.meeting.start > NOW:
        assert ends is not may_go_on
    if tracked.preparation.status not in RUNNING:
        assert not ends


@given(tracked_meetings(), st.sampled_from(WorkflowStatus), sessions())
def test_every_state_has_a_repair_and_none_disturbs_what_is_well(
    tracked: TrackedMeeting, execution: WorkflowStatus, session: Conversation | None
) -> None:
    repair = decide_sweep_step(tracked, execution, session, NOW)
    status = tracked.preparation.status
    if repair in (SweepStep.RESTART, SweepStep.GIVE_UP):
        assert execution is not WorkflowStatus.RUNNING or is_stuck(tracked.preparation, NOW)
        assert not continue_blocking_reason(tracked, tracked.preparation.run, NOW)
    if repair is SweepStep.RESTART and not (session and session.status is ConversationStatus.OPEN):
        assert attempt_of(tracked.preparation.execution_arn) < MAX_ATTEMPTS
    if repair is SweepStep.ANNOUNCE:
        assert decide_start(tracked, scheduled_request(tracked), NOW).start is Start.BEGIN
    if repair is SweepStep.FORGET:
        assert status not in RUNNING | {PrepStatus.READY}
    if status in RUNNING and execution in ENDED:
        assert repair is not SweepStep.LOOK_AGAIN


@given(tracked_meetings(), sessions())
def test_the_sweeper_always_looks_again_later(tracked: TrackedMeeting, session: Conversation | None) -> None:
    assert next_look(tracked, session, NOW) > NOW


@pytest.mark.parametrize("attempt", [1, 2, 3, 12])
def test_an_execution_s_name_tells_its_attempt_and_fits(attempt: int) -> None:
    meeting_id = "m" + "0" * 20
    name = execution_name(meeting_id, Preparation(run=9999, timing_version=99999), attempt)
    assert attempt_of(f"arn:aws:states:eu-central-1:123456789012:execution:meeting_prep:{name}") == attempt
    assert len(name) <= MAX_EXECUTION_NAME


def test_a_run_never_driven_has_had_no_attempt() -> None:
    assert attempt_of("") == 0


def test_by_hand_is_told_from_by_schedule() -> None:
    def decided(**preparation: Any) -> Start:
        tracked = a_tracked(preparation=Preparation(run=1, timing_version=1, request_id="x", **preparation))
        return decide_start(tracked, scheduled_request(tracked), NOW).start

    assert decided(status=PrepStatus.READY) is Start.IGNORE
    assert decided(status=PrepStatus.NONE) is Start.BEGIN
