"""Finds what AMO holds of one meeting, each thing with the write that deletes it."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple

from lambdas.domain.actions.pending_action import PendingAction
from lambdas.domain.context.kinds.decisions import DecisionRecord
from lambdas.domain.conversation.conversation import session_id_for
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.meeting_notes.decision_records import without_meeting
from lambdas.domain.meeting_notes.voice import output_folder
from lambdas.domain.meetings.erasure import Held
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.errors import NotFound
from lambdas.store.action_items import ActionItems
from lambdas.store.action_looks import ActionLooks
from lambdas.store.contexts import Contexts
from lambdas.store.conversations import Conversations
from lambdas.store.deliveries import Deliveries
from lambdas.store.documents import Documents
from lambdas.store.inbox import Inbox
from lambdas.store.meeting_notes import NotesByMeeting
from lambdas.store.meeting_questions import MeetingQuestions
from lambdas.store.meetings import Meetings
from lambdas.store.outcomes import Outcomes
from lambdas.store.pending_actions import LIFE, PendingActions
from lambdas.store.records import Records
from lambdas.store.slack_records import SlackRecords
from lambdas.store.users import Users


class Trace(NamedTuple):
    """One thing that is held, or several that go at once, and how it goes; doing it again does no harm."""

    held: Held
    delete: Callable[[], object]
    number: int = 1


@dataclass(frozen=True, slots=True)
class HeldOfMeetings:
    meetings: Meetings
    users: Users
    conversations: Conversations
    transcripts: Documents
    contexts: Contexts
    documents: Documents
    notes: NotesByMeeting
    items: ActionItems
    outcomes: Outcomes
    records: Records
    inbox: Inbox
    deliveries: Deliveries
    slack: SlackRecords
    actions: PendingActions
    looks: ActionLooks
    questions: MeetingQuestions

    def rows(self, user_id: str, meeting_id: str) -> list[TrackedMeeting]:
        """The meeting, and what was prepared of it under other names it goes by. Raises NotFound, for others' too."""
        tracked = self.meetings.get(user_id, meeting_id)
        found = [tracked]
        for name in tracked.names:
            with suppress(NotFound):
                found.append(self.meetings.get(user_id, name.meeting_id))
        return found

    def actions_about(self, user_id: str, meeting_id: str, now: datetime) -> list[PendingAction]:
        """All that was ever asked for about it, on this person's behalf."""
        known = self.actions.of_person(user_id, now - LIFE)
        return [action for action in known if f'"{meeting_id}"' in action.payload]

    def traces(self, tracked: TrackedMeeting, now: datetime) -> Iterator[Trace]:
        """Begins with what others can see of it; what names the rest (actions) comes last: a second look finds all."""
        user_id, meeting_id = tracked.meeting.user_id, tracked.meeting.meeting_id
        yield from self._items(user_id, meeting_id)
        yield from self._decisions(user_id, meeting_id)
        for outcome in self.outcomes.of_meeting(user_id, meeting_id):
            yield Trace(Held.OUTCOMES, partial(self.outcomes.delete, outcome))
        if parts := self.notes.count(meeting_id):
            yield Trace(Held.NOTES, partial(self.notes.delete, meeting_id), parts)
        for folder in (f"{user_id}/{meeting_id}/", output_folder(meeting_id)):  # every version, notes and recordings
            for key in self.documents.keys(folder):
                yield Trace(Held.DOCUMENTS, partial(self.documents.delete, key))
        for answer in self.questions.about(user_id, meeting_id):
            yield Trace(Held.QUESTIONS, partial(self.questions.delete, user_id, answer))
        for kind in self.contexts.kinds(meeting_id):
            yield Trace(Held.FACTS, partial(self.contexts.delete, meeting_id, kind))
        yield from self._conversations(tracked, now)
        if tracked.feedback is not None:
            yield Trace(Held.RATINGS, partial(self.meetings.unrate, meeting_id))
        if any(one.series_key == meeting_id for one in self.users.account(user_id).corrections):
            yield Trace(Held.CORRECTIONS, partial(self.users.forget_correction, user_id, meeting_id))
        actions = [action.action_id for action in self.actions_about(user_id, meeting_id, now)]
        yield from self._messages(user_id, (meeting_id, *actions))
        for action_id in actions:
            yield Trace(Held.ACTIONS, partial(self._delete_action, action_id))

    def _delete_action(self, action_id: str) -> None:
        """Deletes who looked at it first: the action is what that is found by."""
        self.looks.delete(action_id)
        self.actions.delete(action_id)

    def _items(self, user_id: str, meeting_id: str) -> Iterator[Trace]:
        for item in self.items.of_meeting(user_id, meeting_id):
            held = Held.SHARED_ITEMS if item.shared_at else Held.ITEMS
            yield Trace(held, partial(self.items.delete, user_id, item.item_id))
        for item in self.items.asked_about_in(user_id, meeting_id):
            yield Trace(Held.MENTIONS, partial(self.items.forget_asked, user_id, item.item_id, meeting_id))

    def _decisions(self, user_id: str, meeting_id: str) -> Iterator[Trace]:
        for record in self.records.of_kind(user_id, RecordKind.DECISIONS):
            if not isinstance(record, DecisionRecord) or record.meeting_id != meeting_id:
                continue
            if left := without_meeting(record):
                yield Trace(Held.REOPENED, partial(self.records.put_all, user_id, [left]))
            else:
                yield Trace(Held.DECISIONS, partial(self._delete_decision, user_id, record.record_id))

    def _delete_decision(self, user_id: str, record_id: str) -> None:
        with suppress(NotFound):
            self.records.delete(user_id, RecordKind.DECISIONS, record_id)

    def _conversations(self, tracked: TrackedMeeting, now: datetime) -> Iterator[Trace]:
        for run in range(1, tracked.preparation.run + 1):
            session_id = session_id_for(tracked.meeting.meeting_id, run)
            is_known = self.conversations.find(session_id, now) is not None
            delete = partial(self._delete_conversation, tracked, session_id)
            yield Trace(Held.CONVERSATIONS, delete, int(is_known))  # a transcript outlives its row

    def _delete_conversation(self, tracked: TrackedMeeting, session_id: str) -> None:
        """Its transcript first: the row is what it is found by."""
        self.transcripts.delete(f"{tracked.meeting.user_id}/{tracked.meeting.meeting_id}/{session_id}.json")
        self.conversations.delete(session_id)

    def _messages(self, user_id: str, names: tuple[str, ...]) -> Iterator[Trace]:
        for message_id in self.inbox.mentioning(user_id, names):
            yield Trace(Held.MESSAGES, partial(self.inbox.delete, user_id, message_id))
        for key in self.deliveries.mentioning(user_id, names):
            yield Trace(Held.MESSAGES, partial(self.deliveries.delete, key))
        for item in self.slack.mentioning(user_id, names):
            yield Trace(Held.MESSAGES, partial(self.slack.forget, user_id, item))
