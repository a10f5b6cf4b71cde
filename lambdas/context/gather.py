"""Does what every context agent does around its rules: reads, summarises, stores the note, says briefly how it went.

Errors are not caught here: a failed branch is tried again by the workflow, and named as a gap if it stays failed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from lambdas.context import history
from lambdas.context.notes import nothing_yet
from lambdas.context.origins import with_origins
from lambdas.context.phrases import Viewpoint
from lambdas.domain.accounts.user import User
from lambdas.domain.context.notes import ContextNote
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.context_kinds import ContextKind, RecordKind
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.subject import subject_of
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.records.records import Record
from lambdas.errors import Conflict
from lambdas.store.action_items import ActionItems
from lambdas.store.contexts import Contexts
from lambdas.store.conversations import Conversations
from lambdas.store.meeting_notes import NotesByMeeting
from lambdas.store.meetings import Meetings
from lambdas.store.outcomes import Outcomes
from lambdas.store.source_records import SourceRecords
from lambdas.store.users import Users


def summarised(kind: RecordKind, records: Sequence[Record], view: Viewpoint) -> ContextNote:
    """By the rules of the kind's own module, where there are records; a branch imports no other's."""
    if not records:
        return nothing_yet(kind, view)
    note: ContextNote = import_module(f"{__package__}.{kind}").summarise(records, view)
    return note


class Gathered(Model):
    """A branch's result. The note itself stays in the table: a state's payload is small (fault 74)."""

    kind: ContextKind
    gathered: bool
    gap: str = ""


@dataclass(frozen=True, slots=True)
class RecordSources:
    """The stores that the agents of records read."""

    users: Users
    meetings: Meetings
    records: SourceRecords


@dataclass(frozen=True, slots=True)
class Sources:
    """The stores that history reads."""

    users: Users
    meetings: Meetings
    conversations: Conversations
    action_items: ActionItems
    notes: NotesByMeeting
    outcomes: Outcomes

    def gather_history(self, user_id: str, meeting_id: str, contexts: Contexts, now: datetime) -> Gathered:
        """Raises NotFound when the user or the meeting does not exist, Conflict when the meeting was forgotten."""
        user = self.users.get(user_id)
        tracked = self.meetings.get(user_id, meeting_id)
        meeting = tracked.meeting
        view = viewpoint(tracked, user, now)
        earlier: list[TrackedMeeting] = []
        if meeting.series_id is not None:
            earlier = self.meetings.earlier_in_series(user_id, meeting.series_id, before=meeting.start)
        last = _last_held(earlier, view)
        last_id = last.meeting.meeting_id if last else ""
        past = history.Past(
            earlier=[tracked.meeting for tracked in earlier],
            items=self.action_items.open_of(user_id),
            conversation=_conversation_of(last, view, self.conversations),
            review=self.notes.review(user_id, last_id) if last else None,
            outcomes=self.outcomes.of_meeting(user_id, last_id) if last else (),
        )
        return _kept(tracked, history.summarise(meeting, past, view, user.email, user.name), contexts)


def gather_records(
    kind: RecordKind, user_id: str, meeting_id: str, stores: RecordSources, contexts: Contexts, now: datetime
) -> Gathered:
    """Days and periods are those of the user's time zone. Raises NotFound when there is no such user or meeting."""
    tracked = stores.meetings.get(user_id, meeting_id)
    user = stores.users.get(user_id)
    view, known = viewpoint(tracked, user, now), stores.records.known(user_id, user.team_id, kind)
    return _kept(tracked, with_origins(summarised(kind, known.records, view), known, view), contexts)


def viewpoint(tracked: TrackedMeeting, user: User, now: datetime) -> Viewpoint:
    """Looked at for this meeting, in its owner's time zone."""
    own = tuple(filter(None, (user.name, user.email)))
    about = subject_of(tracked.meeting, own, tracked.plan.meeting_type)
    return Viewpoint(now, zone(user.timezone), about)


def _last_held(earlier: Sequence[TrackedMeeting], view: Viewpoint) -> TrackedMeeting | None:
    took_place = {meeting.meeting_id for meeting in history.took_place([t.meeting for t in earlier], view)}
    return next((tracked for tracked in earlier if tracked.meeting.meeting_id in took_place), None)


def _conversation_of(last: TrackedMeeting | None, view: Viewpoint, sessions: Conversations) -> Conversation | None:
    session_id = last.preparation.session_id if last else ""
    return sessions.find(session_id, view.now) if session_id else None


def _kept(tracked: TrackedMeeting, note: ContextNote, contexts: Contexts) -> Gathered:
    """Raises Conflict for a forgotten meeting: a workflow that was under way leaves nothing of it."""
    if tracked.preparation.erased:
        raise Conflict("This meeting was forgotten: nothing is gathered for it.")
    contexts.put(tracked.meeting.meeting_id, note)
    return Gathered(kind=note.kind, gathered=bool(note.facts), gap=note.gap)
