"""The functions that write materials, bring them to the user, and remind of the meeting.

Only StoreMaterials needs templates and only GenerateMaterials and RefreshMaterials the rules: each function imports
its own.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lambdas import wiring
from lambdas.aws import metrics
from lambdas.materials.wiring import (
    materials_delivery,
    materials_generator,
    materials_writer,
    reminder_scheduler,
    reminders,
)

if TYPE_CHECKING:
    from lambdas.materials.generate import GenerationInput


def generate_materials(event: dict[str, Any], _context: object) -> dict[str, Any]:
    entered = wiring.now()
    with _timed("MaterialGenerationTime"):
        generated = materials_generator().generate(_asked(event), entered)
    return generated.model_dump(mode="json")


def refresh_materials(event: dict[str, Any], _context: object) -> dict[str, Any]:
    entered = wiring.now()
    with _timed("MaterialRefreshTime"):
        generated = materials_generator().refresh(_asked(event), entered)
    return generated.model_dump(mode="json")


def store_materials(event: dict[str, Any], _context: object) -> dict[str, Any]:
    from lambdas.materials.store import StorageInput

    asked = StorageInput.model_validate({name: event[name] for name in StorageInput.model_fields if name in event})
    manifest = materials_writer().store(asked, wiring.now())
    return manifest.model_dump(mode="json")


def send_materials(event: dict[str, Any], _context: object) -> dict[str, Any]:
    delivered = materials_delivery().send_ready_materials(
        event["user_id"], event["meeting_id"], event["run"], wiring.now()
    )
    return delivered.model_dump(include={"delivered", "channel", "sharing"})


def schedule_reminder(event: dict[str, Any], _context: object) -> dict[str, Any]:
    from lambdas.domain.kernel.instants import iso

    at = reminder_scheduler().schedule(event["user_id"], event["meeting_id"], event["run"], wiring.now())
    metrics.count("WorkflowsCompleted")
    metrics.flush()
    return {"reminder_at": iso(at) if at else None}


def send_reminder(event: dict[str, Any], _context: object) -> dict[str, Any]:
    from lambdas.aws.batches import partial_batch
    from lambdas.materials.remind import Reminder

    service = reminders()
    return partial_batch(
        event,
        lambda body: service.remind(Reminder.model_validate_json(body), wiring.now()),
        wiring.queue("reminders"),
    )


def _asked(event: dict[str, Any]) -> "GenerationInput":
    from lambdas.materials.generate import GenerationInput

    return GenerationInput.model_validate({name: event[name] for name in GenerationInput.model_fields if name in event})


@contextmanager
def _timed(metric: str) -> Iterator[None]:
    """Counts what succeeds."""
    began = time.monotonic()
    yield
    metrics.milliseconds(metric, (time.monotonic() - began) * 1000)
    metrics.flush()
