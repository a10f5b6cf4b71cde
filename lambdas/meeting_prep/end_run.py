"""Ends a run that is no longer wanted at its time: everything is halted, the user told, the answers kept."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.meetings.meeting import MeetingStatus
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.due_times import attention_after_trigger
from lambdas.domain.preparation.lifecycle import Withdrawal, decide_withdrawal
from lambdas.meeting_prep.messages import withdrawal_message
from lambdas.meeting_prep.runs import Runs
from lambdas.notifications.notifier import Notifier
from lambdas.store.users import Users


@dataclass(frozen=True, slots=True)
class RunEnder:
    runs: Runs
    users: Users
    notifier: Notifier

    def end_run(self, tracked: TrackedMeeting, now: datetime) -> None:
        """Recorded last of all: a crash leads to doing it again, which changes nothing.

        A user who closed the conversation themselves is not told what they did. Raises Conflict when the run is over.
        """
        meeting, preparation = tracked.meeting, tracked.preparation
        self.runs.halt(tracked, ConversationStatus.WITHDRAWN, now)
        if preparation.notified_at and decide_withdrawal(tracked) is Withdrawal.END_RUN:
            user = self.users.get(meeting.user_id)
            self.notifier.send(user, withdrawal_message(tracked, user, now), now)
        trigger = tracked.plan.prep_trigger_time
        if (
            trigger
            and meeting.status is MeetingStatus.SCHEDULED
            and preparation.timing_version < tracked.timing_version
        ):
            self.runs.preparations.release(meeting.meeting_id, preparation.run, attention_after_trigger(trigger))
        else:
            self.runs.preparations.withdraw(meeting.meeting_id, preparation.run, now)
