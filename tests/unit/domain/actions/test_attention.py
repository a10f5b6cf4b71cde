"""What an action is looked at, escalated and learned from by: each was changed once without any test noticing."""

from datetime import timedelta
from typing import Any

from lambdas.domain.actions.action import action_of
from lambdas.domain.actions.autonomy import Ask, Autonomy, Considered, Policy, decide
from lambdas.domain.actions.editable_fields import editable_fields, time_of
from lambdas.domain.actions.kinds.base import MeetingFacts, Risk
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.kinds.decline_meeting import DeclineMeeting
from lambdas.domain.actions.learned_rules import like_decisions
from lambdas.domain.actions.pending_action import (
    LEASE,
    PICKED_UP_WITHIN,
    ActionStatus,
    ExecutionState,
    ExecutionStatus,
    Vote,
)
from tests.fakes.actions import a_pending
from tests.fakes.samples import NOW

LATER = NOW + timedelta(hours=3)


def test_an_approved_action_is_looked_at_two_minutes_after_its_decision_and_a_started_one_after_its_lease() -> None:
    approved = a_pending(status=ActionStatus.APPROVED, decided_at=LATER)
    automatic = a_pending(status=ActionStatus.APPROVED)
    started = a_pending(
        status=ActionStatus.APPROVED,
        decided_at=LATER,
        execution=ExecutionState(status=ExecutionStatus.STARTED, started_at=LATER),
    )
    put_off = started.model_copy(update={"execution": ExecutionState(fence=1, started_at=LATER)})
    assert approved.attention_at == put_off.attention_at == LATER + PICKED_UP_WITHIN
    assert automatic.attention_at == NOW + PICKED_UP_WITHIN
    assert started.attention_at == LATER + LEASE


def test_a_question_goes_to_others_when_half_of_its_time_is_over() -> None:
    facts = Considered(action_id="a1", action_type=CreateTask.action_type, risk=Risk.HIGH)
    asked = decide(facts, Policy(level=Autonomy.SUPERVISED, on_timeout="escalate", expires_after_hours=8), NOW)
    assert isinstance(asked, Ask)
    assert (asked.until, asked.escalate_at) == (NOW + timedelta(hours=8), NOW + timedelta(hours=4))


def test_decisions_of_another_kind_or_person_do_not_end_a_run_of_like_ones() -> None:
    vote = Vote(by="u2", role="reviewer", verdict="approve", at=NOW)
    decided: dict[str, Any] = {"status": ActionStatus.APPROVED, "decided_by": "u2", "votes": (vote,)}
    of_each: tuple[dict[str, Any], ...] = ({}, {"action_type": "share_agenda"}, {"on_behalf_of": "u9"}, {})
    like, other, foreign, before = (
        a_pending(f"a{number}" * 4, **decided, decided_at=NOW - timedelta(hours=number), **changes)
        for number, changes in enumerate(of_each)
    )
    assert like_decisions(like, [like, other, foreign, before]) == 2


def test_a_reason_may_be_left_out_and_what_names_no_time_is_none() -> None:
    meeting = MeetingFacts(meeting_id="m1", title="Roadmap", start=LATER, end=LATER + timedelta(hours=1))
    action = action_of("a1", DeclineMeeting.action_type, "u1", DeclineMeeting(meeting=meeting, **_event()))
    (reason,) = editable_fields(action)
    assert (reason.name, reason.is_needed) == ("reason", False)
    assert time_of(action, "half past nine") is None
    assert time_of(action, "2026-03-05T10:00") is not None


def _event() -> dict[str, str]:
    fields = DeclineMeeting.model_fields
    return {name: "x" for name, field in fields.items() if field.is_required() and name != "meeting"}


def test_what_a_task_is_about_cannot_be_left_out() -> None:
    action = action_of("a1", CreateTask.action_type, "u1", CreateTask(what="Send the draft"))
    needed = {field.name: field.is_needed for field in editable_fields(action)}
    assert needed["what"]
