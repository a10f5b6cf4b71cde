"""StoreMaterials: renders the plan's documents, keeps them and what they say, and records that they are ready."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.agenda.material_text import text_of
from lambdas.domain.agenda.materials import MaterialKind, MaterialsPlan
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest
from lambdas.materials.render import FILES, content_type, render
from lambdas.store.documents import Documents
from lambdas.store.material_texts import MaterialTexts
from lambdas.store.preparations import Preparations


class StorageInput(Model):
    meeting_id: str
    run: int
    plan_key: str


@dataclass(frozen=True, slots=True)
class MaterialsWriter:
    """Stores materials."""

    preparations: Preparations
    documents: Documents
    texts: MaterialTexts

    def store(self, asked: StorageInput, now: datetime) -> MaterialsManifest:
        """Again with the same plan changes nothing (faults 79, 80). Raises Conflict when the run is over."""
        recorded = self.preparations.get(asked.meeting_id).materials
        if recorded and recorded.plan_key == asked.plan_key:
            return recorded
        plan = MaterialsPlan.model_validate_json(self.documents.get(asked.plan_key))
        manifest = _manifest(asked.plan_key, plan)
        keys = (manifest.brief_key, manifest.agenda_key, manifest.questions_key, manifest.notes_key)
        for kind, key in zip(MaterialKind, keys, strict=True):
            self.documents.put(key, render(plan, kind).encode(), content_type(key))
        owner = asked.plan_key.partition("/")[0]
        self.texts.put(text_of(plan, owner))
        self.preparations.record_materials(asked.meeting_id, asked.run, manifest, now)
        return manifest


def _manifest(plan_key: str, plan: MaterialsPlan) -> MaterialsManifest:
    """The documents stand beside their plan."""
    folder = plan_key.rpartition("/")[0]
    return MaterialsManifest(
        plan_key=plan_key,
        brief_key=f"{folder}/{FILES[MaterialKind.BRIEF]}",
        agenda_key=f"{folder}/{FILES[MaterialKind.AGENDA]}",
        questions_key=f"{folder}/{FILES[MaterialKind.QUESTIONS]}",
        notes_key=f"{folder}/{FILES[MaterialKind.NOTES]}",
        generated_at=plan.composed_at,
        composer=plan.composer,
    )
