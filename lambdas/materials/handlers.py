"""The functions that write materials, bring them to the user, and remind of the meeting.

Only StoreMaterials needs templates and only GenerateMaterials the rules: each function imports its own.
"""

import time
from typing import TYPE_CHECKING, Any

from lambdas import wiring
from lambdas.aws import metrics

if TYPE_CHECKING:
    from lambdas.materials.generate import Generation


def generate_materials(event: dict[str, Any], _context: object) -> dict[str, Any]:
    from lambdas.materials.generate import GenerationInput, generate

    began = time.monotonic()
    asked = GenerationInput.model_validate(
        {name: event[name] for name in GenerationInput.model_fields if name in event}
    )
    generated = generate(_generation(), asked, wiring.now())
    metrics.milliseconds("MaterialGenerationTime", (time.monotonic() - began) * 1000)
    metrics.flush()
    return generated.model_dump(mode="json")


def store_materials(event: dict[str, Any], _context: object) -> dict[str, Any]:
    from lambdas.materials.store import Storage, StorageInput, store

    asked = StorageInput.model_validate({name: event[name] for name in StorageInput.model_fields})
    manifest = store(Storage(wiring.preparations(), wiring.documents()), asked, wiring.now())
    return manifest.model_dump(mode="json")


def send_materials(event: dict[str, Any], _context: object) -> dict[str, Any]:
    from lambdas.materials.send import Sending, send_ready_materials

    sending = Sending(wiring.meetings(), wiring.users(), wiring.documents(), wiring.notifier(), wiring.bus())
    delivery = send_ready_materials(sending, event["user_id"], event["meeting_id"], event["run"], wiring.now())
    return delivery.model_dump(include={"delivered", "channel", "sharing"})


def schedule_reminder(event: dict[str, Any], _context: object) -> dict[str, Any]:
    from lambdas.domain.kernel.instants import iso
    from lambdas.materials.remind import Scheduling, schedule

    scheduling = Scheduling(
        wiring.meetings(), wiring.preparations(), wiring.schedules(), wiring.settings().queue_arn("reminders")
    )
    at = schedule(scheduling, event["user_id"], event["meeting_id"], event["run"], wiring.now())
    metrics.count("WorkflowsCompleted")
    metrics.flush()
    return {"reminder_at": iso(at) if at else None}


def send_reminder(event: dict[str, Any], _context: object) -> dict[str, Any]:
    from lambdas.aws.batches import partial_batch
    from lambdas.materials.remind import Reminder, Reminding, remind

    reminding = Reminding(wiring.meetings(), wiring.users(), wiring.notifier())
    return partial_batch(event, lambda body: remind(reminding, Reminder.model_validate_json(body), wiring.now()))


def _generation() -> "Generation":
    from lambdas.domain.agenda.rules_composer import RulesComposer
    from lambdas.materials.generate import Generation
    from lambdas.settings import load_agenda_shapes

    return Generation(
        meetings=wiring.meetings(),
        users=wiring.users(),
        contexts=wiring.contexts(),
        conversations=wiring.conversations(),
        preparations=wiring.preparations(),
        documents=wiring.documents(),
        composer=RulesComposer(load_agenda_shapes()),
    )
