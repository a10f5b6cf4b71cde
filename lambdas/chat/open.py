"""Opens the conversation the workflow waits for: its questions, its deadline and its timers (WF-1, WF-3)."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import ConfigDict, Field

from lambdas.aws import metrics
from lambdas.aws.queue import Queue
from lambdas.aws.scheduler import Schedules
from lambdas.aws.step_functions import Workflows
from lambdas.domain.accounts.user import User
from lambdas.domain.classification.meeting_types import MeetingType, MeetingTypes, QuestionSet
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus, Question, session_id_for
from lambdas.domain.conversation.known_answers import carried_over, retyped
from lambdas.domain.conversation.moves import is_overdue
from lambdas.domain.conversation.occasion import occasion_of
from lambdas.domain.conversation.question_sets import question_set
from lambdas.domain.conversation.questions import questions_for
from lambdas.domain.conversation.rewordings import may_be_reworded
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.timers import deadline_timer, nudge_timer
from lambdas.domain.meetings.meeting import Meeting
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting
from lambdas.domain.preparation.due_times import answer_deadline, nudge_at
from lambdas.domain.preparation.working_time import WorkingTime, working_time
from lambdas.errors import Conflict, Refused, Retryable
from lambdas.store.contexts import Contexts
from lambdas.store.conversations import Conversations
from lambdas.store.meetings import Meetings
from lambdas.store.preparations import Preparations
from lambdas.store.resume_workflow import resume_workflow
from lambdas.store.user_accounts import PlannedAccounts

log = logging.getLogger(__name__)

ATTEMPTS = 4
SHORTEST_FOR_NUDGE = timedelta(minutes=20)
"""In a shorter conversation a nudge would come on the heels of the message."""


class WaitRequest(Model):
    """The workflow's request; ``token`` is what it waits for."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    token: str = Field(repr=False)
    meeting_id: str
    user_id: str
    run: int


