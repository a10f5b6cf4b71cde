"""Decides what the sweeper does about a preparation left half-way: decisions alone, taken from what is stored."""

from datetime import datetime, timedelta
from enum import StrEnum

from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import RUNNING, Preparation, PrepStatus, TrackedMeeting
from lambdas.domain.preparation.due_times import attention_after_trigger
from lambdas.domain.preparation.executions import WorkflowStatus
from lambdas.domain.preparation.lifecycle import (
    Withdrawal,
    attempt_of,
    continue_blocking_reason,
    decide_withdrawal,
    start_blocking_reason,
)

MAX_ATTEMPTS = 10
"""Executions of one run: after the tenth has died, the user is told instead.

Many, since a laptop may be switched off that often in a day; a workflow that fails by itself ends its run at once.
"""

SWEPT_EVERY = timedelta(minutes=1)
"""As the schedule in stacks/functions.py has it: answers are waited for until five minutes before a meeting begins,
and what is found dead then must still become materials. A sweep costs what is overdue, mostly nothing.
"""
BEGAN = "The meeting began before its preparation was finished."
PATIENCE = timedelta(minutes=15)
STUCK_AFTER = timedelta(minutes=30)
CHAT_PATIENCE = timedelta(minutes=1)


class SweepStep(StrEnum):
    """A step of the sweeper. ``RING``: the conversation's deadline passed unnoticed. ``FORGET``: nothing to watch."""

    LOOK_AGAIN = "look_again"
    ANNOUNCE = "announce"
    RESTART = "restart"
    RESUME = "resume"
    FIRE = "ring"
    WITHDRAW = "withdraw"
    GIVE_UP = "give_up"
    EXPIRE = "expire"
    COMPLETE = "complete"
    FORGET = "forget"


def decide_sweep_step(
    tracked: TrackedMeeting, execution: WorkflowStatus, session: Conversation | None, now: datetime
) -> SweepStep:
    status = tracked.preparation.status
    if status is PrepStatus.READY:
        return _step_of_delivery(tracked, execution, now)
    if status in RUNNING:
        return _step_of_run(tracked, execution, session, now)
    return _step_before_start(tracked, now)


def _step_before_start(tracked: TrackedMeeting, now: datetime) -> SweepStep:
    trigger = tracked.plan.prep_trigger_time
    if trigger is None or not tracked.awaits_prep or start_blocking_reason(tracked, tracked.timing_version, now):
        return SweepStep.FORGET
    return SweepStep.ANNOUNCE if trigger <= now else SweepStep.LOOK_AGAIN


def _step_of_delivery(tracked: TrackedMeeting, execution: WorkflowStatus, now: datetime) -> SweepStep:
    if execution is WorkflowStatus.RUNNING:
        return SweepStep.LOOK_AGAIN
    if execution is WorkflowStatus.SUCCEEDED or continue_blocking_reason(tracked, tracked.preparation.run, now):
        return SweepStep.COMPLETE
    return SweepStep.GIVE_UP if _is_worn_out(tracked.preparation) else SweepStep.RESTART


def _step_of_run(
    tracked: TrackedMeeting, execution: WorkflowStatus, session: Conversation | None, now: datetime
) -> SweepStep:
    if tracked.meeting.start <= now and tracked.meeting.status is not MeetingStatus.CANCELLED:
        return SweepStep.EXPIRE
    if decide_withdrawal(tracked) is Withdrawal.END_RUN:
        return SweepStep.WITHDRAW
    if session and session.status is ConversationStatus.WITHDRAWN:
        return SweepStep.WITHDRAW
    if execution is WorkflowStatus.RUNNING and not is_stuck(tracked.preparation, now):
        return _step_of_chat(tracked.preparation, session, now)
    is_idle = (
        session is not None and session.status is ConversationStatus.OPEN
    )  # it waits for the user: nothing is wrong
    return SweepStep.GIVE_UP if _is_worn_out(tracked.preparation) and not is_idle else SweepStep.RESTART


def _step_of_chat(preparation: Preparation, session: Conversation | None, now: datetime) -> SweepStep:
    if preparation.status is not PrepStatus.WAITING or session is None:
        return SweepStep.LOOK_AGAIN
    if session.status is not ConversationStatus.OPEN:
        return SweepStep.RESUME
    return SweepStep.FIRE if session.deadline <= now else SweepStep.LOOK_AGAIN


def is_stuck(preparation: Preparation, now: datetime) -> bool:
    """Long before this the user has been asked: an engine did not notice that a function died before it answered."""
    began = preparation.started_at
    return preparation.status is PrepStatus.GATHERING and began is not None and now - began >= STUCK_AFTER


def _is_worn_out(preparation: Preparation) -> bool:
    return attempt_of(preparation.execution_arn) >= MAX_ATTEMPTS


def next_look(tracked: TrackedMeeting, session: Conversation | None, now: datetime) -> datetime:
    """Returns when the sweeper looks again at something that is under way."""
    is_open = session is not None and session.status is ConversationStatus.OPEN
    if session and is_open and tracked.preparation.status is PrepStatus.WAITING and session.deadline > now:
        return session.deadline + CHAT_PATIENCE
    trigger = tracked.plan.prep_trigger_time
    if tracked.preparation.status is PrepStatus.NONE and trigger and trigger > now:
        return attention_after_trigger(trigger)
    return now + PATIENCE
