"""Takes in what somebody recorded of a meeting, to be written down (POST-1). The sound goes as soon as it is."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.queue import Queue
from lambdas.domain.meeting_notes.transcription_output import NO_TRANSCRIBER
from lambdas.domain.meeting_notes.voice import (
    MAX_SOUND,
    MAX_WAITING,
    VoiceRecording,
    VoiceState,
    audio_format,
    speakers_of,
)
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import Refused
from lambdas.store.documents import Documents
from lambdas.store.meetings import Meetings
from lambdas.store.voice_recordings import VoiceRecordings

NO_SOUND = "This is no recording AMO can read: record here, or choose a .webm, .ogg, .m4a, .mp3 or .wav file."
TOO_LONG = f"This recording is larger than {MAX_SOUND / 1e6:.1f} MB: record ten minutes at most at a time."
TOO_EARLY = "This meeting has not begun: there is nothing to record yet."
ENOUGH_WAIT = f"{MAX_WAITING} recordings of this meeting are being written down: wait for one of them, or type."
FAILED_BEFORE = "This recording could not be written down: record it again, or type what was said."


@dataclass(frozen=True, slots=True)
class Recordings:
    """``is_transcribed``: this stage has somebody who writes down what is in ``queue``."""

    meetings: Meetings
    recordings: VoiceRecordings
    documents: Documents
    queue: Queue
    is_transcribed: bool

    def add(self, user_id: str, meeting_id: str, sound: bytes, now: datetime) -> VoiceRecording:
        """The row, then the sound, then the word of it: whatever dies between, the same recording again completes it.

        Raises NotFound for somebody else's meeting, Refused for what cannot be written down, Retryable.
        """
        if not self.is_transcribed:
            raise Refused(NO_TRANSCRIBER)
        meeting = self.meetings.get(user_id, meeting_id).meeting
        if meeting.start > now:
            raise Refused(TOO_EARLY)
        recording = self._stored(_recorded(meeting, sound, now), now)
        if recording.state is VoiceState.WAITING:
            self.documents.put(recording.audio_key, sound, f"audio/{recording.format}")
            self.queue.send([recording.name.model_dump()])
        return recording

    def _stored(self, recording: VoiceRecording, now: datetime) -> VoiceRecording:
        there = self.recordings.of_meeting(recording.user_id, recording.meeting_id)
        known = next((one for one in there if one.recording_id == recording.recording_id), None)
        if known is None:
            _require_room(there, now)
            self.recordings.add(recording)
        elif known.state is VoiceState.FAILED:
            raise Refused(FAILED_BEFORE)
        return known or recording


def _recorded(meeting: Meeting, sound: bytes, now: datetime) -> VoiceRecording:
    if len(sound) > MAX_SOUND:
        raise Refused(TOO_LONG)
    kind = audio_format(sound)
    if kind is None:
        raise Refused(NO_SOUND)
    return VoiceRecording(
        meeting_id=meeting.meeting_id,
        recording_id=hashlib.sha256(sound).hexdigest()[:20],
        user_id=meeting.user_id,
        format=kind,
        speakers=speakers_of(len(meeting.people)),
        added_at=now.replace(microsecond=0),
    )


def _require_room(there: Iterable[VoiceRecording], now: datetime) -> None:
    if len([one for one in there if one.is_waited_for(now)]) >= MAX_WAITING:
        raise Refused(ENOUGH_WAIT)
