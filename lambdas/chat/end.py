"""Ends a conversation: decided once, handed to the workflow, stored as a transcript."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.queue import Queue
from lambdas.aws.step_functions import Workflows
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.errors import Conflict
from lambdas.store.conversations import Conversations
from lambdas.store.documents import Documents
from lambdas.store.preparations import Preparations
from lambdas.store.resume_workflow import resume_workflow


@dataclass(frozen=True, slots=True)
class ChatService:
    """Moves and ends conversations. ``follow_ups`` is the queue of answers that a model may ask on about, if any."""

    conversations: Conversations
    preparations: Preparations
    workflows: Workflows
    transcripts: Documents
    follow_ups: Callable[[], Queue] | None = None

    def expect_end(self, session: Conversation, now: datetime) -> None:
        """Has the sweeper look soon, before the decision is stored: a crash right after it is then repaired."""
        with suppress(Conflict):  # the run went on or was withdrawn: nothing waits for this conversation
            self.preparations.expect_resume(session.meeting_id, session.run, now)

    def expire(self, session: Conversation, now: datetime) -> Conversation:
        """Closes the session as unanswered, or returns it as it was closed a moment ago, and hands it over."""
        self.expect_end(session, now)
        closed = self.conversations.close(session.session_id, ConversationStatus.EXPIRED, now) or session
        self.hand_over(closed, now)
        return closed

    def hand_over(self, session: Conversation, now: datetime) -> None:
        """Resumes the workflow and writes the transcript; harmless when done before. Raises Retryable."""
        resume_workflow(session, self.conversations, self.workflows, now)
        body = session.model_dump_json(indent=2).encode()
        self.transcripts.put(transcript_key(session), body, "application/json")


def transcript_key(session: Conversation) -> str:
    return f"{session.user_id}/{session.meeting_id}/{session.session_id}.json"
