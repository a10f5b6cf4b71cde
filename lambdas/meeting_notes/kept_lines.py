"""Reads the lines of a text that was handed in, for as long as they are kept."""

from lambdas.domain.meeting_notes.texts import NoteText, NoteTextHeader
from lambdas.errors import NotFound
from lambdas.store.documents import Documents


def kept_lines(documents: Documents, header: NoteTextHeader) -> NoteText | None:
    """None once they are forgotten."""
    try:
        return NoteText.model_validate_json(documents.get(header.key))
    except NotFound:
        return None
