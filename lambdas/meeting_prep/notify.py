"""Tells the user that a preparation begins: once, and as soon as something has been gathered."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.accounts.user import User
from lambdas.domain.classification.meeting_types import MeetingTypes
from lambdas.domain.conversation.known_answers import known_answers
from lambdas.domain.conversation.occasion import occasion_of
from lambdas.domain.conversation.question_sets import question_set
from lambdas.domain.conversation.questions import questions_for
from lambdas.domain.meetings.meeting import Meeting, MeetingStatus, newcomers
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.lifecycle import continue_blocking_reason
from lambdas.meeting_prep.messages import prep_message
from lambdas.notifications.base import DeliveryResult
from lambdas.notifications.notifier import Notifier
from lambdas.store.contexts import Contexts
from lambdas.store.conversations import Conversations
from lambdas.store.meetings import Meetings
from lambdas.store.preparations import Preparations
from lambdas.store.users import Users

ALL_ANSWERED = "nothing is asked that was not answered before"


@dataclass(frozen=True, slots=True)
class PrepNotifications:
    meetings: Meetings
    preparations: Preparations
    contexts: Contexts
    conversations: Conversations
    users: Users
    notifier: Notifier
    types: MeetingTypes

    def tell(self, user_id: str, meeting_id: str, run: int, now: datetime) -> DeliveryResult:
        """Raises Retryable when no channel took the message, Conflict when the run ended meanwhile."""
        tracked = self.meetings.get(user_id, meeting_id)
        if reason := continue_blocking_reason(tracked, run, now):
            return DeliveryResult(delivered=False, reason=reason)
        user = self.users.get(user_id)
        questions = self._open_questions(tracked, user, now)
        if not questions and run > 1:
            return DeliveryResult(delivered=False, reason=ALL_ANSWERED)
        message = prep_message(tracked, user, self._newcomers(tracked.meeting), questions, now)
        delivery = self.notifier.tell(user, message, now)
        if not tracked.preparation.notified_at:
            self.preparations.mark_notified(meeting_id, run, now)
        return delivery

    def _newcomers(self, meeting: Meeting) -> int:
        """Counts the people who were not at the series' last occurrence; 0 where that cannot be known."""
        if not meeting.series_id:
            return 0
        earlier = self.meetings.earlier_in_series(meeting.user_id, meeting.series_id, meeting.start)
        last = next(
            (e.meeting for e in earlier if e.meeting.status is MeetingStatus.SCHEDULED and e.meeting.people), None
        )
        return len(newcomers(meeting, last)) if last else 0

    def _open_questions(self, tracked: TrackedMeeting, user: User, now: datetime) -> int:
        """As many as the conversation, which opens next, will ask: what earlier runs were told is not asked again."""
        meeting, named = tracked.meeting, tracked.plan.meeting_type
        notes = self.contexts.of_meeting(meeting.meeting_id)
        occasion = occasion_of(meeting, named, user.called, notes)
        meeting_type = self.types.get(named)
        asked = meeting_type.asking(question_set(meeting_type, meeting.user_id, meeting.series_key))
        questions = questions_for(asked, notes, user.preferences_for(named), occasion)
        earlier = self.conversations.of_earlier_runs(meeting.meeting_id, tracked.preparation.run, now)
        known = known_answers(earlier)
        return sum(question.wording not in known for question in questions)
