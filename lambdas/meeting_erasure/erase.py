"""Deletes all that is held of a meeting its owner had forgotten."""

import logging
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.scheduler import Schedules
from lambdas.domain.conversation.conversation import session_id_for
from lambdas.domain.kernel.timers import (
    deadline_timer,
    ended_timer,
    moved_timer,
    nudge_timer,
    prep_timer,
    reminder_timer,
)
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.errors import NotFound
from lambdas.meeting_erasure.held import HeldOfMeetings
from lambdas.store.material_texts import MaterialTexts

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Erasures:
    """All that is held is looked for anew each time and deleted piece by piece: interrupted, it is done again."""

    held: HeldOfMeetings
    material_texts: MaterialTexts
    schedules: Schedules

    def erase(self, user_id: str, meeting_id: str, now: datetime) -> int:
        """Returns how many things went. Nothing does of a meeting that is not to be forgotten, or no longer is."""
        try:
            rows = self.held.rows(user_id, meeting_id)
        except NotFound:
            return 0
        number = sum(self._erase(row, now) for row in rows if row.preparation.erased)
        log.info("meeting %s was forgotten: %s things", meeting_id, number)
        return number

    def _erase(self, row: TrackedMeeting, now: datetime) -> int:
        self._cancel_timers(row)
        number = 0
        for trace in self.held.traces(row, now):
            trace.delete()
            number += trace.number
        self.material_texts.delete(row.meeting.user_id, row.meeting.meeting_id)
        return number

    def _cancel_timers(self, row: TrackedMeeting) -> None:
        meeting_id = row.meeting.meeting_id
        for timer in (prep_timer, reminder_timer, moved_timer, ended_timer):
            self.schedules.cancel(timer(meeting_id))
        for run in range(1, row.preparation.run + 1):
            self.schedules.cancel(nudge_timer(session_id_for(meeting_id, run)))
            self.schedules.cancel(deadline_timer(session_id_for(meeting_id, run)))
