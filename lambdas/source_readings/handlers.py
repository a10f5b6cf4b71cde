"""The entries of sources; the table in stacks/functions.py says what runs each."""

import json
from typing import Any

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.aws.batches import partial_batch

MILLISECONDS_TO_FINISH = 35_000
"""Left over before another page is asked for: a service is waited for twenty seconds, and a turn for as many more."""


def sweep_sources(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Every minute."""
    if not wiring.users().switches().sources:
        return {"switched_off": True}
    from lambdas.source_readings.wiring import source_sweep

    return {"asked": source_sweep().request_due(wiring.now())}


def read_source(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """SQS: one source each. What is not read to its end goes on with the next sweep."""
    from lambdas.source_readings.wiring import source_readings

    readings = source_readings()

    def may_continue() -> bool:
        return bool(context.get_remaining_time_in_millis() > MILLISECONDS_TO_FINISH)

    def handle(body: str) -> None:
        asked = json.loads(body)
        readings.read(str(asked["owner"]), str(asked["source_id"]), may_continue)

    try:
        return partial_batch(event, handle, wiring.queue("source_reads"))
    finally:
        metrics.flush()
