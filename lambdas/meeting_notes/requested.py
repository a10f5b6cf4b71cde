"""Puts notes in line to be read by a model once they are saved: whoever saved them waits for nothing."""

import logging
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.queue import Queue
from lambdas.domain.meeting_notes.note_readings import NoteReading, ReadingOrder
from lambdas.domain.meetings.meeting import Meeting
from lambdas.errors import AmoError
from lambdas.store.meeting_notes import NotesByMeeting
from lambdas.store.users import Users

UNTIL_THEY_PAUSE = 20
"""Seconds: the page saves what is typed every now and then, and only the last of it is read."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NoteReadings:
    users: Users
    notes: NotesByMeeting
    queue: Queue

    def ask_for(self, meeting: Meeting, text_id: str, now: datetime, version: int = 0) -> None:
        """Does nothing for who lets no model read their notes. What fails here fails nobody: the rules have read."""
        try:
            self._ask_for(meeting, text_id, now, version)
        except AmoError as error:
            log.warning("notes are not read by a model: %s", type(error).__name__)

    def _ask_for(self, meeting: Meeting, text_id: str, now: datetime, version: int) -> None:
        user = self.users.get(meeting.user_id)
        if not user.as_asker("", is_private=meeting.is_private).is_willing:
            return
        before = self.notes.note_reading(meeting.user_id, meeting.meeting_id, text_id)
        waiting = NoteReading(
            meeting_id=meeting.meeting_id,
            user_id=meeting.user_id,
            text_id=text_id,
            version=version,
            requested_at=now,
            written_by=before.written_by if before else "",
            candidates=before.candidates if before else (),
        )
        self.notes.await_reading(waiting)
        order = ReadingOrder(user_id=meeting.user_id, meeting_id=meeting.meeting_id, text_id=text_id, version=version)
        self.queue.send([order.model_dump()], delay=UNTIL_THEY_PAUSE if version else 0)
