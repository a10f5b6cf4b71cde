"""Amazon Transcribe: a job for each recording, which tells voices apart and finds the language by itself."""

from dataclasses import dataclass
from typing import Any

from lambdas.aws.errors import translated
from lambdas.domain.meeting_notes.texts import SpokenLine
from lambdas.domain.meeting_notes.transcription_output import lines_of_output
from lambdas.domain.meeting_notes.voice import VoiceRecording, job_name
from lambdas.errors import NotFound
from lambdas.store.documents import Documents
from lambdas.transcription.base import JobState

STATES = {"COMPLETED": JobState.DONE, "FAILED": JobState.FAILED}
GONE = "The words of this recording are no longer there."


@dataclass(frozen=True, slots=True)
class AmazonTranscriber:
    """``bucket`` is where sound and words lie, ``key_arn`` encrypts the words, ``jobs`` begins the jobs' names."""

    client: Any
    documents: Documents
    bucket: str
    key_arn: str
    jobs: str

    def begin(self, recording: VoiceRecording) -> bool:
        """The job of a recording has its name: starting it again is refused, which is as good as done."""
        with translated("having a recording written down"):
            try:
                self.client.start_transcription_job(
                    TranscriptionJobName=job_name(self.jobs, recording),
                    Media={"MediaFileUri": f"s3://{self.bucket}/{recording.audio_key}"},
                    MediaFormat=recording.format.value,
                    IdentifyLanguage=True,
                    Settings={"ShowSpeakerLabels": True, "MaxSpeakerLabels": recording.speakers},
                    OutputBucketName=self.bucket,
                    OutputKey=recording.output_key,
                    OutputEncryptionKMSKeyId=self.key_arn,
                )
            except self.client.exceptions.ConflictException:
                return self.state_of(recording) is not JobState.RUNNING
        return False

    def state_of(self, recording: VoiceRecording) -> JobState:
        with translated("asking after a recording"):
            job = self.client.get_transcription_job(TranscriptionJobName=job_name(self.jobs, recording))
        return STATES.get(job["TranscriptionJob"]["TranscriptionJobStatus"], JobState.RUNNING)

    def lines_of(self, recording: VoiceRecording) -> tuple[SpokenLine, ...]:
        try:
            return lines_of_output(self.documents.get(recording.output_key))
        except NotFound as error:
            raise ValueError(GONE) from error
