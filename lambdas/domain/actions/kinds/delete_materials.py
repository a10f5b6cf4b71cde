"""Deletes a meeting's materials before their time."""

from datetime import datetime

from pydantic import Field

from lambdas.domain.actions.kinds.base import FieldChange, OfMeeting, Risk


class DeleteMaterials(OfMeeting):
    """``keys`` are the documents' keys in the bucket, all under the owner's own folder of this meeting."""

    action_type = "delete_materials"
    label = "Delete materials"
    base_risk = Risk.CRITICAL
    keys: tuple[str, ...] = Field(min_length=1)

    @property
    def not_after(self) -> datetime | None:
        return None

    @property
    def title(self) -> str:
        return f"Delete the materials of {self.meeting_name} for good, before their 30 days are over"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        """Each document once, however many versions of it there are."""
        names = dict.fromkeys(key.rpartition("/")[2] for key in self.keys)
        return tuple(FieldChange(what="Document", before=name) for name in names)
