"""Puts notes in line to be read by a model once they are saved: whoever saved them waits for nothing."""

import logging
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.queue import Queue
from lambdas.domain.meeting_notes.note_readings import NoteReading, ReadingOrder
from lambdas.domain.meeting_notes.summary_by_model import WrittenSummary
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

    def ask_for_summary(self, meeting: Meeting, version: int, now: datetime) -> None:
        """Of what stands confirmed at this version of the review. What fails here fails nobody, either."""
        try:
            self._ask_for_summary(meeting, version, now)
        except AmoError as error:
            log.warning("no summary is written by a model: %s", type(error).__name__)

    def _ask_for_summary(self, meeting: Meeting, version: int, now: datetime) -> None:
        if not self._may_read(meeting):
            return
        names = {"meeting_id": meeting.meeting_id, "user_id": meeting.user_id, "version": version}
        self.notes.await_summary(WrittenSummary(**names, requested_at=now))
        self.queue.send([ReadingOrder(**names, text_id="").model_dump()])

    def _may_read(self, meeting: Meeting) -> bool:
        return self.users.get(meeting.user_id).as_asker("", is_private=meeting.is_private).is_willing

    def _ask_for(self, meeting: Meeting, text_id: str, now: datetime, version: int) -> None:
        if not self._may_read(meeting):
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
