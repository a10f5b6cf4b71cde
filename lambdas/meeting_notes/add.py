"""Takes in the notes that somebody hands in as a text: pasted, in a file, in Slack, by a command or spoken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.meeting_notes.note_files import read_note_file
from lambdas.domain.meeting_notes.texts import MAX_BYTES, MAX_TEXTS, NoteSource, NoteText, NoteTextHeader, SpokenLine
from lambdas.errors import Refused
from lambdas.meeting_notes.kept_lines import kept_lines
from lambdas.meeting_notes.requested import NoteReadings
from lambdas.store.documents import Documents
from lambdas.store.meeting_notes import NotesByMeeting
from lambdas.store.meetings import Meetings


@dataclass(frozen=True, slots=True)
class NoteTexts:
    """The lines lie in the bucket ``documents``, for 30 days; what names them in the table of notes.

    A model reads them afterwards, for who lets it.
    """

    meetings: Meetings
    notes: NotesByMeeting
    documents: Documents
    readings: NoteReadings

    def add(
        self, user_id: str, meeting_id: str, name: str, content: bytes, source: NoteSource, now: datetime
    ) -> NoteTextHeader:
        """Handing the same lines in again is handing them in once. ``name`` ends in the file's kind; ".txt" if pasted.

        Raises NotFound for somebody else's meeting, Refused for what cannot be read.
        """
        try:
            lines = read_note_file(name, content)
        except ValueError as error:
            raise Refused(str(error)) from error
        return self.add_lines(user_id, meeting_id, name, lines, source, now)

    def add_lines(
        self,
        user_id: str,
        meeting_id: str,
        name: str,
        lines: Sequence[SpokenLine],
        source: NoteSource,
        now: datetime,
    ) -> NoteTextHeader:
        """As :meth:`add`, for what is lines already, with their speakers. ``name`` is shown as it is."""
        meeting = self.meetings.get(user_id, meeting_id).meeting
        text = NoteText(lines=tuple(lines))
        there = self.notes.texts_of(user_id, meeting_id)
        if known := next((one for one in there if one.text_id == text.text_id), None):
            return known
        if len(there) >= MAX_TEXTS:
            raise Refused(f"This meeting has {MAX_TEXTS} texts of notes already: put the rest into its notes.")
        if sum(one.size for one in there) + text.size > MAX_BYTES:
            raise Refused("The notes of this meeting would be longer than 2 MB together: hand in a part of them.")
        header = NoteTextHeader(
            text_id=text.text_id,
            meeting_id=meeting_id,
            user_id=user_id,
            name=name[:120],
            source=source,
            count=len(text.lines),
            size=text.size,
            added_at=now.replace(microsecond=0),
        )
        self.documents.put(header.key, text.model_dump_json().encode(), "application/json")
        self.notes.add_text(header)
        self.readings.ask_for(meeting, header.text_id, now)
        return header

    def lines_of(self, header: NoteTextHeader) -> NoteText | None:
        """None once they are forgotten."""
        return kept_lines(self.documents, header)
