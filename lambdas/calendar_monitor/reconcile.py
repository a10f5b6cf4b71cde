"""Brings schedules and events in line with the stored meetings.

The row is written first and says which timing is settled (``scheduled_version``); whatever crashes in between is
found by the next run and done again, and each step here may be done twice (faults 67, 68, 78).
"""

from collections.abc import Sequence
from datetime import datetime

from lambdas.calendar_monitor.service import CalendarMonitor, DuePrep
from lambdas.domain.kernel.events import Event, MeetingCancelled, MeetingRescheduled
from lambdas.domain.kernel.timers import prep_timer
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.due_times import is_due

TOGETHER = 10


def reconcile(monitor: CalendarMonitor, rows: Sequence[TrackedMeeting], now: datetime) -> int:
    """Sets or withdraws the schedule of each row, tells about changes, and marks the rows. Returns the writes.

    Ten by ten: a run whose time is out has marked what it did, so that the next one goes on from there (fault 90).
    """
    return sum(_reconcile_some(monitor, rows[first : first + TOGETHER], now) for first in range(0, len(rows), TOGETHER))


def _reconcile_some(monitor: CalendarMonitor, rows: Sequence[TrackedMeeting], now: datetime) -> int:
    monitor.require_time()
    for tracked in rows:
        _schedule(monitor, tracked, now)
    monitor.bus.publish([event for tracked in rows if (event := event_about(tracked))])
    monitor.due_preps.send([_body(tracked) for tracked in rows if tracked.awaits_prep and _is_due(tracked, now)])
    return sum(monitor.meetings.mark_scheduled(row.meeting.meeting_id, row.timing_version) for row in rows)


def event_about(tracked: TrackedMeeting) -> Event | None:
    """Returns what others must hear about a meeting's latest timing; nothing, as long as it is the first."""
    meeting = tracked.meeting
    if tracked.timing_version == 1:
        return None
    if tracked.plan.prep_trigger_time is None:
        return MeetingCancelled(
            meeting_id=meeting.meeting_id,
            user_id=meeting.user_id,
            timing_version=tracked.timing_version,
            reason=tracked.plan.skip_reason or "",
        )
    return MeetingRescheduled(
        meeting_id=meeting.meeting_id,
        user_id=meeting.user_id,
        meeting_time=meeting.start,
        timing_version=tracked.timing_version,
    )


def _schedule(monitor: CalendarMonitor, tracked: TrackedMeeting, now: datetime) -> None:
    name, trigger = prep_timer(tracked.meeting.meeting_id), tracked.plan.prep_trigger_time
    if trigger and tracked.awaits_prep and not _is_due(tracked, now):
        monitor.schedules.send_at(name, trigger, monitor.due_preps_arn, _body(tracked))
    elif tracked.timing_version > 1:
        monitor.schedules.cancel(name)


def _is_due(tracked: TrackedMeeting, now: datetime) -> bool:
    return tracked.plan.prep_trigger_time is not None and is_due(tracked.plan.prep_trigger_time, now)


def _body(tracked: TrackedMeeting) -> dict[str, object]:
    meeting = tracked.meeting
    return DuePrep(
        user_id=meeting.user_id, meeting_id=meeting.meeting_id, timing_version=tracked.timing_version
    ).model_dump()