@dataclass(frozen=True, slots=True)
class ConversationOpener:
    """Opens conversations. ``timers_arn`` is the queue their timers fire into, ``rewordings`` that of conversations
    whose questions a model may word, if any.
    """

    conversations: Conversations
    meetings: Meetings
    preparations: Preparations
    contexts: Contexts
    accounts: PlannedAccounts
    meeting_types: MeetingTypes
    schedules: Schedules
    timers_arn: str
    workflows: Workflows
    rewordings: Callable[[], Queue] | None = None

    def open_conversation(self, request: WaitRequest, now: datetime) -> Conversation:
        """Opens the run's session, or goes on with the one it has, and keeps the workflow's token with it.

        A session that is closed already (the execution was driven again) resumes the workflow at once. The token is
        stored before the status is read: whoever closes the session meanwhile finds it (fault 71).
        """
        session = self._session(request, now)
        session = self.conversations.put_token(session.session_id, request.token)
        if is_overdue(session, now):
            session = self.conversations.close(session.session_id, ConversationStatus.EXPIRED, now) or session
        if session.status is ConversationStatus.OPEN:
            session = self._awaited(session, now)
        if session.status is ConversationStatus.OPEN:
            self._set_timers(session)
        else:
            resume_workflow(session, self.conversations, self.workflows, now)
        return session

    def ask_anew(self, user_id: str, meeting_id: str, now: datetime) -> str:
        """Asks what the meeting's type, as it is known now, asks; answers given and questions left stay as they were.

        Returns the id of the conversation that changed, empty where none is open or did. Raises Retryable when somebody
        keeps answering meanwhile.
        """
        tracked = self.meetings.get(user_id, meeting_id)
        if tracked.preparation.status is not PrepStatus.WAITING:
            return ""
        name, questions = self._asked(tracked, self.accounts.users.get(user_id))
        earlier = tuple(self.conversations.of_earlier_runs(meeting_id, tracked.preparation.run, now))
        for _ in range(ATTEMPTS):
            session = self.conversations.find(tracked.preparation.session_id, now)
            if session is None or (renewed := retyped(session, questions, name, earlier)) is session:
                return ""
            try:
                self.conversations.save(renewed)
            except Conflict:
                continue
            return renewed.session_id
        raise Retryable("The conversation kept changing while its questions did; it is tried again.")

    def _session(self, request: WaitRequest, now: datetime) -> Conversation:
        existing = self.conversations.find(session_id_for(request.meeting_id, request.run), now)
        if existing:
            return existing
        tracked = self.meetings.get(request.user_id, request.meeting_id)
        account = self.accounts.get(request.user_id)
        name, questions = self._asked(tracked, account.user)
        begun = _fresh(tracked, request.run, questions, working_time(account), now.replace(microsecond=0))
        fresh = begun.model_copy(update={"question_set": name})
        earlier = self.conversations.of_earlier_runs(request.meeting_id, request.run, now)
        session = carried_over(fresh, earlier)
        if session.status is ConversationStatus.OPEN:
            metrics.count("ChatsStarted")
        opened = self.conversations.open(session)
        self._have_reworded(opened, tracked.meeting, account.user)
        return opened

    def _have_reworded(self, session: Conversation, meeting: Meeting, user: User) -> None:
        """Nobody waits for it: where it cannot be asked for, the questions are those of the rules."""
        asker = user.as_asker("", is_private=meeting.is_private)
        if self.rewordings is None or not asker.is_willing or not may_be_reworded(session):
            return
        try:
            self.rewordings().send([{"session_id": session.session_id}])
        except (Refused, Retryable):
            log.warning("session %s keeps the questions of the rules", session.session_id)

    def _type_of(self, tracked: TrackedMeeting) -> MeetingType:
        return self.meeting_types.get(tracked.plan.meeting_type)

    def _asked(self, tracked: TrackedMeeting, user: User) -> tuple[QuestionSet, tuple[Question, ...]]:
        meeting, found = tracked.meeting, self._type_of(tracked)
        name = question_set(found, meeting.user_id, meeting.series_key)
        notes = self.contexts.of_meeting(meeting.meeting_id)
        preferences = user.preferences_for(tracked.plan.meeting_type)
        occasion = occasion_of(meeting, tracked.plan.meeting_type, user.called, notes)
        return name, questions_for(found.asking(name), notes, preferences, occasion)

    def _awaited(self, session: Conversation, now: datetime) -> Conversation:
        """Marks the preparation as waiting; where its run is over, the conversation is closed again."""
        try:
            self.preparations.await_answers(session.meeting_id, session.run, session.deadline)
        except Conflict:
            log.info("session %s belongs to a run that is over", session.session_id)
            return self.conversations.close(session.session_id, ConversationStatus.WITHDRAWN, now) or session
        return session

    def _set_timers(self, session: Conversation) -> None:
        """Setting them again moves them; a nudge that was given already is not given twice."""
        names = {"nudge": nudge_timer(session.session_id), "deadline": deadline_timer(session.session_id)}
        moments = {"nudge": session.nudge_at, "deadline": session.deadline}
        for timer, at in moments.items():
            if at:
                body = {"session_id": session.session_id, "timer": timer}
                self.schedules.send_at(names[timer], at, self.timers_arn, body)


def _fresh(
    tracked: TrackedMeeting, run: int, questions: tuple[Question, ...], working: WorkingTime, now: datetime
) -> Conversation:
    """``now`` in whole seconds, as schedules keep them: a timer never fires before what it is for."""
    meeting = tracked.meeting
    deadline = answer_deadline(now, meeting.start)
    return Conversation(
        session_id=session_id_for(meeting.meeting_id, run),
        meeting_id=meeting.meeting_id,
        user_id=meeting.user_id,
        questions=questions,
        opened_at=now,
        nudge_at=_nudge(working, now, deadline) if deadline - now >= SHORTEST_FOR_NUDGE else None,
        deadline=deadline,
    )


def _nudge(working: WorkingTime, now: datetime, deadline: datetime) -> datetime:
    """Half-way; earlier where that is on a free day, unless it would come on the heels of the message."""
    half_way = nudge_at(now, deadline)
    earlier = working.nudge_before(half_way)
    return earlier if earlier - now >= SHORTEST_FOR_NUDGE else half_way


@contextmanager
def failing_the_task(token: str, workflows: Workflows) -> Iterator[None]:
    """Fails the waiting task when anything goes wrong, so that it is tried again.

    An engine may not notice that a function it waits for has died, and would wait until the task times out.
    """
    try:
        yield
    except Exception as error:
        workflows.fail(token, type(error).__name__)
        raise
