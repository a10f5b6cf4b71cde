"""The two queues of recordings: whose messages they take, and that one that fails comes again alone."""

from typing import Any

import pytest

from lambdas import wiring
from lambdas.domain.meeting_notes.voice import RecordingName
from lambdas.errors import Retryable
from lambdas.meeting_notes import handlers
from lambdas.settings import Settings
from tests.fakes.queues import FakeQueue, sqs_event

OURS = {"meeting_id": "m1", "recording_id": "r1"}


class Taken:
    """Stands for either service; what names ``busy`` fails."""

    def __init__(self) -> None:
        self.names: list[RecordingName] = []

    def take(self, name: RecordingName, _now: object) -> None:
        if name.recording_id == "busy":
            raise Retryable
        self.names.append(name)

    begin = take


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Taken:
    taken = Taken()
    monkeypatch.setattr(handlers, "transcriptions", lambda: taken)
    monkeypatch.setattr(handlers, "transcription_start", lambda: taken)
    monkeypatch.setattr(wiring, "queue", lambda _name: FakeQueue())
    monkeypatch.setattr(wiring, "settings", lambda: Settings({"AMO_TRANSCRIPTION_JOBS": "amo.voice."}))
    return taken


def state_change(job: str) -> dict[str, Any]:
    """As EventBridge wraps it."""
    return {
        "version": "0",
        "source": "aws.transcribe",
        "detail-type": "Transcribe Job State Change",
        "detail": {"TranscriptionJobName": job, "TranscriptionJobStatus": "COMPLETED"},
    }


def test_a_job_that_ended_and_a_message_of_our_own_name_the_same_recording(taken: Taken) -> None:
    answer = handlers.take_transcript(sqs_event(state_change("amo.voice.m1.r1"), OURS), None)
    assert answer == {"batchItemFailures": []}
    assert taken.names == [RecordingName(**OURS)] * 2


def test_a_job_of_somebody_else_is_nothing_to_us(taken: Taken) -> None:
    answer = handlers.take_transcript(sqs_event(state_change("their-podcast"), state_change("amo.voice.x")), None)
    assert (answer, taken.names) == ({"batchItemFailures": []}, [])


@pytest.mark.parametrize("handler", [handlers.take_transcript, handlers.transcribe_recording])
def test_one_that_fails_comes_again_and_the_others_are_done(taken: Taken, handler: Any) -> None:
    answer = handler(sqs_event({**OURS, "recording_id": "busy"}, OURS), None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert taken.names == [RecordingName(**OURS)]
