"""The function that deletes what is held of a meeting."""

from typing import Any

from lambdas import wiring
from lambdas.aws.batches import event_in, partial_batch
from lambdas.domain.kernel.events import MeetingForgotten
from lambdas.meeting_erasure.wiring import erasures


def erase_meeting(event: dict[str, Any], _context: object) -> dict[str, Any]:
    service = erasures()

    def handle(body: str) -> None:
        forgotten = event_in(body, MeetingForgotten)
        service.erase(forgotten.user_id, forgotten.meeting_id, wiring.now())

    return partial_batch(event, handle, wiring.queue("erasures"))
