"""The function that rings when a meeting is over."""

from typing import Any

from lambdas import wiring
from lambdas.aws.batches import partial_batch
from lambdas.meeting_notes.wiring import ended_meetings
from lambdas.store.ended_timer import EndedMeeting


def ask_how_it_went(event: dict[str, Any], _context: object) -> dict[str, Any]:
    service = ended_meetings()
    return partial_batch(
        event,
        lambda body: service.fire(EndedMeeting.model_validate_json(body), wiring.now()),
        wiring.queue("ended_meetings"),
    )
