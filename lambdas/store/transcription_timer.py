"""The timer that looks after a recording: events of Amazon Transcribe are sent as best they can be, and may be lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws.scheduler import Schedules
from lambdas.domain.kernel.timers import transcription_timer
from lambdas.domain.meeting_notes.voice import RecordingName

LOOKS_AFTER = timedelta(minutes=30)
"""Ten minutes of sound take a few to be written down."""


@dataclass(frozen=True, slots=True)
class TranscriptionTimer:
    """``queue_arn`` is the queue that events of ended jobs come to as well."""

    schedules: Schedules
    queue_arn: str

    def set(self, name: RecordingName, now: datetime) -> None:
        timer = transcription_timer(name.meeting_id, name.recording_id)
        self.schedules.send_at(timer, now + LOOKS_AFTER, self.queue_arn, name.model_dump())
