"""The reminder two hours before the meeting: one, at the right time, also after a move (NOT-2, fault 92)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws.scheduler import Schedules
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.timers import reminder_timer
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.due_times import REMINDER_LEAD, is_due, reminder_at
from lambdas.domain.preparation.lifecycle import continue_blocking_reason, start_blocking_reason
from lambdas.errors import Conflict, NotFound
from lambdas.materials.messages import reminder_message
from lambdas.notifications.notifier import Notifier
from lambdas.store.meetings import Meetings
from lambdas.store.preparations import Preparations
from lambdas.store.users import Users

CLOCKS_DIFFER = timedelta(minutes=1)


class Reminder(Model):
    """The message a schedule leaves in the queue. ``timing_version`` is for whoever reads the queue.

    Whether a reminder is stale is told by the meeting's start as it is now: not every new timing moves that.
    """

    meeting_id: str
    user_id: str
    timing_version: int


@dataclass(frozen=True, slots=True)
class ReminderScheduler:
    """``reminders_arn`` is the queue reminders come back through."""

    meetings: Meetings
    preparations: Preparations
    schedules: Schedules
    reminders_arn: str

    def schedule(self, user_id: str, meeting_id: str, run: int, now: datetime) -> datetime | None:
        """Returns when the user will be reminded; None within two hours of the start: materials say it all.

        The last step of a preparation: after it nothing is left to watch.
        """
        tracked = self.meetings.get(user_id, meeting_id)
        at = None if continue_blocking_reason(tracked, run, now) else _ahead(tracked, now)
        if at:
            body = Reminder(meeting_id=meeting_id, user_id=user_id, timing_version=tracked.timing_version)
            self.schedules.send_at(reminder_timer(meeting_id), at, self.reminders_arn, body.model_dump())
        with suppress(Conflict):  # another run has begun: it watches for itself
            self.preparations.complete(meeting_id, run)
        return at


@dataclass(frozen=True, slots=True)
class Reminders:
    meetings: Meetings
    users: Users
    notifier: Notifier

    def remind(self, reminder: Reminder, now: datetime) -> None:
        """Reminds if it is still called for. Raises Retryable when no channel took the message."""
        try:
            tracked = self.meetings.get(reminder.user_id, reminder.meeting_id)
        except NotFound:
            return
        if not _is_called_for(tracked, now):
            return
        user = self.users.get(reminder.user_id)
        self.notifier.tell(user, reminder_message(tracked.meeting, user, now), now)


def _ahead(tracked: TrackedMeeting, now: datetime) -> datetime | None:
    at = reminder_at(tracked.meeting.start, now)
    return None if at is None or is_due(at, now) else at


def _is_called_for(tracked: TrackedMeeting, now: datetime) -> bool:
    """The meeting takes place, there is something to read, and it is two hours before its start as it is now."""
    is_time = tracked.meeting.start - REMINDER_LEAD - CLOCKS_DIFFER <= now
    has_materials = tracked.preparation.materials is not None
    return is_time and has_materials and not start_blocking_reason(tracked, tracked.timing_version, now)
