"""The part of an exported row that may be taken in: read by its model, under its new owner, without any right.

Pure. A row that is somebody else's, or is none of what AMO writes, is refused with the file; one that means nothing on
another stage, or in the past, is left out: None.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from lambdas.domain.accounts.user import PREFERENCES, TypeCorrection, User
from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.agenda.material_text import MaterialText
from lambdas.domain.context.kinds.sheets import sheet_of
from lambdas.domain.context.notes import ContextNote
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.meeting_notes.notes import MeetingNotes
from lambdas.domain.meeting_notes.review import NotesReview
from lambdas.domain.meeting_notes.texts import NoteTextHeader
from lambdas.domain.meetings.tracked_meeting import RUNNING, MaterialsManifest, PrepStatus, TrackedMeeting
from lambdas.domain.outcomes.outcome import Outcome
from lambdas.domain.personal_data.refusals import UnfitFile
from lambdas.domain.preparation.timing_proposal import TimingProposal

Row = dict[str, Any]
OwnedT = TypeVar("OwnedT", bound=BaseModel)

AN_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
"""Of a meeting: nothing that leads out of a folder, or into another table's key."""
NOT_THEIRS = "it is of somebody else than the file says it is of"
NO_ID = "it names a meeting in a way AMO does not"
NOT_THEIR_FOLDER = "its materials lie in somebody else's folder"
UNSHARED = ("shared_at",)
"""An item is shown to others once they were told of it here."""


class FileOwner(NamedTuple):
    """``was`` is whose the file says it is, ``user_id`` whom it is taken in for."""

    was: str
    user_id: str


def meeting_of(row: Row, owner: FileOwner, now: datetime) -> TrackedMeeting | None:
    """One that is over, as it was prepared; others come again with their calendar, and are planned then."""
    tracked = TrackedMeeting.model_validate(row)
    meeting = _owned(tracked.meeting, owner)
    _require_id(meeting.meeting_id)
    if meeting.end > now:
        return None
    preparation = tracked.preparation
    changes: Row = {"execution_arn": "", "materials": _in_own_folder(preparation.materials, meeting.meeting_id, owner)}
    if preparation.status in RUNNING:
        changes["status"] = PrepStatus.WITHDRAWN
    settled = {"scheduled_version": tracked.timing_version, "announced_version": tracked.timing_version}
    return tracked.model_copy(
        update={"meeting": meeting, "preparation": preparation.model_copy(update=changes), **settled}
    )


def conversation_of(row: Row, owner: FileOwner, _now: datetime) -> Conversation | None:
    session = _owned(Conversation.model_validate(row), owner)
    _require_id(session.meeting_id)
    if not re.fullmatch(rf"{session.meeting_id}-r[0-9]{{1,6}}", session.session_id):
        raise UnfitFile(NO_ID)
    return None if session.status is ConversationStatus.OPEN else session


def facts_of(row: Row, _owner: FileOwner, _now: datetime) -> ContextNote:
    _require_id(str(row.get("meeting_id", "")))
    return ContextNote.model_validate({name: value for name, value in row.items() if name != "meeting_id"})


def text_of(row: Row, owner: FileOwner, _now: datetime) -> MaterialText:
    text = _owned(MaterialText.model_validate(row), owner)
    _require_id(text.meeting_id)
    return text


def record_from(row: Row, owner: FileOwner, _now: datetime) -> BaseModel | None:
    form, _, _ = str(row.get("record_key", "")).partition("#")
    kind, _, is_sourced = form.partition(":")
    if form == "discarded":
        return None
    if row.get("user_id") != owner.was or kind not in tuple(RecordKind):
        raise UnfitFile(NOT_THEIRS)
    if is_sourced:  # what a source filled in comes again with the source, and is corrected there
        return None
    values = {name: value for name, value in row.items() if name not in ("user_id", "record_key")}
    return sheet_of(RecordKind(kind)).model.model_validate(values)


