"""The user asks for a preparation now, says that an occurrence needs none, or that it does after all."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.bus import Bus
from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.meetings.tracked_meeting import RUNNING, PrepStatus, TrackedMeeting
from lambdas.domain.preparation.due_times import attention_after_trigger
from lambdas.domain.preparation.lifecycle import has_begun, reconsidered, scheduled_request, start_blocking_reason
from lambdas.errors import Conflict, Refused
from lambdas.meeting_prep.runs import Runs
from lambdas.store.meetings import Meetings
from lambdas.store.users import Users

ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class PrepRequests:
    meetings: Meetings
    runs: Runs
    users: Users
    bus: Bus

    def request(self, user_id: str, meeting_id: str, request_id: str, now: datetime) -> None:
        """Asks for a preparation now.

        Raises NotFound, Refused with the reason why there is none, Conflict while one is running.
        """
        tracked = self.meetings.get(user_id, meeting_id)
        if reason := start_blocking_reason(tracked, tracked.timing_version, now):
            raise Refused(reason)
        if tracked.preparation.status in RUNNING:
            raise Conflict("This meeting is being prepared already; answer its questions.")
        if not self.users.switches().workflow:
            raise Refused("Preparations are switched off for this stage; what is due begins when they are on again.")
        asked = {"prep_trigger_time": now, "request_id": request_id}
        self.bus.publish([scheduled_request(tracked).model_copy(update=asked)])

    def decline(self, user_id: str, meeting_id: str, now: datetime) -> None:
        """Ends what is under way for this occurrence, without a message: the user knows. Answers given so far are kept.

        It stays declined when the meeting moves. Recorded last of all, so that after a crash it is done again. Raises
        NotFound for somebody else's meeting, Refused where nothing is left to decline, Conflict when it keeps changing.
        """
        for _ in range(ATTEMPTS):
            tracked = self.meetings.get(user_id, meeting_id)
            if tracked.preparation.declined_at:
                return
            if reason := _too_late(tracked, now):
                raise Refused(reason)
            try:
                _end(self.runs, tracked, now)
            except Conflict:
                continue
            return
        raise Conflict("This preparation is changing at this moment: look at the meeting again.")

    def reconsider(self, user_id: str, meeting_id: str, request_id: str, now: datetime) -> None:
        """Prepares a declined occurrence after all: at its time, or at once when that has passed.

        Raises NotFound, Refused with the reason why it is not prepared, Conflict when somebody else was faster.
        """
        tracked = self.meetings.get(user_id, meeting_id)
        if reason := start_blocking_reason(tracked, tracked.timing_version, now):
            raise Refused(reason)
        trigger = tracked.plan.prep_trigger_time
        if trigger is None or tracked.preparation.declined_at is None:
            return
        is_due = trigger <= now or has_begun(tracked)
        awaited = reconsidered(tracked, request_id if is_due else "")
        attention_at = attention_after_trigger(max(trigger, now))
        self.runs.preparations.reconsider(meeting_id, tracked.preparation, awaited, attention_at)
        if is_due:
            request = scheduled_request(tracked.model_copy(update={"preparation": awaited}))
            self.bus.publish([request.model_copy(update={"prep_trigger_time": now})])


def _end(runs: Runs, tracked: TrackedMeeting, now: datetime) -> None:
    if tracked.preparation.status in RUNNING:
        runs.halt(tracked, ConversationStatus.WITHDRAWN, now)
    runs.preparations.decline(tracked.meeting.meeting_id, tracked.preparation, now)


def _too_late(tracked: TrackedMeeting, now: datetime) -> str:
    if tracked.preparation.status is PrepStatus.READY:
        return "The materials are ready already; there is nothing left to stop."
    return start_blocking_reason(tracked, tracked.timing_version, now)
