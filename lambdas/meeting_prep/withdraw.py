"""Withdraws a preparation whose meeting moves, is cancelled or is no longer to be prepared."""

import logging
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.scheduler import Schedules
from lambdas.domain.kernel.timers import moved_timer, reminder_timer
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.due_times import refresh_at
from lambdas.domain.preparation.lifecycle import Withdrawal, decide_withdrawal
from lambdas.errors import NotFound
from lambdas.meeting_prep.end_run import RunEnder
from lambdas.meeting_prep.messages import moved_message
from lambdas.notifications.notifier import Notifier
from lambdas.store.ended_timer import EndedTimer
from lambdas.store.meetings import Meetings
from lambdas.store.users import Users

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PrepWithdrawals:
    """``reminders_arn`` is the queue reminders are sent through."""

    meetings: Meetings
    users: Users
    notifier: Notifier
    ender: RunEnder
    schedules: Schedules
    ended: EndedTimer
    reminders_arn: str

    def withdraw(self, user_id: str, meeting_id: str, now: datetime) -> None:
        """Does what the meeting, as it stands now, asks for; the event that says so may be old or come twice.

        Raises Conflict when the preparation changes meanwhile: to be decided again.
        """
        try:
            tracked = self.meetings.get(user_id, meeting_id)
        except NotFound:
            log.warning("meeting %s is unknown: nothing is withdrawn", meeting_id)
            return
        decision = decide_withdrawal(tracked)
        log.info("meeting %s changed: %s", meeting_id, decision)
        match decision:
            case Withdrawal.END_RUN:
                self.ender.end_run(tracked, now)
            case Withdrawal.MOVE_REMINDER:
                self._move_reminder(tracked, now)
                self.ended.set(tracked.meeting)
                self._tell_of_move(tracked, now)
            case Withdrawal.CANCEL_REMINDER:
                self.schedules.cancel(reminder_timer(meeting_id))
                self.ended.cancel(meeting_id)

    def _move_reminder(self, tracked: TrackedMeeting, now: datetime) -> None:
        """Materials that are ready stay; the reminder follows the meeting, also to within its lead time (fault 92).

        They are refreshed first: the timer is that of the refresh, which sets the reminder's.
        """
        meeting = tracked.meeting
        at = refresh_at(meeting.start, now)
        if at is None:
            self.schedules.cancel(reminder_timer(meeting.meeting_id))
            return
        body = {"meeting_id": meeting.meeting_id, "user_id": meeting.user_id, "timing_version": tracked.timing_version}
        self.schedules.send_at(reminder_timer(meeting.meeting_id), at, self.reminders_arn, body)

    def _tell_of_move(self, tracked: TrackedMeeting, now: datetime) -> None:
        """And has the materials written anew: they name the time, and the brief says what has changed."""
        meeting = tracked.meeting
        if tracked.moved_from is None or meeting.start <= now:
            return
        body = {"meeting_id": meeting.meeting_id, "user_id": meeting.user_id, "timing_version": tracked.timing_version}
        self.schedules.send_at(moved_timer(meeting.meeting_id), now, self.reminders_arn, {**body, "has_moved": True})
        user = self.users.get(meeting.user_id)
        self.notifier.send(user, moved_message(tracked, tracked.moved_from, user, now), now)
