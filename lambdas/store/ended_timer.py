"""The timer that rings when a prepared meeting is over; it moves with the meeting and is withdrawn with it."""

from dataclasses import dataclass
from datetime import timedelta

from lambdas.aws.scheduler import Schedules
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.timers import ended_timer
from lambdas.domain.meetings.meeting import Meeting

AFTER_END = timedelta(minutes=5)
"""People are still saying goodbye."""


class EndedMeeting(Model):
    """The message the timer leaves in the queue."""

    user_id: str
    meeting_id: str


@dataclass(frozen=True, slots=True)
class EndedTimer:
    """``queue_arn`` is the queue it rings in."""

    schedules: Schedules
    queue_arn: str

    def set(self, meeting: Meeting) -> None:
        body = EndedMeeting(user_id=meeting.user_id, meeting_id=meeting.meeting_id).model_dump()
        self.schedules.send_at(ended_timer(meeting.meeting_id), meeting.end + AFTER_END, self.queue_arn, body)

    def cancel(self, meeting_id: str) -> None:
        self.schedules.cancel(ended_timer(meeting_id))
