"""Commands of the edges about what was said in a meeting: handing it in, and confirming what it comes to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lambdas import wiring

if TYPE_CHECKING:
    from lambdas.domain.meeting_notes.review import NotesReview
    from lambdas.domain.meeting_notes.sheet import CandidateAnswer, ReviewSheet
    from lambdas.domain.meeting_notes.texts import NoteSource, NoteTextHeader


def add_notes(user_id: str, meeting_id: str, name: str, content: bytes, source: "NoteSource") -> "NoteTextHeader":
    """``name`` ends in the file's kind. Raises NotFound for somebody else's meeting, Refused for what is unreadable."""
    from lambdas.meeting_notes.wiring import note_texts

    return note_texts().add(user_id, meeting_id, name, content, source, wiring.now())


def review_sheet(user_id: str, meeting_id: str) -> "ReviewSheet":
    """Raises NotFound for somebody else's meeting."""
    from lambdas.meeting_notes.wiring import notes_reviews

    return notes_reviews().sheet(user_id, meeting_id)


def confirm_notes(
    user_id: str, meeting_id: str, answers: "Sequence[CandidateAnswer]", seen_version: int
) -> "NotesReview":
    """Raises Refused for what cannot be kept, Conflict when another answer came between."""
    from lambdas.meeting_notes.wiring import notes_reviews

    return notes_reviews().confirm(user_id, meeting_id, answers, seen_version, wiring.now())


def say_nothing(user_id: str, meeting_id: str) -> None:
    """There is nothing to note of it. Raises NotFound for somebody else's meeting."""
    from lambdas.meeting_notes.wiring import notes_reviews

    notes_reviews().say_nothing(user_id, meeting_id, wiring.now())
