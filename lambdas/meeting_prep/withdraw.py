"""What happens to a preparation when its meeting moves, is cancelled or is no longer to be prepared."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws.scheduler import Schedules
from lambdas.domain.kernel.timers import reminder_timer
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.due_times import reminder_at
from lambdas.domain.preparation.lifecycle import Withdrawal, decide_withdrawal
from lambdas.errors import NotFound
from lambdas.meeting_prep.end_run import Ending, end_run
from lambdas.store.meetings import Meetings

log = logging.getLogger(__name__)

SOONEST = timedelta(minutes=1)
"""A one-time schedule has to lie ahead."""


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """``reminders_arn`` is the queue reminders are sent through."""

    meetings: Meetings
    ending: Ending
    schedules: Schedules
    reminders_arn: str


def withdraw(on: Withdrawing, user_id: str, meeting_id: str, now: datetime) -> None:
    """Does what the meeting, as it stands now, asks for; the event that says so may be old or come twice.

    Raises Conflict when the preparation changes meanwhile: to be decided again.
    """
    try:
        tracked = on.meetings.get(user_id, meeting_id)
    except NotFound:
        log.warning("meeting %s is unknown: nothing is withdrawn", meeting_id)
        return
    decision = decide_withdrawal(tracked)
    log.info("meeting %s changed: %s", meeting_id, decision)
    match decision:
        case Withdrawal.END_RUN:
            end_run(on.ending, tracked, now)
        case Withdrawal.MOVE_REMINDER:
            _move_reminder(on, tracked, now)
        case Withdrawal.CANCEL_REMINDER:
            on.schedules.cancel(reminder_timer(meeting_id))


def _move_reminder(on: Withdrawing, tracked: TrackedMeeting, now: datetime) -> None:
    """Materials that are ready stay; the reminder follows the meeting, also to within its lead time (fault 92)."""
    meeting = tracked.meeting
    at = reminder_at(meeting.start, now)
    if at is None:
        on.schedules.cancel(reminder_timer(meeting.meeting_id))
        return
    body = {"meeting_id": meeting.meeting_id, "user_id": meeting.user_id, "timing_version": tracked.timing_version}
    on.schedules.send_at(reminder_timer(meeting.meeting_id), max(at, now + SOONEST), on.reminders_arn, body)
