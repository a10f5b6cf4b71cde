"""Rows that are taken in, as their own store would write them: with keys, indexes and the end of their life.

No row asks for anybody's attention: nothing is prepared, and nobody is told.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, cast

from pydantic import BaseModel

from lambdas.domain.action_items.action_item import ActionItem
from lambdas.domain.agenda.material_text import MaterialText
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.meeting_notes.notes import MeetingNotes
from lambdas.domain.meeting_notes.review import NotesReview
from lambdas.domain.meeting_notes.texts import NoteTextHeader
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.outcomes.outcome import Outcome
from lambdas.domain.records.records import Record
from lambdas.store import action_items, conversations, material_texts, meeting_notes, outcomes
from lambdas.store.meetings import index_attributes
from lambdas.store.rows import ATTENTION, expiring, to_row

Row = dict[str, Any]


class StoredRow(NamedTuple):
    table: str
    row: Row


def as_stored(section: str, given: Row, model: BaseModel, user_id: str) -> StoredRow:
    """``given`` is the exported row, for its key; ``model`` what was read of it, under its new owner."""
    return StoredRow(*_MAKERS[section](given, model, user_id))


def _meeting(_given: Row, model: BaseModel, _user_id: str) -> tuple[str, Row]:
    tracked = cast(TrackedMeeting, model)
    row = {**to_row(tracked), "meeting_id": tracked.meeting.meeting_id, **index_attributes(tracked)}
    return "meetings", {name: value for name, value in row.items() if name not in ATTENTION}


def _conversation(_given: Row, model: BaseModel, _user_id: str) -> tuple[str, Row]:
    session = cast(Conversation, model)
    return "chat_sessions", {**to_row(session), **expiring(session.deadline + conversations.LIFE)}


def _facts(given: Row, model: BaseModel, _user_id: str) -> tuple[str, Row]:
    return "contexts", {**to_row(model), "meeting_id": given["meeting_id"]}


def _text(_given: Row, model: BaseModel, _user_id: str) -> tuple[str, Row]:
    text = cast(MaterialText, model)
    return "material_texts", {**to_row(text), **expiring(text.written_at + material_texts.LIFE)}


def _record(_given: Row, model: BaseModel, user_id: str) -> tuple[str, Row]:
    record = cast(Record, model)
    return "records", {**to_row(record), "user_id": user_id, "record_key": f"{record.kind}#{record.record_id}"}


def _note(_given: Row, model: BaseModel, _user_id: str) -> tuple[str, Row]:
    note = cast(MeetingNotes | NotesReview | NoteTextHeader, model)
    at: datetime | None
    if isinstance(note, NoteTextHeader):
        item, at = f"{meeting_notes.TEXT}{note.text_id}", note.added_at
    elif isinstance(note, NotesReview):
        item, at = meeting_notes.REVIEW, note.reviewed_at
    else:
        item, at = meeting_notes.CURRENT, note.saved_at
    return "meeting_notes", {**to_row(note), "item": item, **(expiring(at + meeting_notes.LIFE) if at else {})}


def _item(_given: Row, model: BaseModel, _user_id: str) -> tuple[str, Row]:
    return "action_items", action_items.row_of(cast(ActionItem, model))


def _outcome(_given: Row, model: BaseModel, _user_id: str) -> tuple[str, Row]:
    return "outcomes", outcomes.row_of(cast(Outcome, model))


_MAKERS: Mapping[str, Callable[[Row, BaseModel, str], tuple[str, Row]]] = {
    "meetings": _meeting,
    "conversations": _conversation,
    "facts": _facts,
    "material_texts": _text,
    "records": _record,
    "notes": _note,
    "action_items": _item,
    "outcomes": _outcome,
}
