"""The port to whoever writes down what was said in a recording."""

from enum import Enum, auto
from typing import Protocol

from lambdas.domain.meeting_notes.texts import SpokenLine
from lambdas.domain.meeting_notes.voice import VoiceRecording


class JobState(Enum):
    RUNNING = auto()
    DONE = auto()
    FAILED = auto()


class Transcriber(Protocol):
    """The sound and the words lie in the bucket of documents, under the recording's own keys."""

    def begin(self, recording: VoiceRecording) -> bool:
        """Says whether the words are there already; else they come later, and an event tells. Twice is once.

        Raises Retryable.
        """
        ...

    def state_of(self, recording: VoiceRecording) -> JobState:
        """Asked of the transcriber itself: an event alone proves nothing. Raises Retryable."""
        ...

    def lines_of(self, recording: VoiceRecording) -> tuple[SpokenLine, ...]:
        """Raises ValueError, with a sentence for whoever spoke, where there are none; Retryable."""
        ...
