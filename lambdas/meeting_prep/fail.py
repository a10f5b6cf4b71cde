"""The end of a preparation that did not work: said to the user in plain words, to the bus, and counted."""

import logging
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws import metrics
from lambdas.aws.bus import Bus
from lambdas.domain.kernel.events import PrepFailed
from lambdas.domain.meetings.tracked_meeting import RUNNING, PrepStatus, TrackedMeeting
from lambdas.meeting_prep.messages import failure_message, failure_words, undelivered_words
from lambdas.notifications.notifier import Notifier
from lambdas.store.meetings import Meetings
from lambdas.store.preparations import Preparations
from lambdas.store.users import Users

log = logging.getLogger(__name__)

REPORTABLE = RUNNING | {PrepStatus.READY, PrepStatus.FAILED}


@dataclass(frozen=True, slots=True)
class FailureReports:
    meetings: Meetings
    preparations: Preparations
    users: Users
    notifier: Notifier
    bus: Bus

    def report(self, user_id: str, meeting_id: str, run: int, cause: str, now: datetime) -> bool:
        """``cause``: the state that failed, a blank, the error's name. Materials that are ready stay so.

        Recorded last of all: a crash leads to doing it again, which tells nobody twice. False when the run was
        withdrawn, or another has begun: then nobody is told. Raises Conflict when that happens meanwhile, Retryable
        when nobody could be told: the run is not over before its user knows.
        """
        tracked = self.meetings.get(user_id, meeting_id)
        if tracked.preparation.run != run or tracked.preparation.status not in REPORTABLE:
            return False
        log.error("preparation of meeting %s, run %s, failed: %s", meeting_id, run, cause)
        reason = _reason(tracked, cause.partition(" ")[0])
        self.notifier.tell(self.users.get(user_id), failure_message(tracked, reason, now), now)
        self.bus.publish([PrepFailed(meeting_id=meeting_id, user_id=user_id, run=run, reason=reason)])
        self._record(tracked, reason, now)
        metrics.count("WorkflowsFailed")
        return True

    def _record(self, tracked: TrackedMeeting, reason: str, now: datetime) -> None:
        meeting_id, run = tracked.meeting.meeting_id, tracked.preparation.run
        if tracked.preparation.status is PrepStatus.READY:
            self.preparations.complete(meeting_id, run)
        else:
            self.preparations.fail(meeting_id, run, reason, now)


def _reason(tracked: TrackedMeeting, state: str) -> str:
    """In the user's words."""
    is_ready = tracked.preparation.status is PrepStatus.READY
    return undelivered_words(state) if is_ready else failure_words(state)
