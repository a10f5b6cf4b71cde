"""An answer changed after the conversation: the same run writes its materials again, and nobody is asked anew."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.conversation.moves import MoveRefused, revised
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.preparation.lifecycle import start_blocking_reason
from lambdas.errors import Conflict, Refused
from lambdas.meeting_prep.runs import Runs
from lambdas.store.meetings import Meetings
from lambdas.store.users import Users

NOT_READY = "The materials are being written at this moment; change the answer once they are ready."


@dataclass(frozen=True, slots=True)
class AnswerRevisions:
    meetings: Meetings
    runs: Runs
    users: Users

    def revise(self, user_id: str, meeting_id: str, place: int, text: str, channel: str, now: datetime) -> None:
        """Stores the answer first: should this die half-way, the sweeper drives the run on from there.

        Raises NotFound, Refused with the reason why not, Conflict while materials are being written.
        """
        tracked = self.meetings.get(user_id, meeting_id)
        self._require_revisable(tracked, now)
        session = self.runs.conversations.get(user_id, tracked.preparation.session_id, now)
        try:
            changed = revised(session, place, text, channel, now)
        except MoveRefused as refusal:
            raise Refused(str(refusal)) from refusal
        if changed is session:
            return
        self.runs.conversations.save(changed)
        self.runs.preparations.reopen(meeting_id, tracked.preparation.run, tracked.timing_version, now)
        self.runs.drive_again(_reopened(tracked))

    def _require_revisable(self, tracked: TrackedMeeting, now: datetime) -> None:
        if reason := start_blocking_reason(tracked, tracked.timing_version, now):
            raise Refused(reason)
        if tracked.preparation.status is not PrepStatus.READY:
            raise Conflict(NOT_READY)
        if not self.users.switches().workflow:
            raise Refused("Preparations are paused at the moment; change the answer when they go on.")


def _reopened(tracked: TrackedMeeting) -> TrackedMeeting:
    changes = {"status": PrepStatus.GENERATING, "timing_version": tracked.timing_version}
    return tracked.model_copy(update={"preparation": tracked.preparation.model_copy(update=changes)})
