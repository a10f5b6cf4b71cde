"""A one-time schedule fired: asks for the preparation, unless the meeting has changed since."""

import logging
from datetime import datetime

from lambdas.aws.bus import Bus
from lambdas.calendar_monitor.service import DuePrep
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.lifecycle import scheduled_request, start_blocking_reason
from lambdas.errors import NotFound
from lambdas.store.meetings import Meetings

log = logging.getLogger(__name__)


def announce_due_prep(meetings: Meetings, bus: Bus, due: DuePrep, now: datetime) -> bool:
    """Publishes MeetingRequiresPrep once per meeting and timing. Returns whether it did.

    The event goes out before the mark: a crash between the two repeats the event, whose ``request_id`` is the same
    again, so that consumers take both for one. The other order could lose it.
    """
    try:
        tracked = meetings.get(due.user_id, due.meeting_id)
    except NotFound:
        log.info("due prep of %s dropped: there is no such meeting", due.meeting_id)
        return False
    if reason := _reason_not_due(tracked, due.timing_version, now):
        log.info("due prep of %s, timing %s, dropped: %s", due.meeting_id, due.timing_version, reason)
        return False
    bus.publish([scheduled_request(tracked)])
    meetings.mark_announced(due.meeting_id, due.timing_version)
    return True


def _reason_not_due(tracked: TrackedMeeting, timing_version: int, now: datetime) -> str:
    if reason := start_blocking_reason(tracked, timing_version, now):
        return reason
    if tracked.announced_version >= timing_version:
        return "it was announced before"
    return "" if tracked.awaits_prep else "it is prepared, or being prepared"
