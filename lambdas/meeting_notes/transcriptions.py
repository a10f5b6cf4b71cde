"""Has recordings written down: begins it, and takes the words in once they are there."""

import logging
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.queue import Queue
from lambdas.domain.meeting_notes.texts import NoteSource, SpokenLine
from lambdas.domain.meeting_notes.transcription_output import NO_TRANSCRIBER
from lambdas.domain.meeting_notes.voice import RecordingName, VoiceRecording, VoiceState
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.errors import NotFound, Refused
from lambdas.meeting_notes.add import NoteTexts
from lambdas.meeting_notes.messages import unheard_message, written_down_message
from lambdas.meeting_notes.review import NotesReviews
from lambdas.notifications.notifier import Notifier
from lambdas.store.documents import Documents
from lambdas.store.meetings import Meetings
from lambdas.store.transcription_timer import TranscriptionTimer
from lambdas.store.users import Users
from lambdas.store.voice_recordings import VoiceRecordings
from lambdas.transcription.base import JobState, Transcriber

NAME = "Recording"
NOT_UNDERSTOOD = "It could not be written down."
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TranscriptionStart:
    """``done`` takes the names of those whose words are there or never come; some stages have no ``transcriber``."""

    recordings: VoiceRecordings
    transcriber: Transcriber | None
    done: Queue
    timer: TranscriptionTimer

    def begin(self, name: RecordingName, now: datetime) -> None:
        """Beginning it again does no harm. Raises Retryable."""
        recording = self.recordings.find(name)
        if recording is None:
            return
        if self._is_over(recording):
            self.done.send([name.model_dump()])
        else:
            self.timer.set(name, now)

    def _is_over(self, recording: VoiceRecording) -> bool:
        if self.transcriber is None or recording.state is not VoiceState.WAITING:
            return True
        try:
            return self.transcriber.begin(recording)
        except (NotFound, Refused, ValueError, OSError, RuntimeError) as error:  # a sound no decoder reads, no model
            log.warning("a recording could not be written down: %s", type(error).__name__)
            return True


@dataclass(frozen=True, slots=True)
class Transcriptions:
    """The words become a text of notes; then sound and words of the transcriber are deleted."""

    recordings: VoiceRecordings
    documents: Documents
    meetings: Meetings
    users: Users
    texts: NoteTexts
    reviews: NotesReviews
    notifier: Notifier
    transcriber: Transcriber | None

    def take(self, name: RecordingName, now: datetime) -> None:
        """Taking them again does no harm: each step is done once, and the deleting comes last. Raises Retryable."""
        recording = self.recordings.find(name)
        if recording is None:  # forgotten meanwhile, and so is what came of it
            self.documents.delete(name.output_key)
            return
        if recording.state is VoiceState.WAITING and not self._settle(recording, now):
            return
        self.documents.delete(recording.audio_key)
        self.documents.delete(recording.output_key)

    def _settle(self, recording: VoiceRecording, now: datetime) -> bool:
        """False while the transcriber is at it still, whatever an event said."""
        state = self.transcriber.state_of(recording) if self.transcriber else JobState.FAILED
        if state is JobState.RUNNING:
            return False
        try:
            tracked = self.meetings.get(recording.user_id, recording.meeting_id)
        except NotFound:
            self.recordings.settle(recording.settled(VoiceState.FAILED))
            return True
        self.recordings.settle(recording.settled(self._outcome(recording, state, tracked, now)))
        return True

    def _outcome(
        self, recording: VoiceRecording, state: JobState, tracked: TrackedMeeting, now: datetime
    ) -> VoiceState:
        user = self.users.get(recording.user_id)
        try:
            lines = self._lines(recording, state)
            self.texts.add_lines(user.user_id, recording.meeting_id, NAME, lines, NoteSource.VOICE, now)
        except (Refused, ValueError) as error:
            self.notifier.tell(user, unheard_message(tracked, recording, str(error), now), now)
            return VoiceState.FAILED
        waiting = len(self.reviews.sheet(user.user_id, recording.meeting_id).open)
        self.notifier.tell(user, written_down_message(tracked, recording, waiting, now), now)
        return VoiceState.WRITTEN

    def _lines(self, recording: VoiceRecording, state: JobState) -> tuple[SpokenLine, ...]:
        if self.transcriber is None:
            raise ValueError(NO_TRANSCRIBER)
        if state is JobState.FAILED:
            raise ValueError(NOT_UNDERSTOOD)
        return self.transcriber.lines_of(recording)
