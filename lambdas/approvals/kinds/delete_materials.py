"""Deletes a meeting's materials. Deleting twice is deleting once, so after a crash it is simply done again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lambdas.approvals.kinds.base import ActionKind, Effects, Lookups, MeetingRequest, materials_of
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.delete_materials import DeleteMaterials
from lambdas.domain.actions.recipients import facts_of

DELETED = "These documents are deleted already."


class DeleteMaterialsKind(ActionKind[DeleteMaterials]):
    details = DeleteMaterials

    def compose(self, lookups: Lookups, user: User, parameters: Mapping[str, Any]) -> DeleteMaterials:
        tracked = lookups.tracked(user, MeetingRequest.model_validate(parameters).meeting_id)
        made = materials_of(tracked)
        documents = (made.brief_key, made.agenda_key, made.questions_key, made.notes_key, made.plan_key)
        now = tuple(filter(None, documents))
        names = [key.rpartition("/")[2] for key in now]
        folders = [version.plan_key.rpartition("/")[0] for version in made.history]
        earlier = (f"{folder}/{name}" for folder in folders for name in names)
        return DeleteMaterials(meeting=facts_of(tracked.meeting), keys=tuple(dict.fromkeys((*now, *earlier))))

    def blocking_reason(self, lookups: Lookups, details: DeleteMaterials, user_id: str) -> str:
        folder = f"{user_id}/{details.meeting.meeting_id}/"
        if not all(key.startswith(folder) for key in details.keys):
            return "One of the documents belongs to another meeting."
        lookups.meeting_of(details, user_id)
        return "" if any(lookups.documents.exists(key) for key in details.keys) else DELETED

    def execute(self, effects: Effects, action: Action, now: datetime) -> str:
        details = self.read(action)
        for key in details.keys:
            effects.documents.delete(key)
        effects.material_texts.delete(action.on_behalf_of, details.meeting.meeting_id)
        return f"Deleted {len(details.keys)} documents."

    def proof(self, effects: Effects, action: Action) -> bool | None:
        return not any(effects.documents.exists(key) for key in self.read(action).keys)
