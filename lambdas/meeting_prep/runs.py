"""Drives a run of a preparation by an execution, or halts everything that belongs to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.scheduler import Schedules
from lambdas.aws.step_functions import Workflows
from lambdas.domain.conversation.conversation import ConversationStatus
from lambdas.domain.kernel.timers import deadline_timer, nudge_timer, reminder_timer
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.executions import WorkflowStatus
from lambdas.domain.preparation.lifecycle import attempt_of, execution_name
from lambdas.store.conversations import Conversations
from lambdas.store.preparations import Preparations

MAX_UNRECORDED = 20
"""Executions of one run that can have been started and not recorded; hardly ever more than one."""


@dataclass(frozen=True, slots=True)
class Runs:
    preparations: Preparations
    conversations: Conversations
    workflows: Workflows
    schedules: Schedules

    def drive(self, tracked: TrackedMeeting, attempt: int = 1) -> None:
        """Starts the execution of the current run; doing it again changes nothing.

        Raises Conflict when the run is over; the execution then finds that out by itself.
        """
        preparation = tracked.preparation
        name = execution_name(tracked.meeting.meeting_id, preparation, attempt)
        arn = self.workflows.start(
            name,
            {
                "meeting_id": tracked.meeting.meeting_id,
                "user_id": tracked.meeting.user_id,
                "run": preparation.run,
                "timing_version": preparation.timing_version,
                "request_id": preparation.request_id,
            },
        )
        self.preparations.record_execution(tracked.meeting.meeting_id, preparation.run, arn)

    def drive_again(self, tracked: TrackedMeeting) -> None:
        """The next execution of the same run, which goes on where the last one ended."""
        self._stop(self._arn(tracked))
        unrecorded = list(self._unrecorded(tracked))
        alive = (attempt for attempt, status in unrecorded if status is WorkflowStatus.RUNNING)
        self.drive(tracked, next(alive, self._first_unrecorded(tracked) + len(unrecorded)))

    def execution_status(self, tracked: TrackedMeeting) -> WorkflowStatus:
        return self.workflows.status(self._arn(tracked))

    def halt(self, tracked: TrackedMeeting, closing: ConversationStatus, now: datetime) -> None:
        """Ends execution, conversation and timers of the current run; answers given so far stay in the session.

        The sweeper looks next: should this die half-way, nothing else would before the conversation's deadline.
        """
        self.preparations.look_again(tracked.meeting.meeting_id, now)
        session_id = tracked.preparation.session_id
        self._stop(self._arn(tracked))
        first = self._first_unrecorded(tracked)
        for attempt in range(first, first + MAX_UNRECORDED):
            if not self._stop(self._arn_of(tracked, attempt)):
                break
        self.conversations.close(session_id, closing, now)
        for timer in (nudge_timer(session_id), deadline_timer(session_id), reminder_timer(tracked.meeting.meeting_id)):
            self.schedules.cancel(timer)

    def _stop(self, arn: str) -> bool:
        return self.workflows.stop(arn, "the preparation ended or starts again")

    def _arn(self, tracked: TrackedMeeting) -> str:
        """Also of one that was started but not recorded, because the starter died between the two."""
        return tracked.preparation.execution_arn or self._arn_of(tracked, 1)

    def _arn_of(self, tracked: TrackedMeeting, attempt: int) -> str:
        return self.workflows.arn_of(execution_name(tracked.meeting.meeting_id, tracked.preparation, attempt))

    def _unrecorded(self, tracked: TrackedMeeting) -> Iterator[tuple[int, WorkflowStatus]]:
        """Executions after the recorded one: whoever started them died before recording them. Mostly none.

        Their names are used up: one that is over, recorded as what drives the run, would drive nothing.
        """
        first = self._first_unrecorded(tracked)
        for attempt in range(first, first + MAX_UNRECORDED):
            status = self.workflows.status(self._arn_of(tracked, attempt))
            if status is WorkflowStatus.GONE:
                return
            yield attempt, status

    def _first_unrecorded(self, tracked: TrackedMeeting) -> int:
        return attempt_of(tracked.preparation.execution_arn) + 1
