"""Ends a run that is no longer wanted at its time: everything is halted, the user told, the answers kept."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.channels.notifier import Notifier
from lambdas.domain.meetings import MeetingStatus
from lambdas.domain.preparing import Withdrawal, decide_withdrawal
from lambdas.domain.sessions import SessionStatus
from lambdas.domain.timing import attention_after_trigger
from lambdas.domain.tracking import TrackedMeeting
from lambdas.prep.messages import withdrawal_notice
from lambdas.prep.runs import Runs
from lambdas.store.users import Users


@dataclass(frozen=True, slots=True)
class Ending:
    runs: Runs
    users: Users
    notifier: Notifier


def end_run(on: Ending, tracked: TrackedMeeting, now: datetime) -> None:
    """Recorded last of all: a crash leads to doing it again, which changes nothing.

    A user who closed the conversation themselves is not told what they did. Raises Conflict when the run is over.
    """
    meeting, preparation = tracked.meeting, tracked.preparation
    on.runs.halt(tracked, SessionStatus.WITHDRAWN, now)
    if preparation.notified_at and decide_withdrawal(tracked) is Withdrawal.END_RUN:
        user = on.users.get(meeting.user_id)
        on.notifier.send(user, withdrawal_notice(tracked, user, now), now)
    trigger = tracked.plan.prep_trigger_time
    if trigger and meeting.status is MeetingStatus.SCHEDULED and preparation.timing_version < tracked.timing_version:
        on.runs.preparations.release(meeting.meeting_id, preparation.run, attention_after_trigger(trigger))
    else:
        on.runs.preparations.withdraw(meeting.meeting_id, preparation.run, now)
