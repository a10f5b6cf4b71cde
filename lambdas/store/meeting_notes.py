"""The table ``meeting_notes``: what a meeting's owner noted of it, saved on condition that nobody else was faster."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Table
from lambdas.domain.records.meeting_notes import MeetingNotes
from lambdas.store.rows import expiring, from_row, to_row

LIFE = timedelta(days=400)
"""As long as the meeting itself is stored."""
CURRENT = "current"
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


def _key(meeting_id: str) -> Key:
    return {"meeting_id": meeting_id, "item": CURRENT}
