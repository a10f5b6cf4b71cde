"""The table ``outcomes``: what each person wanted out of their meetings, and what they say they got."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Row, Table, Update
from lambdas.domain.kernel.instants import iso
from lambdas.domain.outcomes.outcome import Outcome, Reached
from lambdas.errors import Conflict, NotFound
from lambdas.store.rows import expiring, from_row, to_row

LIFE = timedelta(days=400)
"""As long as the meeting itself is stored."""


@dataclass(frozen=True)
class Outcomes:
    """Keyed by ``user_id`` and ``item``, ``<meeting_id>#<want_key>``."""

    table: Table

    def add(self, outcome: Outcome) -> None:
        """One that is there already stays as it is, with its answer."""
        with suppress(Conflict):
            self.table.put(row_of(outcome), "keeping what was wanted", Attr("user_id").not_exists())

    def of_meeting(self, user_id: str, meeting_id: str) -> list[Outcome]:
        theirs = Attr("user_id").eq(user_id) & Attr("item").begins_with(f"{meeting_id}#")
        return [from_row(Outcome, row) for row in self.table.query(theirs, "reading what was wanted")]

    def of_user(self, user_id: str) -> list[Outcome]:
        """Of all their meetings, the latest first."""
        found = [from_row(Outcome, row) for row in self.table.query(Attr("user_id").eq(user_id), "reading outcomes")]
        return sorted(found, key=lambda outcome: (outcome.start, outcome.meeting_id), reverse=True)

    def answer(self, user_id: str, meeting_id: str, want_key: str, reached: Reached, now: datetime) -> None:
        """Saying it again changes the answer. Raises NotFound where nothing of the kind was wanted."""
        change = Update(set={"reached": reached.value, "answered_at": iso(now)})
        try:
            self.table.update(_key(user_id, meeting_id, want_key), change, "keeping an outcome", Attr("want").exists())
        except Conflict:
            raise NotFound("There is nothing like this that you wanted of that meeting.") from None

    def delete(self, outcome: Outcome) -> None:
        self.table.delete(_key(outcome.user_id, outcome.meeting_id, outcome.want_key), "deleting an outcome")


def _key(user_id: str, meeting_id: str, want_key: str) -> Key:
    return {"user_id": user_id, "item": f"{meeting_id}#{want_key}"}


def row_of(outcome: Outcome) -> Row:
    key = _key(outcome.user_id, outcome.meeting_id, outcome.want_key)
    return {**to_row(outcome), **key, **expiring(outcome.start + LIFE)}
