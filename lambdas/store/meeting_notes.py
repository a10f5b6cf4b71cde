"""The table ``meeting_notes``: what a meeting's owner noted of it, the texts they handed in, and what became of both.

Notes and review are saved on condition that nobody else was faster.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from lambdas.aws.conditions import Attr, Condition
from lambdas.aws.table import Key, Row, Table, Write
from lambdas.domain.meeting_notes.note_readings import NoteReading, ReadingState
from lambdas.domain.meeting_notes.notes import MeetingNotes
from lambdas.domain.meeting_notes.review import NotesReview
from lambdas.domain.meeting_notes.summary_by_model import WrittenSummary
from lambdas.domain.meeting_notes.texts import NoteTextHeader
from lambdas.errors import Conflict
from lambdas.store.rows import expiring, from_row, to_row

LIFE = timedelta(days=400)
"""As long as the meeting itself is stored."""
CURRENT, REVIEW, TEXT, READ_BY_MODEL, SUMMARY = "current", "review", "text#", "read#", "summary"
MAX_READ = 300


@dataclass(frozen=True)
class NotesByMeeting:
    """Keyed by ``meeting_id`` and ``item``."""

    table: Table

    def get(self, user_id: str, meeting_id: str) -> MeetingNotes:
        """Version 0, empty, before anything was noted; and just so for what is somebody else's."""
        row = self.table.get(_key(meeting_id), "reading the notes")
        if row is None or row["user_id"] != user_id:
            return MeetingNotes(meeting_id=meeting_id, user_id=user_id)
        return from_row(MeetingNotes, row)

    def of_user(self, user_id: str) -> list[MeetingNotes]:
        """The last ``MAX_READ`` that were written, latest first."""
        theirs = Attr("user_id").eq(user_id)
        rows = self.table.query(theirs, "searching the notes", index="user_saved", newest_first=True)
        return [from_row(MeetingNotes, row) for row in islice(rows, MAX_READ)]

    def save(self, notes: MeetingNotes) -> None:
        """Raises Conflict unless the stored version is the one before ``notes.version``."""
        is_first = Attr("version").not_exists()
        is_next = Attr("version").eq(notes.version - 1) & Attr("user_id").eq(notes.user_id)
        expires = expiring(notes.saved_at + LIFE) if notes.saved_at else {}
        row = {**to_row(notes), **_key(notes.meeting_id), **expires}
        self.table.put(row, "saving the notes", is_first if notes.version == 1 else is_next)

    def texts_of(self, user_id: str, meeting_id: str) -> list[NoteTextHeader]:
        """Returns what was handed in, in the order it came."""
        where = Attr("meeting_id").eq(meeting_id) & Attr("item").begins_with(TEXT)
        rows = self.table.query(where, "reading what was handed in", only_if=Attr("user_id").eq(user_id))
        return sorted((from_row(NoteTextHeader, row) for row in rows), key=lambda text: (text.added_at, text.text_id))

    def add_text(self, text: NoteTextHeader) -> None:
        """One that was handed in before stays as it is."""
        row = {**to_row(text), **_key(text.meeting_id, f"{TEXT}{text.text_id}"), **expiring(text.added_at + LIFE)}
        with suppress(Conflict):
            self.table.put(row, "keeping notes", Attr("meeting_id").not_exists())

    def note_reading(self, user_id: str, meeting_id: str, text_id: str) -> NoteReading | None:
        """Returns how far a model is with a text; None where none is to read it."""
        row = self.table.get(_key(meeting_id, f"{READ_BY_MODEL}{text_id}"), "reading what a model found")
        return from_row(NoteReading, row) if row and row["user_id"] == user_id else None

    def note_readings(self, user_id: str, meeting_id: str) -> list[NoteReading]:
        where = Attr("meeting_id").eq(meeting_id) & Attr("item").begins_with(READ_BY_MODEL)
        rows = self.table.query(where, "reading what a model found", only_if=Attr("user_id").eq(user_id))
        return [from_row(NoteReading, row) for row in rows]

    def await_reading(self, reading: NoteReading) -> None:
        """In place of what was to be read before of the same text."""
        self.table.put(_reading_row(reading), "having notes read")

    def settle_reading(self, reading: NoteReading) -> None:
        """Raises Conflict unless this very version is still waited for: nothing comes back that was forgotten."""
        self.table.put(_reading_row(reading), "keeping what a model found", _is_waited_for(reading.version))

    def written_summary(self, user_id: str, meeting_id: str) -> WrittenSummary | None:
        """Returns how far a model is with the summary; None where none is to write it."""
        row = self.table.get(_key(meeting_id, SUMMARY), "reading a summary")
        return from_row(WrittenSummary, row) if row and row["user_id"] == user_id else None

    def await_summary(self, summary: WrittenSummary) -> None:
        """In place of the one before."""
        self.table.put(_summary_row(summary), "having a summary written")

    def settle_summary(self, summary: WrittenSummary) -> None:
        """Raises Conflict unless this very version is still waited for: nothing comes back that was forgotten."""
        self.table.put(_summary_row(summary), "keeping a summary", _is_waited_for(summary.version))

    def items_of(self, user_id: str, meeting_id: str) -> frozenset[str]:
        """The names of its rows: ``CURRENT`` once something is noted, ``TEXT...`` handed in, ``REVIEW`` confirmed."""
        where, theirs = Attr("meeting_id").eq(meeting_id), Attr("user_id").eq(user_id)
        rows = self.table.query(where, "looking what is noted", only_if=theirs, only=("item",))
        return frozenset(row["item"] for row in rows)

    def review(self, user_id: str, meeting_id: str) -> NotesReview:
        """Version 0, empty, before anything was confirmed; and just so for what is somebody else's."""
        row = self.table.get(_key(meeting_id, REVIEW), "reading what was confirmed")
        if row is None or row["user_id"] != user_id:
            return NotesReview(meeting_id=meeting_id, user_id=user_id)
        return from_row(NotesReview, row)

    def reviewed(self, review: NotesReview) -> Write:
        """Returns the write that stores it, of a transaction; refused unless the one stored is a version older."""
        is_first = Attr("version").not_exists()
        is_next = Attr("version").eq(review.version - 1) & Attr("user_id").eq(review.user_id)
        expires = expiring(review.reviewed_at + LIFE) if review.reviewed_at else {}
        row = {**to_row(review), **_key(review.meeting_id, REVIEW), **expires}
        return self.table.put_write(row, is_first if review.version == 1 else is_next)

    def count(self, meeting_id: str) -> int:
        """Returns how many rows are kept of the meeting: what was typed, each text, what was confirmed."""
        return len(list(self.table.query(Attr("meeting_id").eq(meeting_id), "looking at notes", only=("item",))))

    def delete(self, meeting_id: str) -> None:
        """All of it, for good; what is not there is fine."""
        for row in list(self.table.query(Attr("meeting_id").eq(meeting_id), "deleting notes", only=("item",))):
            self.table.delete(_key(meeting_id, row["item"]), "deleting notes")


def _reading_row(reading: NoteReading) -> Row:
    key = _key(reading.meeting_id, f"{READ_BY_MODEL}{reading.text_id}")
    return {**to_row(reading), **key, **expiring(reading.requested_at + LIFE)}


def _summary_row(summary: WrittenSummary) -> Row:
    return {**to_row(summary), **_key(summary.meeting_id, SUMMARY), **expiring(summary.requested_at + LIFE)}


def _is_waited_for(version: int) -> Condition:
    return Attr("state").eq(ReadingState.WAITING.value) & Attr("version").eq(version)


def _key(meeting_id: str, item: str = CURRENT) -> Key:
    return {"meeting_id": meeting_id, "item": item}
