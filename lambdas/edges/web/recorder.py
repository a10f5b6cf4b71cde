"""The recorder of a meeting's page: whether there is one, and which recordings are being written down."""

from datetime import datetime

from lambdas import wiring
from lambdas.domain.kernel.local_time import clock_time
from lambdas.domain.kernel.model import Model
from lambdas.domain.meeting_notes.voice import MAX_SOUND
from lambdas.domain.meetings.meeting import Meeting

MAX_SECONDS = 600


class Recorder(Model):
    """``can_record``: somebody writes down what is recorded. ``waiting`` are the times of recordings on their way."""

    can_record: bool
    waiting: tuple[str, ...] = ()
    max_seconds: int = MAX_SECONDS
    max_bytes: int = MAX_SOUND


def recorder_of(meeting: Meeting, timezone: str, now: datetime) -> Recorder | None:
    """None before the meeting begins."""
    if meeting.start > now:
        return None
    if not wiring.is_voice_transcribed():
        return Recorder(can_record=False)
    there = wiring.voice_recordings().of_meeting(meeting.user_id, meeting.meeting_id)
    waiting = (clock_time(one.added_at, timezone) for one in there if one.is_waited_for(now))
    return Recorder(can_record=True, waiting=tuple(waiting))
