"""The two steps of the workflow that write: GenerateMaterials and StoreMaterials.

Only the second needs templates and only the first the rules: each imports its own.
"""

import time
from typing import TYPE_CHECKING, Any

from lambdas import metrics, wiring

if TYPE_CHECKING:
    from lambdas.materials.generating import Generation


def generate_materials(event: dict[str, Any], _context: object) -> dict[str, Any]:
    from lambdas.materials.generating import GenerationInput, generate

    began = time.monotonic()
    asked = GenerationInput.model_validate(
        {name: event[name] for name in GenerationInput.model_fields if name in event}
    )
    generated = generate(_generation(), asked, wiring.now())
    metrics.milliseconds("MaterialGenerationTime", (time.monotonic() - began) * 1000)
    metrics.flush()
    return generated.model_dump(mode="json")


def store_materials(event: dict[str, Any], _context: object) -> dict[str, Any]:
    from lambdas.materials.storing import Storage, StorageInput, store

    asked = StorageInput.model_validate({name: event[name] for name in StorageInput.model_fields})
    manifest = store(Storage(wiring.preparations(), wiring.documents()), asked, wiring.now())
    return manifest.model_dump(mode="json")


def _generation() -> "Generation":
    from lambdas.domain.rules_composer import RulesComposer
    from lambdas.materials.generating import Generation
    from lambdas.settings import load_agenda_shapes

    return Generation(
        meetings=wiring.meetings(),
        users=wiring.users(),
        contexts=wiring.contexts(),
        sessions=wiring.sessions(),
        preparations=wiring.preparations(),
        documents=wiring.documents(),
        composer=RulesComposer(load_agenda_shapes()),
    )
