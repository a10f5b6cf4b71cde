"""Leads that were proposed to a person, one a type of meeting: the last one, open or kept as it was."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from lambdas.aws.conditions import Attr
from lambdas.aws.table import Key, Row, Table, Update
from lambdas.domain.kernel.instants import iso
from lambdas.domain.preparation.timing_proposal import TimingProposal
from lambdas.errors import Conflict
from lambdas.store.rows import from_row, to_row

TIMING = "timing#"


@dataclass(frozen=True)
class TimingProposals:
    """In the users table, beside the profile: whoever proposes changes attributes there, and puts or deletes no row."""

    table: Table

    def of_user(self, user_id: str) -> list[TimingProposal]:
        theirs = Attr("user_id").eq(user_id) & Attr("item").begins_with(TIMING)
        rows = self.table.query(theirs, "reading proposed times")
        return [from_row(TimingProposal, row) for row in rows if _holds(row)]

    def find(self, user_id: str, meeting_type: str) -> TimingProposal | None:
        row = self.table.get(_key(user_id, meeting_type), "reading a proposed time")
        return from_row(TimingProposal, row) if row and _holds(row) else None

    def put(self, user_id: str, proposal: TimingProposal) -> None:
        """Replaces what was proposed for the type before."""
        key = _key(user_id, proposal.meeting_type)
        self.table.update(key, Update(set=to_row(proposal)), "storing a proposed time")

    def keep(self, user_id: str, meeting_type: str, now: datetime) -> None:
        """It stays as it is; saying so again, or of what was never proposed, changes nothing."""
        is_open = Attr("meeting_type").exists() & Attr("kept_at").eq(None)
        with suppress(Conflict):
            change = Update(set={"kept_at": iso(now)})
            self.table.update(_key(user_id, meeting_type), change, "keeping the time", is_open)

    def forget(self, user_id: str, meeting_type: str) -> None:
        """Leaves the row's key, which says nothing."""
        change = Update(remove=tuple(TimingProposal.model_fields))
        self.table.update(_key(user_id, meeting_type), change, "forgetting a proposed time")


def _holds(row: Row) -> bool:
    return "meeting_type" in row


def _key(user_id: str, meeting_type: str) -> Key:
    return {"user_id": user_id, "item": f"{TIMING}{meeting_type}"}
