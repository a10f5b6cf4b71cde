"""Amazon Transcribe in memory: takes what botocore's own model of it takes, and writes down what a test says."""

import json
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError
from botocore.session import get_session
from botocore.validate import validate_parameters

from tests.fakes.documents import FakeDocuments

SERVICE = get_session().get_service_model("transcribe")


class FakeTranscribe:
    """``jobs`` are the requests by name; a job runs until the test says what became of it."""

    class exceptions:  # noqa: N801 - as botocore calls it
        class ConflictException(ClientError):
            pass

    def __init__(self, documents: FakeDocuments) -> None:
        self._documents = documents
        self.jobs: dict[str, dict[str, Any]] = {}
        self.states: dict[str, str] = {}

    def start_transcription_job(self, **request: Any) -> dict[str, Any]:
        _validate("StartTranscriptionJob", request)
        name = request["TranscriptionJobName"]
        if name in self.jobs:
            answer: Any = {"Error": {"Code": "ConflictException", "Message": "The requested job name already exists."}}
            raise self.exceptions.ConflictException(answer, "StartTranscriptionJob")
        self.jobs[name], self.states[name] = request, "IN_PROGRESS"
        return self.get_transcription_job(TranscriptionJobName=name)

    def get_transcription_job(self, **request: Any) -> dict[str, Any]:
        _validate("GetTranscriptionJob", request)
        name = request["TranscriptionJobName"]
        return {"TranscriptionJob": {"TranscriptionJobName": name, "TranscriptionJobStatus": self.states[name]}}

    def finish(self, *words: tuple[str, str]) -> str:
        """The one job is done: a voice's label and what it says. Returns the job's name."""
        ((name, job),) = self.jobs.items()
        self._documents.put(job["OutputKey"], output(words), "application/json")
        self.states[name] = "COMPLETED"
        return name

    def fail(self) -> str:
        ((name, _),) = self.jobs.items()
        self.states[name] = "FAILED"
        return name


def output(said: Sequence[tuple[str, str]]) -> bytes:
    """In the documented form: every word an item, every mark another."""
    items = [item for label, text in said for word in text.split() for item in _items(label, word)]
    words = " ".join(text for _, text in said)
    return json.dumps({"jobName": "j", "results": {"transcripts": [{"transcript": words}], "items": items}}).encode()


def _items(label: str, word: str) -> list[dict[str, Any]]:
    bare = word.rstrip(".?!,")
    voice = {"speaker_label": label} if label else {}
    spoken = {"type": "pronunciation", "start_time": "1.0", "alternatives": [{"confidence": "1.0", "content": bare}]}
    marks = [
        {"type": "punctuation", **voice, "alternatives": [{"confidence": "0.0", "content": mark}]}
        for mark in word[len(bare) :]
    ]
    return [{**spoken, **voice}, *marks]


def _validate(operation: str, request: dict[str, Any]) -> None:
    shape = SERVICE.operation_model(operation).input_shape
    assert shape is not None
    validate_parameters(request, shape)
