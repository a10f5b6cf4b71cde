"""Reads the stored brief of one meeting: what was gathered, answered, noted and written, and nothing of another."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.ask.brief import StoredBrief
from lambdas.domain.meeting_notes.notes import MeetingNotes
from lambdas.domain.meetings.meeting import Meeting, MeetingStatus
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.errors import NotFound
from lambdas.store.contexts import Contexts
from lambdas.store.conversations import Conversations
from lambdas.store.documents import Documents
from lambdas.store.meeting_notes import NotesByMeeting
from lambdas.store.meetings import Meetings


@dataclass(frozen=True, slots=True)
class BriefReader:
    meetings: Meetings
    contexts: Contexts
    conversations: Conversations
    notes: NotesByMeeting
    documents: Documents

    def read(self, tracked: TrackedMeeting, timezone: str, now: datetime) -> StoredBrief:
        meeting, session_id = tracked.meeting, tracked.preparation.session_id
        session = self.conversations.find(session_id, now) if session_id else None
        return StoredBrief(
            meeting=meeting,
            contexts=tuple(self.contexts.of_meeting(meeting.meeting_id)),
            session=session if session and session.user_id == meeting.user_id else None,
            notes=self.notes.get(meeting.user_id, meeting.meeting_id),
            last_notes=self._last_notes(meeting),
            plan=self._plan(tracked),
            timezone=timezone,
        )

    def _last_notes(self, meeting: Meeting) -> MeetingNotes | None:
        if meeting.series_id is None:
            return None
        earlier = self.meetings.earlier_in_series(meeting.user_id, meeting.series_id, before=meeting.start)
        held = (one.meeting for one in earlier if one.meeting.status is MeetingStatus.SCHEDULED)
        last = next(held, None)
        return self.notes.get(last.user_id, last.meeting_id) if last else None

    def _plan(self, tracked: TrackedMeeting) -> MaterialsPlan | None:
        """None where there are no materials, or no longer."""
        manifest = tracked.preparation.materials
        try:
            return MaterialsPlan.model_validate_json(self.documents.get(manifest.plan_key)) if manifest else None
        except NotFound:
            return None
