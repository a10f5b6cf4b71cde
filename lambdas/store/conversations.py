"""Conversations, one row each: written answer by answer, every write on condition that nobody else was faster.

The workflow's task token lies in the same row and is a capability: it is written and read by methods of its own, and
every other read leaves it in the table.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws.conditions import Attr, Condition
from lambdas.aws.table import Key, Row, Table, Update
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus, session_id_for
from lambdas.domain.conversation.moves import close
from lambdas.domain.kernel.instants import iso
from lambdas.errors import Conflict, NotFound, Retryable
from lambdas.store.rows import expiring, from_row, is_expired, to_row

LIFE = timedelta(days=90)
EARLIER_RUNS = 20
"""Answers are looked for so many runs back; nearly every run is the first."""
CLOSING_ATTEMPTS = 5
CHANGING = ("status", "questions", "question_set", "answers", "position", "version", "closed_at")
"""The fields a move, or another type, can change; the rest stands from the opening, the token is never touched."""
MODEL_CHANGED = ("questions", "answers")


@dataclass(frozen=True)
class Conversations:
    table: Table

    def open(self, session: Conversation) -> Conversation:
        """Creates the conversation; where it exists already, the stored one is returned unchanged."""
        row = {**to_row(session), **expiring(session.deadline + LIFE)}
        try:
            self.table.put(row, "opening the conversation", Attr("session_id").not_exists())
        except Conflict:
            return from_row(Conversation, self._row(session.session_id))
        return session

    def find(self, session_id: str, now: datetime) -> Conversation | None:
        """For AMO's own steps: whoever asks on a person's behalf uses :meth:`get`."""
        row = self._row(session_id)
        return from_row(Conversation, row) if row and not is_expired(row, now) else None

    def of_earlier_runs(self, meeting_id: str, run: int, now: datetime) -> Iterator[Conversation]:
        """Those of the runs before, oldest first: a move interrupted them, the type was another, it was done again."""
        for number in range(max(1, run - EARLIER_RUNS), run):
            if session := self.find(session_id_for(meeting_id, number), now):
                yield session

    def get(self, user_id: str, session_id: str, now: datetime) -> Conversation:
        """Raises NotFound when it does not exist, and just so when it is somebody else's."""
        session = self.find(session_id, now)
        if session is None or session.user_id != user_id:
            raise NotFound("There is no such conversation.")
        return session

    def save(self, session: Conversation) -> None:
        """Stores one move. Raises Conflict unless the stored version is the one before ``session.version``."""
        change = Update(set=to_row(session, CHANGING))
        is_next = Attr("version").eq(session.version - 1) & _changed_so_often(session.model_changes)
        self.table.update(_key(session.session_id), change, "storing an answer", is_next)

    def change_questions(self, session: Conversation) -> None:
        """Stores what a model changed of the questions to come. Raises Conflict after any move, or any other change."""
        change = Update(set=to_row(session, (*MODEL_CHANGED, "model_changes")))
        is_open = Attr("status").eq(ConversationStatus.OPEN.value) & Attr("version").eq(session.version)
        is_next = is_open & _changed_so_often(session.model_changes - 1)
        self.table.update(_key(session.session_id), change, "changing the questions", is_next)

    def close(self, session_id: str, status: ConversationStatus, now: datetime) -> Conversation | None:
        """Closes the conversation, or returns it as it was closed before; None where there is none."""
        for _ in range(CLOSING_ATTEMPTS):
            session = self.find(session_id, now)
            if session is None or session.status is not ConversationStatus.OPEN:
                return session
            closed = close(session, status, now)
            try:
                self.save(closed)
            except Conflict:
                continue
            return closed
        raise Retryable("The conversation kept changing while it was being closed; it is tried again.")

    def snooze(self, session_id: str, until: datetime, now: datetime) -> Conversation:
        """Moves the nudge to ``until``. Raises Conflict when the conversation is closed by now, or there is none."""
        change = Update(set={"nudge_at": iso(until), "snoozed_at": iso(now)})
        is_open = Attr("status").eq(ConversationStatus.OPEN.value)
        row = self.table.update(_key(session_id), change, "putting the conversation off", is_open)
        return from_row(Conversation, row)

    def put_token(self, session_id: str, token: str) -> Conversation:
        """A retried task brings a new token, which replaces the dead one (fault 71).

        Returns the conversation as it is with the token in place: who closes it from now on finds the token.
        """
        return self._set(session_id, "task_token", token)

    def token(self, session_id: str) -> str | None:
        return self._row(session_id, ["task_token"]).get("task_token")

    def mark_resumed(self, session_id: str, now: datetime) -> None:
        """Records that a workflow has taken the outcome."""
        self._set(session_id, "resumed_at", iso(now))

    def delete(self, session_id: str) -> None:
        """For good; what is not there is fine."""
        self.table.delete(_key(session_id), "deleting a conversation")

    def _set(self, session_id: str, name: str, value: str) -> Conversation:
        change, exists = Update(set={name: value}), Attr("session_id").exists()
        return from_row(Conversation, self.table.update(_key(session_id), change, "updating the conversation", exists))

    def _row(self, session_id: str, only: Collection[str] = (*Conversation.model_fields, "expires_at")) -> Row:
        """Only the attributes named, so that the token does not travel with a conversation; empty where none is."""
        return self.table.get(_key(session_id), "reading the conversation", only=only) or {}


def _changed_so_often(times: int) -> Condition:
    """A conversation that was opened before there were models has no such count."""
    counted = Attr("model_changes").eq(times)
    return counted if times else counted | Attr("model_changes").not_exists()


def _key(session_id: str) -> Key:
    return {"session_id": session_id}
