"""Whisper on this very machine, by the package faster-whisper, where somebody installed it: voices are not told apart.

Nothing is fetched: the model has to lie where faster-whisper keeps those it has downloaded.
"""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO

from lambdas.domain.meeting_notes.texts import NoteText, SpokenLine
from lambdas.domain.meeting_notes.transcription_output import NOTHING_HEARD, spoken_lines
from lambdas.domain.meeting_notes.voice import VoiceRecording
from lambdas.errors import NotFound
from lambdas.store.documents import Documents
from lambdas.transcription.base import JobState

NAME = "whisper"
"""Stands in the environment of a stage that has it."""
PACKAGE = "faster_whisper"
MODEL = "small"


def is_installed() -> bool:
    return find_spec(PACKAGE) is not None


@dataclass(frozen=True, slots=True)
class WhisperTranscriber:
    documents: Documents

    def begin(self, recording: VoiceRecording) -> bool:
        """Takes as long as a part of the recording. What cannot be heard is stored as no lines."""
        sound = self.documents.get(recording.audio_key)
        heard = NoteText(lines=spoken_lines([("", text) for text in _heard(sound)]))
        self.documents.put(recording.output_key, heard.model_dump_json().encode(), "application/json")
        return True

    def state_of(self, recording: VoiceRecording) -> JobState:
        return JobState.DONE if self.documents.exists(recording.output_key) else JobState.FAILED

    def lines_of(self, recording: VoiceRecording) -> tuple[SpokenLine, ...]:
        try:
            lines = NoteText.model_validate_json(self.documents.get(recording.output_key)).lines
        except NotFound as error:
            raise ValueError(NOTHING_HEARD) from error
        if not lines:
            raise ValueError(NOTHING_HEARD)
        return lines


def _heard(sound: bytes) -> list[str]:
    model = import_module(PACKAGE).WhisperModel(MODEL, device="cpu", compute_type="int8", local_files_only=True)
    segments, _ = model.transcribe(BytesIO(sound))
    return [text for segment in segments if (text := segment.text.strip())]
