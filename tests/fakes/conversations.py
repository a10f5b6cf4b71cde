"""Sessions kept in memory; passes the same contract as the real table (tests/contracts/test_conversations.py)."""

from datetime import datetime

from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import close
from lambdas.errors import Conflict, NotFound, Retryable
from lambdas.store.conversations import KEPT


class FakeConversations:
    def __init__(self) -> None:
        self.stored: dict[str, Conversation] = {}
        self.tokens: dict[str, str] = {}
        self.saved: list[Conversation] = []
        self.is_down = False

    def open(self, session: Conversation) -> Conversation:
        return self.stored.setdefault(session.session_id, session)

    def find(self, session_id: str, now: datetime) -> Conversation | None:
        session = self.stored.get(session_id)
        return session if session and session.deadline + KEPT > now else None

    def get(self, user_id: str, session_id: str, now: datetime) -> Conversation:
        session = self.find(session_id, now)
        if session is None or session.user_id != user_id:
            raise NotFound("There is no such conversation.")
        return session

    def save(self, session: Conversation) -> None:
        if self.is_down:
            raise Retryable("AWS was too busy while storing an answer; it is tried again.")
        stored = self.stored.get(session.session_id)
        if stored is None or stored.version != session.version - 1:
            raise Conflict("Somebody else was faster while storing an answer; look again.")
        self.stored[session.session_id] = session.model_copy(update={"resumed_at": stored.resumed_at})
        self.saved.append(session)

    def close(self, session_id: str, status: ConversationStatus, now: datetime) -> Conversation | None:
        session = self.find(session_id, now)
        if session is None or session.status is not ConversationStatus.OPEN:
            return session
        self.save(close(session, status, now))
        return self.stored[session_id]

    def snooze(self, session_id: str, until: datetime, now: datetime) -> Conversation:
        session = self.stored.get(session_id)
        if session is None or session.status is not ConversationStatus.OPEN:
            raise Conflict("Somebody else was faster while putting the conversation off; look again.")
        until, now = until.replace(microsecond=0), now.replace(microsecond=0)
        self.stored[session_id] = session.model_copy(update={"nudge_at": until, "snoozed_at": now})
        return self.stored[session_id]

    def put_token(self, session_id: str, token: str) -> Conversation:
        session = self._known(session_id)
        self.tokens[session_id] = token
        return session

    def token(self, session_id: str) -> str | None:
        return self.tokens.get(session_id)

    def mark_resumed(self, session_id: str, now: datetime) -> None:
        marked = self._known(session_id).model_copy(update={"resumed_at": now})
        self.stored[session_id] = marked

    def _known(self, session_id: str) -> Conversation:
        if session_id not in self.stored:
            raise Conflict("Somebody else was faster while updating the conversation; look again.")
        return self.stored[session_id]
