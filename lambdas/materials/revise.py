"""Changes an agenda by hand, and brings an earlier version back. Each version stays as it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.agenda.edits import EditedSection, edited
from lambdas.domain.agenda.material_text import text_of
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, PlanOrigin, PlanVersion
from lambdas.errors import Conflict, NotFound
from lambdas.materials.versions import with_version, write_changed, write_documents
from lambdas.store.documents import Documents
from lambdas.store.material_texts import MaterialTexts
from lambdas.store.meetings import Meetings
from lambdas.store.preparations import Preparations

GONE = "There is no agenda to change: materials are kept for 30 days. Prepare the meeting again."
CHANGED = "The agenda was changed in another tab or on another device meanwhile."


@dataclass(frozen=True, slots=True)
class AgendaReviser:
    meetings: Meetings
    preparations: Preparations
    documents: Documents
    texts: MaterialTexts

    def revise(
        self, user_id: str, meeting_id: str, seen: str, sections: Sequence[EditedSection], now: datetime
    ) -> MaterialsManifest:
        """Makes these sections the agenda; the same as it is already changes nothing.

        ``seen`` names the version they were made from. Raises NotFound for somebody else's meeting or one without an
        agenda, Conflict when another version holds by now.
        """
        held = self._held(user_id, meeting_id)
        if held.version.name != seen:
            raise Conflict(CHANGED)
        plan = MaterialsPlan.model_validate_json(self.documents.get(held.plan_key))
        changed = edited(plan, sections)
        if changed == plan:
            return held
        manifest = with_version(write_changed(self.documents, held.plan_key, changed), PlanOrigin.EDITED, now, held)
        self._record(held, manifest, changed, user_id)
        return manifest

    def restore(self, user_id: str, meeting_id: str, seen: str, wanted: str) -> MaterialsManifest:
        """Makes the version called ``wanted`` the agenda again. Raises NotFound when it is no longer kept."""
        held = self._held(user_id, meeting_id)
        if held.version.name != seen:
            raise Conflict(CHANGED)
        plan_key = _version(held, wanted).plan_key
        plan = MaterialsPlan.model_validate_json(self.documents.get(plan_key))
        documents = write_documents(self.documents, plan_key, plan)
        manifest = documents.model_copy(update={"versions": held.history})
        self._record(held, manifest, plan, user_id)
        return manifest

    def version(self, user_id: str, meeting_id: str, name: str) -> MaterialsPlan:
        """The plan of the version called ``name``. Raises NotFound when it is no longer kept."""
        version = _version(self._held(user_id, meeting_id), name)
        return MaterialsPlan.model_validate_json(self.documents.get(version.plan_key))

    def _held(self, user_id: str, meeting_id: str) -> MaterialsManifest:
        held = self.meetings.get(user_id, meeting_id).preparation.materials
        if held is None or not self.documents.exists(held.plan_key):
            raise NotFound(GONE)
        return held

    def _record(self, held: MaterialsManifest, manifest: MaterialsManifest, plan: MaterialsPlan, user_id: str) -> None:
        try:
            self.preparations.revise_materials(plan.meeting_id, held.plan_key, manifest)
        except Conflict as error:
            raise Conflict(CHANGED) from error
        self.texts.put(text_of(plan, user_id))


def _version(held: MaterialsManifest, name: str) -> PlanVersion:
    for version in held.history:
        if version.name == name:
            return version
    raise NotFound("That version of the agenda is no longer kept.")
