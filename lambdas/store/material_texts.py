"""The table ``material_texts``: what each meeting's materials say, one small row a meeting, by user.

A row goes when the documents go: nothing of them is found after 30 days.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Table
from lambdas.domain.agenda.material_text import MaterialText
from lambdas.store.rows import expiring, from_row, is_expired, to_row

LIFE = timedelta(days=30)
"""As long as the documents themselves are kept (stacks/data.py)."""
MAX_READ = 1000


@dataclass(frozen=True)
class MaterialTexts:
    """Keyed by ``user_id`` and ``meeting_id``."""

    table: Table

    def put(self, text: MaterialText) -> None:
        """Stores or replaces it."""
        self.table.put({**to_row(text), **expiring(text.written_at + LIFE)}, "storing what the materials say")

    def find(self, user_id: str, meeting_id: str, now: datetime) -> MaterialText | None:
        row = self.table.get(_key(user_id, meeting_id), "reading what the materials say", consistent=False)
        return from_row(MaterialText, row) if row and not is_expired(row, now) else None

    def of_user(self, user_id: str, now: datetime) -> list[MaterialText]:
        """Latest meeting first; one query of the user's partition, of at most ``MAX_READ`` rows."""
        rows = islice(self.table.query(Attr("user_id").eq(user_id), "searching the materials"), MAX_READ)
        texts = [from_row(MaterialText, row) for row in rows if not is_expired(row, now)]
        return sorted(texts, key=lambda text: text.start, reverse=True)

    def delete(self, user_id: str, meeting_id: str) -> None:
        """For good; what is not there is fine."""
        self.table.delete(_key(user_id, meeting_id), "deleting what the materials say")


def _key(user_id: str, meeting_id: str) -> Key:
    return {"user_id": user_id, "meeting_id": meeting_id}
