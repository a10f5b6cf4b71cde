"""The functions that run when a meeting is over, once there is a recording of it, and once there are notes."""

import json
from typing import Any

from lambdas import wiring
from lambdas.aws.batches import partial_batch
from lambdas.domain.meeting_notes.note_readings import ReadingOrder
from lambdas.domain.meeting_notes.voice import RecordingName, recording_of_job
from lambdas.meeting_notes.wiring import (
    ended_meetings,
    notes_reader,
    summary_writer,
    transcription_start,
    transcriptions,
)
from lambdas.store.ended_timer import EndedMeeting


def ask_how_it_went(event: dict[str, Any], _context: object) -> dict[str, Any]:
    service = ended_meetings()
    return partial_batch(
        event,
        lambda body: service.fire(EndedMeeting.model_validate_json(body), wiring.now()),
        wiring.queue("ended_meetings"),
    )


def transcribe_recording(event: dict[str, Any], _context: object) -> dict[str, Any]:
    service = transcription_start()
    return partial_batch(
        event,
        lambda body: service.begin(RecordingName.model_validate_json(body), wiring.now()),
        wiring.queue("recordings"),
    )


def take_transcript(event: dict[str, Any], _context: object) -> dict[str, Any]:
    service = transcriptions()

    def take(body: str) -> None:
        if name := _named(body):
            service.take(name, wiring.now())

    return partial_batch(event, take, wiring.queue("transcripts"))


def read_notes(event: dict[str, Any], _context: object) -> dict[str, Any]:
    def read(body: str) -> None:
        order = ReadingOrder.model_validate_json(body)
        if order.is_for_summary:
            summary_writer().write(order)
        else:
            notes_reader().read(order)

    return partial_batch(event, read, wiring.queue("note_readings"))


def _named(body: str) -> RecordingName | None:
    """Names the recording of a message of our own, or of a job whose state EventBridge tells; None for others' jobs."""
    content = json.loads(body)
    if "detail" not in content:
        return RecordingName.model_validate(content)
    return recording_of_job(wiring.settings().transcription_jobs, content["detail"]["TranscriptionJobName"])