NOTES: Mapping[str, type[MeetingNotes] | type[NotesReview] | type[NoteTextHeader]] = {
    "current": MeetingNotes,
    "review": NotesReview,
    "text#": NoteTextHeader,
}


def note_of(row: Row, owner: FileOwner, _now: datetime) -> MeetingNotes | NotesReview | NoteTextHeader | None:
    """Recordings are left out: they are written down, or gone."""
    item = str(row.get("item", ""))
    model = next((model for begins, model in NOTES.items() if item.startswith(begins)), None)
    if model is None:
        return None
    note = _owned(model.model_validate({name: value for name, value in row.items() if name != "item"}), owner)
    _require_id(note.meeting_id)
    return note


def item_of(row: Row, owner: FileOwner, _now: datetime) -> ActionItem:
    values = {name: value for name, value in row.items() if name in ActionItem.model_fields}
    return _owned(ActionItem.model_validate(values), owner).model_copy(update=dict.fromkeys(UNSHARED))


def outcome_of(row: Row, owner: FileOwner, _now: datetime) -> Outcome:
    outcome = _owned(Outcome.model_validate({n: v for n, v in row.items() if n != "item"}), owner)
    _require_id(outcome.meeting_id)
    return outcome


READERS: Mapping[str, Callable[[Row, FileOwner, datetime], BaseModel | None]] = {
    "meetings": meeting_of,
    "conversations": conversation_of,
    "facts": facts_of,
    "material_texts": text_of,
    "records": record_from,
    "notes": note_of,
    "action_items": item_of,
    "outcomes": outcome_of,
}
"""By section, in the order in which they are taken in: what belongs to a meeting comes after it."""


class TakenSettings(NamedTuple):
    """The part of a profile that is taken in."""

    preferences: Row
    corrections: list[TypeCorrection]
    proposals: list[TimingProposal]


def settings_of(rows: list[Row]) -> TakenSettings:
    """Preferences, corrections and answered proposals: never a role, a team, an address, a phone or a proof."""
    preferences: Row = {}
    corrections, proposals = [], []
    for row in rows:
        item = str(row.get("item", ""))
        values = {name: value for name, value in row.items() if name != "item"}
        if item == "profile":
            User.model_validate(values)
            preferences = {name: value for name, value in values.items() if name in PREFERENCES}
        elif item.startswith("correction#"):
            corrections.append(TypeCorrection.model_validate(values))
        elif item.startswith("timing#"):
            proposals.append(TimingProposal.model_validate(values))
    return TakenSettings(preferences, corrections, proposals)


def _owned(model: OwnedT, owner: FileOwner) -> OwnedT:
    if getattr(model, "user_id", None) != owner.was:
        raise UnfitFile(NOT_THEIRS)
    return model.model_copy(update={"user_id": owner.user_id})


def _require_id(meeting_id: str) -> None:
    if not AN_ID.fullmatch(meeting_id):
        raise UnfitFile(NO_ID)


def _in_own_folder(manifest: MaterialsManifest | None, meeting_id: str, owner: FileOwner) -> MaterialsManifest | None:
    """A key is what the page opens without asking whose it is: it is of this meeting, or the file is refused."""
    if manifest is None:
        return None
    folder = re.compile(rf"{re.escape(owner.was)}/{meeting_id}/[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")

    def moved(key: str) -> str:
        if key and (not folder.fullmatch(key) or ".." in key):
            raise UnfitFile(NOT_THEIR_FOLDER)
        return key and f"{owner.user_id}/{key.removeprefix(f'{owner.was}/')}"

    keys = {name: moved(getattr(manifest, name)) for name in ("plan_key", "brief_key", "agenda_key")}
    keys |= {name: moved(getattr(manifest, name)) for name in ("questions_key", "notes_key")}
    versions = tuple(one.model_copy(update={"plan_key": moved(one.plan_key)}) for one in manifest.versions)
    return manifest.model_copy(update={**keys, "versions": versions})
