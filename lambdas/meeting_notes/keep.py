"""Keeps what people note of a meeting, during it and afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.meeting_notes.notes import MeetingNotes, SectionNotes
from lambdas.domain.meeting_notes.texts import TYPED
from lambdas.meeting_notes.requested import NoteReadings
from lambdas.store.meeting_notes import NotesByMeeting
from lambdas.store.meetings import Meetings


@dataclass(frozen=True, slots=True)
class NotesKeeper:
    meetings: Meetings
    notes: NotesByMeeting
    readings: NoteReadings

    def keep(
        self, user_id: str, meeting_id: str, sections: Sequence[SectionNotes], seen_version: int, now: datetime
    ) -> MeetingNotes:
        """Stores the next version; what is empty is left out, what ``sections`` does not name stays as it is stored.

        Saving what is stored already changes nothing.

        Raises NotFound for somebody else's meeting, Conflict when another tab or device saved since
        ``seen_version``.
        """
        meeting = self.meetings.get(user_id, meeting_id).meeting
        stored = self.notes.get(user_id, meeting_id)
        shown = {section.key for section in sections}
        others = (section for section in stored.sections if section.key not in shown)
        written = (*(section for section in sections if not section.is_empty), *others)
        if written == stored.sections:
            return stored
        kept = MeetingNotes(
            meeting_id=meeting_id,
            user_id=user_id,
            version=seen_version + 1,
            sections=written,
            saved_at=now.replace(microsecond=0),
        )
        self.notes.save(kept)
        if any(section.said.strip() for section in written):
            self.readings.ask_for(meeting, TYPED, now, kept.version)
        return kept
