"""StoreMaterials: renders the plan's documents, keeps them and what they say, and records that they are ready."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from lambdas.domain.agenda.edits import with_edits_kept
from lambdas.domain.agenda.material_text import text_of
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.conversation.question_sets import use_of
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, PlanOrigin
from lambdas.errors import AmoError, Conflict, NotFound
from lambdas.materials.versions import with_version, write_changed, write_documents
from lambdas.store.action_items import ActionItems
from lambdas.store.conversations import Conversations
from lambdas.store.documents import Documents
from lambdas.store.material_texts import MaterialTexts
from lambdas.store.preparations import Preparations
from lambdas.store.question_figures import QuestionFigures

log = logging.getLogger(__name__)

ATTEMPTS = 3
ITEM = "action_items:"
"""References to action items begin so (context/promises.py)."""


class StorageInput(Model):
    """``is_refresh``: the preparation is ready already, and nothing is to be delivered."""

    meeting_id: str
    run: int
    plan_key: str
    is_refresh: bool = False


@dataclass(frozen=True, slots=True)
class MaterialsWriter:
    """Stores materials. An agenda changed by hand outlives another preparation; what that made is a version, too."""

    preparations: Preparations
    documents: Documents
    texts: MaterialTexts
    conversations: Conversations
    figures: QuestionFigures
    items: ActionItems

    def store(self, asked: StorageInput, now: datetime) -> MaterialsManifest:
        """Again with the same plan changes nothing (faults 79, 80). Raises Conflict when the run is over."""
        for _ in range(ATTEMPTS):
            preparation = self.preparations.get(asked.meeting_id)
            if preparation.erased:
                self._take_back(asked)
            recorded = preparation.materials
            if recorded and any(version.plan_key == asked.plan_key for version in recorded.history):
                return recorded
            manifest = self._written(asked.plan_key, recorded, now)
            try:
                self._record(asked, manifest, recorded.plan_key if recorded else "", now)
            except Conflict:
                standing = self.preparations.get(asked.meeting_id)
                if standing.erased:
                    self._take_back(asked)
                if standing.materials == recorded:
                    raise
            else:
                if not asked.is_refresh:
                    self._count(asked.plan_key, preparation.session_id, now)
                return manifest
        raise Conflict("The agenda kept being changed while a new one was stored.")

    def _take_back(self, asked: StorageInput) -> NoReturn:
        """Deletes what was written since the meeting was forgotten. Raises Conflict."""
        user_id, _, _ = asked.plan_key.partition("/")
        self.texts.delete(user_id, asked.meeting_id)
        raise Conflict("This meeting was forgotten while its materials were stored.")

    def _record(self, asked: StorageInput, manifest: MaterialsManifest, replaced: str, now: datetime) -> None:
        if asked.is_refresh:
            self.preparations.refresh_materials(asked.meeting_id, asked.run, replaced, manifest)
        else:
            self.preparations.record_materials(asked.meeting_id, asked.run, manifest, now, replaced)

    def _written(self, plan_key: str, recorded: MaterialsManifest | None, now: datetime) -> MaterialsManifest:
        plan = MaterialsPlan.model_validate_json(self.documents.get(plan_key))
        made = write_documents(self.documents, plan_key, plan)
        fresh = with_version(made, PlanOrigin.PREPARED, now, recorded)
        edited = self._edited(recorded) if recorded else None
        holds = with_edits_kept(plan, edited) if edited else plan
        user_id = plan_key.partition("/")[0]
        self.texts.put(text_of(holds, user_id))
        self._note_asked(holds, user_id)
        if edited is None:
            return fresh
        return with_version(write_changed(self.documents, plan_key, holds), PlanOrigin.KEPT, now, fresh)

    def _note_asked(self, plan: MaterialsPlan, user_id: str) -> None:
        """Each action item that they ask about, once for the meeting; a count that fails stops nothing."""
        refs = dict.fromkeys(ref for line in plan.lines() for ref in line.refs if ref.startswith(ITEM))
        try:
            for ref in refs:
                self.items.note_asked(user_id, ref.removeprefix(ITEM), plan.meeting_id)
        except AmoError as error:
            log.warning("how often action items were asked about is not counted: %s", type(error).__name__)

    def _count(self, plan_key: str, session_id: str, now: datetime) -> None:
        """The materials are stored by now: a figure that cannot be counted stops nothing."""
        try:
            if session := self.conversations.find(session_id, now) if session_id else None:
                plan = MaterialsPlan.model_validate_json(self.documents.get(plan_key))
                use = use_of(session, {ref for line in plan.lines() for ref in line.refs})
                self.figures.count(plan.meeting_type, session.question_set, use)
        except AmoError as error:
            log.warning("how questions fared is not counted: %s", type(error).__name__)

    def _edited(self, recorded: MaterialsManifest) -> MaterialsPlan | None:
        """The agenda that was changed by hand; None where none was, or it is no longer kept."""
        try:
            held = self.documents.get(recorded.plan_key) if recorded.is_edited else None
        except NotFound:
            return None
        return MaterialsPlan.model_validate_json(held) if held else None
