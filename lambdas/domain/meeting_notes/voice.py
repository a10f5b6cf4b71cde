"""Recordings of what was said: the kinds there are, and what becomes of one. The sound itself is never kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from lambdas.domain.kernel.model import Instant, Model

MAX_SOUND = 3_600_000
"""Bytes: with its form it fits what a page takes, 4 MB; ten minutes at 24 kbit/s are half of it."""
MAX_WAITING = 3
"""Of one meeting, at once."""
WAITED_FOR = timedelta(hours=2)
"""A recording that was not written down by then no longer holds up the next."""
MIN_SPEAKERS, MAX_SPEAKERS = 2, 10


class AudioFormat(StrEnum):
    """By the names Amazon Transcribe has for them; ``mp4`` is also what phones call m4a."""

    WEBM = "webm"
    OGG = "ogg"
    MP4 = "mp4"
    MP3 = "mp3"
    WAV = "wav"


class VoiceState(StrEnum):
    WAITING = "waiting"
    WRITTEN = "written"
    FAILED = "failed"


def output_folder(meeting_id: str) -> str:
    """Returns where the words of a meeting's recordings lie for a moment, in the bucket of documents."""
    return f"transcriptions/{meeting_id}/"


class RecordingName(Model):
    """Names one recording, in a queue."""

    meeting_id: str
    recording_id: str

    @property
    def output_key(self) -> str:
        """Without the owner's id: it may hold an "@", which Transcribe's output keys do not take."""
        return f"{output_folder(self.meeting_id)}{self.recording_id}.json"


class VoiceRecording(Model):
    """``recording_id`` is a digest of the sound: the same recording of a meeting is one."""

    meeting_id: str
    recording_id: str
    user_id: str
    format: AudioFormat
    speakers: int
    state: VoiceState = VoiceState.WAITING
    added_at: Instant

    @property
    def name(self) -> RecordingName:
        return RecordingName(meeting_id=self.meeting_id, recording_id=self.recording_id)

    @property
    def audio_key(self) -> str:
        return f"{self.user_id}/{self.meeting_id}/voice/{self.recording_id}.{self.format}"

    @property
    def output_key(self) -> str:
        return self.name.output_key

    def is_waited_for(self, now: datetime) -> bool:
        return self.state is VoiceState.WAITING and now - self.added_at < WAITED_FOR

    def settled(self, state: VoiceState) -> "VoiceRecording":
        return self.model_copy(update={"state": state})


_MP3_FRAMES = frozenset(bytes([second]) for second in (0xFA, 0xFB, 0xF2, 0xF3, 0xE2, 0xE3))
"""Layer III of MPEG 1, 2 and 2.5, with and without a checksum."""
_STARTS: tuple[tuple[AudioFormat, Callable[[bytes], bool]], ...] = (
    (AudioFormat.WEBM, lambda start: start.startswith(b"\x1a\x45\xdf\xa3")),
    (AudioFormat.OGG, lambda start: start.startswith(b"OggS")),
    (AudioFormat.MP4, lambda start: start[4:8] == b"ftyp"),
    (AudioFormat.WAV, lambda start: start[:4] == b"RIFF" and start[8:12] == b"WAVE"),
    (AudioFormat.MP3, lambda start: start[:3] == b"ID3" or (start[:1] == b"\xff" and start[1:2] in _MP3_FRAMES)),
)


def audio_format(sound: bytes) -> AudioFormat | None:
    """By its first bytes, whatever it is called; None for what is no sound AMO knows."""
    return next((kind for kind, is_it in _STARTS if is_it(sound[:12])), None)


def speakers_of(people: int) -> int:
    """Returns how many voices to tell apart: as many as were invited, within what can be asked for."""
    return max(MIN_SPEAKERS, min(MAX_SPEAKERS, people))


def job_name(prefix: str, recording: VoiceRecording) -> str:
    """``prefix`` is the stage's own. The same recording has the same job: to start it twice is to start it once."""
    return f"{prefix}{recording.meeting_id}.{recording.recording_id}"


def recording_of_job(prefix: str, name: str) -> RecordingName | None:
    """None for a job that is not this stage's."""
    meeting_id, dot, recording_id = name.removeprefix(prefix).partition(".")
    if not name.startswith(prefix) or not (meeting_id and dot and recording_id):
        return None
    return RecordingName(meeting_id=meeting_id, recording_id=recording_id)
