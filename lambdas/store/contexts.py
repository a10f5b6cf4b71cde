"""The table ``contexts``: what each agent gathered for a meeting, kept with it."""

from dataclasses import dataclass

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Table
from lambdas.domain.context.notes import ContextNote
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.store.rows import from_row, to_row


@dataclass(frozen=True)
class Contexts:
    """Keyed by ``meeting_id`` and ``kind``: gathering again replaces."""

    table: Table

    def put(self, meeting_id: str, note: ContextNote) -> None:
        self.table.put({**to_row(note), "meeting_id": meeting_id}, "storing what was gathered")

    def kinds(self, meeting_id: str) -> list[str]:
        """Returns what was gathered for the meeting, by name."""
        rows = self.table.query(Attr("meeting_id").eq(meeting_id), "looking at what was gathered", only=("kind",))
        return [row["kind"] for row in rows]

    def delete(self, meeting_id: str, kind: str) -> None:
        """For good; what is not there is fine."""
        self.table.delete({"meeting_id": meeting_id, "kind": kind}, "deleting what was gathered")

    def of_meeting(self, meeting_id: str) -> list[ContextNote]:
        """In the order of ``ContextKind``; a kind that was never gathered is not there."""
        rows = self.table.query(Attr("meeting_id").eq(meeting_id), "reading what was gathered")
        notes = {note.kind: note for note in (from_row(ContextNote, row) for row in rows)}
        return [notes[kind] for kind in ContextKind if kind in notes]
