"""Sessions of the page: a row for each browser that is signed in. Without its row no session is renewed."""

from datetime import datetime
from typing import Any

from lambdas.aws.items import Item, attribute, from_item, queried, to_item, translated
from lambdas.domain.accounts.logins import LoginSession
from lambdas.errors import Conflict


class LoginSessions:
    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    def begin(self, session: LoginSession) -> None:
        with translated("beginning a session"):
            self._client.put_item(TableName=self._table, Item=_item(session))

    def get(self, user_id: str, session_id: str, now: datetime) -> LoginSession | None:
        """None when it was ended, never begun, or is over."""
        with translated("reading a session"):
            answer = self._client.get_item(TableName=self._table, Key=_key(user_id, session_id), ConsistentRead=True)
        if "Item" not in answer:
            return None
        session = from_item(LoginSession, answer["Item"])
        return None if session.is_over(now) else session

    def renew(self, seen: LoginSession, token_hash: str, now: datetime) -> bool:
        """Gives it a new token; False where another request was faster, or it was ended."""
        renewed = seen.model_copy(
            update={"token_hash": token_hash, "previous_hash": seen.token_hash, "renewed_at": now}
        )
        try:
            with translated("renewing a session"):
                self._client.put_item(
                    TableName=self._table,
                    Item=_item(renewed),
                    ConditionExpression="token_hash = :seen",
                    ExpressionAttributeValues={":seen": attribute(seen.token_hash)},
                )
        except Conflict:
            return False
        return True

    def of_user(self, user_id: str, now: datetime) -> tuple[LoginSession, ...]:
        items = queried(
            self._client,
            "listing the sessions",
            TableName=self._table,
            KeyConditionExpression="user_id = :user",
            ExpressionAttributeValues={":user": attribute(user_id)},
            ConsistentRead=True,
        )
        found = (from_item(LoginSession, item) for item in items)
        return tuple(session for session in found if not session.is_over(now))

    def end(self, user_id: str, session_id: str) -> None:
        with translated("ending a session"):
            self._client.delete_item(TableName=self._table, Key=_key(user_id, session_id))

    def end_all(self, user_id: str, now: datetime) -> None:
        for session in self.of_user(user_id, now):
            self.end(user_id, session.session_id)


def _key(user_id: str, session_id: str) -> Item:
    return {"user_id": attribute(user_id), "session_id": attribute(session_id)}


def _item(session: LoginSession) -> Item:
    return to_item(session) | {"expires_at": attribute(int(session.ends_at.timestamp()))}
