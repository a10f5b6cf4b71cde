"""What is asked of Amazon Transcribe, held against botocore's own model of it, and what is made of its answers."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas.domain.meeting_notes.voice import AudioFormat, VoiceRecording
from lambdas.errors import Retryable
from lambdas.transcription.amazon import AmazonTranscriber
from lambdas.transcription.base import JobState
from tests.fakes.documents import FakeDocuments
from tests.fakes.samples import NOW
from tests.fakes.transcribe import FakeTranscribe

KEY_ARN = "arn:aws:kms:eu-central-1:1:key/k"
RECORDING = VoiceRecording(
    meeting_id="m1",
    recording_id="a" * 20,
    user_id="olga@example.com",
    format=AudioFormat.WEBM,
    speakers=3,
    added_at=NOW,
)


class Stage:
    def __init__(self) -> None:
        documents: Any = FakeDocuments()
        self.client = FakeTranscribe(documents)
        self.transcriber = AmazonTranscriber(self.client, documents, "amo-documents-1", KEY_ARN, "amo.voice.")


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_job_is_asked_for_as_aws_takes_it_and_writes_into_our_bucket_with_our_key(stage: Stage) -> None:
    assert stage.transcriber.begin(RECORDING) is False
    ((name, job),) = stage.client.jobs.items()
    assert name == f"amo.voice.m1.{'a' * 20}"
    assert job["Media"] == {"MediaFileUri": f"s3://amo-documents-1/{RECORDING.audio_key}"}
    assert (job["MediaFormat"], job["IdentifyLanguage"]) == ("webm", True)
    assert job["Settings"] == {"ShowSpeakerLabels": True, "MaxSpeakerLabels": 3}
    assert (job["OutputBucketName"], job["OutputEncryptionKMSKeyId"]) == ("amo-documents-1", KEY_ARN)
    assert "@" not in job["OutputKey"], "which Transcribe refuses there"


def test_to_begin_again_begins_nothing_and_finds_what_is_done(stage: Stage) -> None:
    stage.transcriber.begin(RECORDING)
    assert stage.transcriber.begin(RECORDING) is False
    assert len(stage.client.jobs) == 1
    stage.client.finish(("spk_0", "Hello."))
    assert stage.transcriber.begin(RECORDING) is True, "the event of it may be lost"


def test_what_became_of_a_job_is_asked_of_transcribe_itself(stage: Stage) -> None:
    stage.transcriber.begin(RECORDING)
    assert stage.transcriber.state_of(RECORDING) is JobState.RUNNING
    stage.client.finish(("spk_0", "Hello."))
    assert stage.transcriber.state_of(RECORDING) is JobState.DONE
    assert [line.text for line in stage.transcriber.lines_of(RECORDING)] == ["Hello."]
    stage.client.fail()
    assert stage.transcriber.state_of(RECORDING) is JobState.FAILED


def test_transcribe_too_busy_is_asked_again_later(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(**_: object) -> None:
        answer: Any = {"Error": {"Code": "LimitExceededException", "Message": "Too many jobs"}}
        raise ClientError(answer, "StartTranscriptionJob")

    monkeypatch.setattr(stage.client, "start_transcription_job", busy)
    with pytest.raises(Retryable):
        stage.transcriber.begin(RECORDING)
