"""How a conversation ends: decided once, handed to the workflow, kept as a transcript."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.sessions import Session, SessionStatus
from lambdas.errors import Conflict
from lambdas.resumption import resume_session
from lambdas.store.documents import Documents
from lambdas.store.preparations import Preparations
from lambdas.store.sessions import Sessions
from lambdas.workflows import Workflows


@dataclass(frozen=True, slots=True)
class Conversations:
    """What moving and ending conversations works with."""

    sessions: Sessions
    preparations: Preparations
    workflows: Workflows
    transcripts: Documents


def expect_end(session: Session, conversations: Conversations, now: datetime) -> None:
    """Has the sweeper look soon, before the decision is stored: a crash right after it is then repaired."""
    with suppress(Conflict):  # the run went on or was withdrawn: nothing waits for this conversation
        conversations.preparations.expect_resume(session.meeting_id, session.run, now)


def expire(session: Session, conversations: Conversations, now: datetime) -> Session:
    """Closes the session as unanswered, or returns it as it was closed a moment ago, and hands it over."""
    expect_end(session, conversations, now)
    closed = conversations.sessions.close(session.session_id, SessionStatus.EXPIRED, now) or session
    hand_over(closed, conversations, now)
    return closed


def hand_over(session: Session, conversations: Conversations, now: datetime) -> None:
    """Resumes the workflow and writes the transcript; harmless when done before. Raises Retryable."""
    resume_session(session, conversations.sessions, conversations.workflows, now)
    body = session.model_dump_json(indent=2).encode()
    conversations.transcripts.put(transcript_key(session), body, "application/json")


def transcript_key(session: Session) -> str:
    return f"{session.user_id}/{session.meeting_id}/{session.session_id}.json"
