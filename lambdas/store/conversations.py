"""Conversations, one item each: written answer by answer, every write on condition that nobody else was faster.

The workflow's task token lies in the same item and is a capability: it is written and read by methods of its own, and
every other read leaves it in the table.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from lambdas.aws.items import Item, attribute, from_item, is_expired, plain, to_item, translated
from lambdas.domain.conversation.conversation import Conversation, ConversationStatus
from lambdas.domain.conversation.moves import close
from lambdas.domain.kernel.instants import iso
from lambdas.errors import Conflict, NotFound, Retryable

KEPT = timedelta(days=90)
CLOSING_ATTEMPTS = 5
CHANGING = ("status", "answers", "position", "version", "closed_at")
"""What a move can change; the rest of a session stands from its opening, the token is never touched."""


class Conversations:
    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def open(self, session: Conversation) -> Conversation:
        """Creates the session; where it exists already, the stored one is returned unchanged."""
        item = to_item(session) | to_item({"expires_at": int((session.deadline + KEPT).timestamp())})
        with translated("opening the conversation"):
            try:
                self._client.put_item(
                    TableName=self._table, Item=item, ConditionExpression="attribute_not_exists(session_id)"
                )
            except self._client.exceptions.ConditionalCheckFailedException:
                return from_item(Conversation, self._item(session.session_id))
        return session

    def find(self, session_id: str, now: datetime) -> Conversation | None:
        """For AMO's own steps: whoever asks on a person's behalf uses :meth:`get`."""
        item = self._item(session_id)
        return from_item(Conversation, item) if item and not is_expired(item, now) else None

    def get(self, user_id: str, session_id: str, now: datetime) -> Conversation:
        """Raises NotFound when it does not exist, and just so when it is somebody else's."""
        session = self.find(session_id, now)
        if session is None or session.user_id != user_id:
            raise NotFound("There is no such conversation.")
        return session

    def save(self, session: Conversation) -> None:
        """Stores one move. Raises Conflict unless the stored version is the one before ``session.version``."""
        changes = session.model_dump(mode="json", include=set(CHANGING))
        names = {f"#{name}": name for name in CHANGING}
        values = {f":{name}": attribute(changes[name]) for name in CHANGING}
        with translated("storing an answer"):
            self._client.update_item(
                TableName=self._table,
                Key=_key(session.session_id),
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in CHANGING),
                ConditionExpression="#version = :seen",
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=values | {":seen": attribute(session.version - 1)},
            )

    def close(self, session_id: str, status: ConversationStatus, now: datetime) -> Conversation | None:
        """Closes the session, or returns it as it was closed before; None where there is none."""
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
        """Moves the nudge to ``until``. Raises Conflict when the session is closed by now, or there is none."""
        with translated("putting the conversation off"):
            answer = self._client.update_item(
                TableName=self._table,
                Key=_key(session_id),
                UpdateExpression="SET nudge_at = :until, snoozed_at = :now",
                ConditionExpression="#status = :open",
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues={
                    ":until": attribute(iso(until)),
                    ":now": attribute(iso(now)),
                    ":open": attribute(ConversationStatus.OPEN.value),
                },
                ReturnValues="ALL_NEW",
            )
        return from_item(Conversation, answer["Attributes"])

    def put_token(self, session_id: str, token: str) -> Conversation:
        """A retried task brings a new token, which replaces the dead one (fault 71).

        Returns the session as it is with the token in place: who closes it from now on finds the token.
        """
        return self._set(session_id, "task_token = :value", token)

    def token(self, session_id: str) -> str | None:
        item = self._item(session_id, ("task_token",))
        return plain(item["task_token"]) if "task_token" in item else None

    def mark_resumed(self, session_id: str, now: datetime) -> None:
        """Records that a workflow has taken the outcome."""
        self._set(session_id, "resumed_at = :value", iso(now))

    def _set(self, session_id: str, assignment: str, value: str) -> Conversation:
        with translated("updating the conversation"):
            answer = self._client.update_item(
                TableName=self._table,
                Key=_key(session_id),
                UpdateExpression=f"SET {assignment}",
                ConditionExpression="attribute_exists(session_id)",
                ExpressionAttributeValues={":value": attribute(value)},
                ReturnValues="ALL_NEW",
            )
        return from_item(Conversation, answer["Attributes"])

    def _item(self, session_id: str, attributes: Iterable[str] = (*Conversation.model_fields, "expires_at")) -> Item:
        """Only the attributes named, so that the token does not travel with a session; empty where there is none."""
        names = {f"#{name}": name for name in attributes}
        with translated("reading the conversation"):
            answer = self._client.get_item(
                TableName=self._table,
                Key=_key(session_id),
                ConsistentRead=True,
                ProjectionExpression=", ".join(names),
                ExpressionAttributeNames=names,
            )
        item: Item = answer.get("Item", {})
        return item


def _key(session_id: str) -> Item:
    return {"session_id": attribute(session_id)}
