"""The function that answers questions about meetings."""

from typing import Any

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.aws.batches import partial_batch
from lambdas.coordinator.coordinate import AskedQuestion
from lambdas.coordinator.wiring import meeting_coordinator


def coordinate(event: dict[str, Any], _context: object) -> dict[str, Any]:
    service = meeting_coordinator()

    def handle(body: str) -> None:
        service.answer(AskedQuestion.model_validate_json(body), wiring.now())
        metrics.flush()

    return partial_batch(event, handle, wiring.queue("questions_asked"))
