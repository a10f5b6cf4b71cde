"""The model_answers table: what models answered each person, so that the same question is paid for once (30 days)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import Field

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Table
from lambdas.domain.kernel.model import Model
from lambdas.errors import Conflict, Refused
from lambdas.store.rows import expiring, from_row, is_expired, to_row

KEPT = timedelta(days=30)
NO_MEETING = "-"


class StoredAnswer(Model):
    """``value`` is JSON."""

    value: str = Field(repr=False)
    model: str
    prompt_version: str


@dataclass(frozen=True)
class ModelAnswers:
    """Rows of one person lie together, those of one meeting beside each other: so they can be forgotten."""

    table: Table

    def claim(self, user_id: str, meeting_id: str, key: str, until: datetime, now: datetime) -> bool:
        """True for the one who is to ask; false while somebody else does, or where the answer is known."""
        row = {**_key(user_id, meeting_id, key), "asked_until": until.timestamp(), **expiring(now + KEPT)}
        is_free = Attr("user_id").not_exists() | Attr("expires_at").lte(int(now.timestamp()))
        is_given_up = Attr("value").not_exists() & Attr("asked_until").lt(now.timestamp())
        try:
            self.table.put(row, "asking a model", is_free | is_given_up)
        except Conflict:
            return False
        return True

    def find(self, user_id: str, meeting_id: str, key: str, now: datetime) -> StoredAnswer | None:
        row = self.table.get(_key(user_id, meeting_id, key), "looking for a model's answer")
        return from_row(StoredAnswer, row) if row and "value" in row and not is_expired(row, now) else None

    def keep(self, user_id: str, meeting_id: str, key: str, answer: StoredAnswer, now: datetime) -> None:
        """Keeps the answer; one that is too large for a row is asked for anew."""
        row = {**_key(user_id, meeting_id, key), **to_row(answer), **expiring(now + KEPT)}
        try:
            self.table.put(row, "keeping a model's answer")
        except Refused:
            self.give_up(user_id, meeting_id, key)

    def give_up(self, user_id: str, meeting_id: str, key: str) -> None:
        """Lets whoever asks next ask the model; an answer that came meanwhile stays."""
        try:
            self.table.delete(_key(user_id, meeting_id, key), "giving a question up", Attr("value").not_exists())
        except Conflict:
            return


def _key(user_id: str, meeting_id: str, key: str) -> Key:
    return {"user_id": user_id, "answer": f"{meeting_id or NO_MEETING}#{key}"}
