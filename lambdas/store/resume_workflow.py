"""Tells a preparation's workflow that its conversation has ended.

The decision is stored with the session before this happens, so a crash at any point is repaired by doing it again: by a
repeated timer, by the task asking again, or by the sweeper (fault 70).
"""

import logging
from datetime import datetime

from lambdas.aws.step_functions import Workflows
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.conversation.moves import OUTCOMES
from lambdas.store.conversations import Conversations

log = logging.getLogger(__name__)


def resume_workflow(session: Conversation, sessions: Conversations, workflows: Workflows, now: datetime) -> bool:
    """Hands a closed session's outcome to the workflow that waits for it.

    False when nobody waits: the workflow has gone on already, or its execution is gone and must be driven again.
    Raises Retryable; the session is then not marked as resumed.
    """
    is_taken = _is_taken(session, sessions, workflows)
    if is_taken:
        sessions.mark_resumed(session.session_id, now)
    log.info("session %s is %s; workflow resumed: %s", session.session_id, session.status.value, is_taken)
    return is_taken


def _is_taken(session: Conversation, sessions: Conversations, workflows: Workflows) -> bool:
    """A retried task may replace the token between reading and using it (fault 71): then the new one is used."""
    tried = None
    while (token := sessions.token(session.session_id)) and token != tried:
        if workflows.resume(token, {"outcome": OUTCOMES[session.status]}):
            return True
        tried = token
    return False
