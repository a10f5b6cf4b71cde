"""The plans a meeting has had, each with its documents beside it, and which of them holds."""

import hashlib
from datetime import datetime

from lambdas.domain.agenda.materials import MaterialKind, MaterialsPlan
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, PlanOrigin, PlanVersion
from lambdas.materials.render import FILES, content_type, render
from lambdas.store.documents import Documents

MAX_VERSIONS = 12


def write_documents(documents: Documents, plan_key: str, plan: MaterialsPlan) -> MaterialsManifest:
    """Renders the plan's documents and keeps them beside it; the manifest has no versions yet."""
    folder = plan_key.rpartition("/")[0]
    keys = {kind: f"{folder}/{FILES[kind]}" for kind in MaterialKind}
    for kind, key in keys.items():
        documents.put(key, render(plan, kind).encode(), content_type(key))
    return MaterialsManifest(
        plan_key=plan_key,
        brief_key=keys[MaterialKind.BRIEF],
        agenda_key=keys[MaterialKind.AGENDA],
        questions_key=keys[MaterialKind.QUESTIONS],
        notes_key=keys[MaterialKind.NOTES],
        generated_at=plan.composed_at,
        composer=plan.composer,
        without_model=plan.without_model,
    )


def write_changed(documents: Documents, earlier_key: str, plan: MaterialsPlan) -> MaterialsManifest:
    """Keeps a plan that was made from the one under ``earlier_key``, with its documents; under a key of its own."""
    body = plan.model_dump_json().encode()
    of_meeting, _, file = earlier_key.rsplit("/", 2)
    plan_key = f"{of_meeting}/e-{hashlib.sha256(body).hexdigest()[:12]}/{file}"
    documents.put(plan_key, body, "application/json")
    return write_documents(documents, plan_key, plan)


def with_version(
    manifest: MaterialsManifest, origin: PlanOrigin, now: datetime, earlier: MaterialsManifest | None
) -> MaterialsManifest:
    """The manifest as the latest version, after those there were; the oldest of too many is forgotten."""
    version = PlanVersion(plan_key=manifest.plan_key, origin=origin, made_at=now.replace(microsecond=0))
    others = earlier.history if earlier else ()
    versions = (*(other for other in others if other.plan_key != manifest.plan_key), version)
    return manifest.model_copy(update={"versions": versions[-MAX_VERSIONS:]})
