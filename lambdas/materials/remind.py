"""The reminder two hours before the meeting: one, at the right time, also after a move (NOT-2, fault 92).

Its timer rings twice: shortly before, to have the materials refreshed, and then to remind. So whatever becomes of the
refresh, the reminder does not wait for it.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws.scheduler import Schedules
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.timers import reminder_timer
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.preparation.due_times import (
    REFRESH_LEAD,
    REMINDER_LEAD,
    TOO_LATE,
    is_due,
    refresh_at,
    reminder_at,
)
from lambdas.domain.preparation.lifecycle import continue_blocking_reason, start_blocking_reason
from lambdas.errors import Conflict, NotFound
from lambdas.materials.messages import reminder_message
from lambdas.materials.refresh import RefreshStarter
from lambdas.notifications.notifier import Notifier
from lambdas.store.documents import Documents
from lambdas.store.ended_timer import EndedTimer
from lambdas.store.meetings import Meetings
from lambdas.store.preparations import Preparations
from lambdas.store.users import Users

CLOCKS_DIFFER = timedelta(minutes=1)
MAX_REFRESH = timedelta(minutes=2)
"""How long the reminder of a meeting that moved to within its two hours waits for fresh materials."""


class Reminder(Model):
    """The message a schedule leaves in the queue. ``timing_version`` is for whoever reads the queue.

    Whether a reminder is stale is told by the meeting's start as it is now: not every new timing moves that.
    ``is_refreshed``: the materials have been written anew, or nobody waits for that any more. ``has_moved`` is no
    reminder: the materials are to be written anew because the meeting is at another time.
    """

    meeting_id: str
    user_id: str
    timing_version: int
    is_refreshed: bool = False
    has_moved: bool = False


@dataclass(frozen=True, slots=True)
class ReminderTimer:
    """``reminders_arn`` is the queue reminders come back through."""

    schedules: Schedules
    reminders_arn: str

    def set(self, tracked: TrackedMeeting, at: datetime, *, is_refreshed: bool) -> None:
        reminder = Reminder(
            meeting_id=tracked.meeting.meeting_id,
            user_id=tracked.meeting.user_id,
            timing_version=tracked.timing_version,
            is_refreshed=is_refreshed,
        )
        self.schedules.send_at(reminder_timer(reminder.meeting_id), at, self.reminders_arn, reminder.model_dump())


@dataclass(frozen=True, slots=True)
class ReminderScheduler:
    meetings: Meetings
    preparations: Preparations
    timer: ReminderTimer
    ended: EndedTimer

    def schedule(self, user_id: str, meeting_id: str, run: int, now: datetime) -> datetime | None:
        """Returns when the user will be reminded; None within two hours of the start: materials say it all.

        The last step of a preparation: after it nothing is left to watch.
        """
        tracked = self.meetings.get(user_id, meeting_id)
        is_called_for = not continue_blocking_reason(tracked, run, now)
        at = _ahead(tracked, now) if is_called_for else None
        if is_called_for:
            self.ended.set(tracked.meeting)
        if at:
            refresh = refresh_at(tracked.meeting.start, now) or now
            is_fresh = is_due(refresh, now)
            self.timer.set(tracked, at if is_fresh else refresh, is_refreshed=is_fresh)
        with suppress(Conflict):  # another run has begun: it watches for itself
            self.preparations.complete(meeting_id, run)
        return at


@dataclass(frozen=True, slots=True)
class Reminders:
    """``plans`` is where the plan lies that the documents were rendered from."""

    meetings: Meetings
    users: Users
    plans: Documents
    notifier: Notifier
    timer: ReminderTimer
    refreshes: RefreshStarter

    def remind(self, reminder: Reminder, now: datetime) -> None:
        """Reminds if it is still called for, after the materials were refreshed if there is time for that.

        Raises Retryable when no channel took the message, or the refresh could not be started.
        """
        try:
            tracked = self.meetings.get(reminder.user_id, reminder.meeting_id)
        except NotFound:
            return
        if reminder.has_moved:
            self._refresh_moved(tracked, now)
            return
        is_last = reminder.is_refreshed or tracked.meeting.start - now < TOO_LATE
        if not _is_called_for(tracked, REMINDER_LEAD if is_last else REFRESH_LEAD, now):
            return
        if is_last:
            self._tell(tracked, now)
        else:
            self._refresh(tracked, now)

    def _refresh(self, tracked: TrackedMeeting, now: datetime) -> None:
        """The reminder is set before anything is tried that may fail."""
        at = max(tracked.meeting.start - REMINDER_LEAD, now + MAX_REFRESH)
        self.timer.set(tracked, at, is_refreshed=True)
        self.refreshes.start(tracked)

    def _refresh_moved(self, tracked: TrackedMeeting, now: datetime) -> None:
        """Nothing near the start: the refresh before the reminder does it."""
        is_ready = tracked.preparation.status is PrepStatus.READY and tracked.preparation.materials is not None
        is_ahead = tracked.meeting.start - REFRESH_LEAD - CLOCKS_DIFFER > now
        if is_ready and is_ahead and not start_blocking_reason(tracked, tracked.timing_version, now):
            self.refreshes.start(tracked, has_moved=True)

    def _tell(self, tracked: TrackedMeeting, now: datetime) -> None:
        user = self.users.get(tracked.meeting.user_id)
        message = reminder_message(tracked.meeting, self._plan(tracked), user, now)
        self.notifier.tell(user, message, now)

    def _plan(self, tracked: TrackedMeeting) -> MaterialsPlan | None:
        """None where it is no longer kept: a reminder is one without it, too."""
        materials = tracked.preparation.materials
        try:
            return MaterialsPlan.model_validate_json(self.plans.get(materials.plan_key)) if materials else None
        except NotFound:
            return None


def _ahead(tracked: TrackedMeeting, now: datetime) -> datetime | None:
    at = reminder_at(tracked.meeting.start, now)
    return None if at is None or is_due(at, now) else at


def _is_called_for(tracked: TrackedMeeting, lead: timedelta, now: datetime) -> bool:
    """The meeting takes place, there is something to read, and it is ``lead`` before its start as it is now."""
    is_time = tracked.meeting.start - lead - CLOCKS_DIFFER <= now
    has_materials = tracked.preparation.materials is not None
    return is_time and has_materials and not start_blocking_reason(tracked, tracked.timing_version, now)
