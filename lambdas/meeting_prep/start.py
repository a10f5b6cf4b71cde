"""Turns a request into one run of a preparation, however often and however late the request is delivered."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.kernel.events import MeetingRequiresPrep
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.due_times import attention_after_trigger
from lambdas.domain.preparation.lifecycle import Start, decide_start, new_run
from lambdas.errors import Conflict, NotFound, Retryable
from lambdas.meeting_prep.end_run import RunEnder
from lambdas.meeting_prep.runs import Runs
from lambdas.store.meetings import Meetings

log = logging.getLogger(__name__)

ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class PrepStarter:
    """``is_on``: the operator's switch ``workflow`` (OPS-2)."""

    meetings: Meetings
    runs: Runs
    ender: RunEnder
    is_on: Callable[[], bool]

    def start(self, request: MeetingRequiresPrep, requested_at: datetime, now: datetime) -> None:
        """Begins the run asked for, unless it was begun before or nothing is to be prepared any more.

        With the switch off the request is put off: the sweeper announces it again. Raises Retryable when others keep
        changing the same preparation.
        """
        for _ in range(ATTEMPTS):
            try:
                tracked = self.meetings.get(request.user_id, request.meeting_id)
                return (
                    self._put_off(tracked, now) if not self.is_on() else self._take(tracked, request, requested_at, now)
                )
            except NotFound:
                log.warning("meeting %s is unknown: nothing is prepared", request.meeting_id)
                return None
            except Conflict:
                continue
        raise Retryable("Somebody else keeps changing this preparation; it is tried again.")

    def _put_off(self, tracked: TrackedMeeting, now: datetime) -> None:
        if tracked.awaits_prep:
            self.runs.preparations.look_again(tracked.meeting.meeting_id, attention_after_trigger(now))

    def _take(
        self, tracked: TrackedMeeting, request: MeetingRequiresPrep, requested_at: datetime, now: datetime
    ) -> None:
        decision = decide_start(tracked, request, now)
        log.info("request %s for meeting %s: %s", request.request_id, request.meeting_id, decision.start)
        match decision.start:
            case Start.BEGIN:
                self.runs.drive(self._begin(tracked, request, requested_at, now))
            case Start.DRIVE:
                self.runs.drive(tracked)
            case Start.REPLACE:
                self.ender.end_run(tracked, now)
                renewed = self.meetings.get(request.user_id, request.meeting_id)
                self.runs.drive(self._begin(renewed, request, requested_at, now))

    def _begin(
        self, tracked: TrackedMeeting, request: MeetingRequiresPrep, requested_at: datetime, now: datetime
    ) -> TrackedMeeting:
        begun = new_run(tracked, request.request_id, requested_at, now)
        self.runs.preparations.begin_run(request.meeting_id, tracked.preparation, begun, now)
        return tracked.model_copy(update={"preparation": begun})
