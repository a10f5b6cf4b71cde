"""The table ``action_audit_log``: one chain of rows per team. Rows are added and read; nothing here changes one.

A row is only ever written inside a transaction with what it tells of; the roles allow no other write.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice
from operator import and_

from pydantic import ValidationError

from lambdas.aws.conditions import Attr, Condition
from lambdas.aws.table import Row, Table, TransactionContended, TransactionRefused, Write
from lambdas.domain.actions.audit import (
    EVERY_ROW,
    AuditEntry,
    AuditFilter,
    AuditRow,
    ChainEnd,
    chain_end,
    is_as_written,
    is_in_line,
    is_numbered,
    linked,
    reached_end,
    unreadable,
)
from lambdas.errors import Retryable
from lambdas.store.rows import from_row, to_row

log = logging.getLogger(__name__)

ATTEMPTS = 60
FIRST_WAIT_SECONDS = 0.01
MAX_WAIT_SECONDS = 0.1
"""A write takes a hundredth of a second: whoever of ten waits longer than this only lets the chain stand idle."""
READING = "reading the audit log"


@dataclass(frozen=True)
class AuditLog:
    """``remembered`` is where each chain stood when this instance last added to it: usually still the tail."""

    table: Table
    sleep: Callable[[float], None] = time.sleep
    remembered: dict[str, ChainEnd] = field(default_factory=dict, repr=False)

    def add(
        self, entry: AuditEntry, others: Callable[[AuditRow], Sequence[Write]] = lambda _row: (), doing: str = ""
    ) -> AuditRow:
        """Adds the row in one transaction with ``others``, the writes it tells of, given the row.

        Raises Conflict when one of these is refused by its own condition: then nothing was written. Another writer
        of the same team's chain only means another attempt.
        """
        doing = doing or "writing the audit log"
        end: ChainEnd | None = None
        for attempt in range(ATTEMPTS):
            end = self.remembered.get(entry.team_id) or self.tail(entry.team_id, end)
            row = linked(entry, end)
            if self._is_written(row, others(row), doing):
                self.remembered[row.team_id] = ChainEnd(row.sequence, row.hash)
                return row
            self.remembered.pop(entry.team_id, None)
            wait = min(MAX_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2**attempt)
            self.sleep(wait * random.uniform(0.2, 1.0) if attempt else 0)  # noqa: S311 - jitter, not a secret
        raise Retryable(f"Too much happens at once in this team while {doing}; try again.")

    def tail(self, team_id: str, behind: ChainEnd | None = None) -> ChainEnd | None:
        """The latest row's place and hash, read consistently; whether the row itself can be read is of no account.

        A row far off, as one that somebody put at the last number, is not it: the log goes on before it, and
        verification names it. To find the end the rows are then read in order, from ``behind`` a known place on.
        """
        where = Attr("team_id").eq(team_id)
        rows = filter(is_numbered, self.table.query(where, READING, newest_first=True, page=2))
        newest = list(islice(rows, 2))
        if not newest or is_in_line(newest):
            return chain_end(newest[0]) if newest else None
        log.error("row %s of the audit log of team %s follows no other", newest[0]["sequence"], team_id)
        if behind:
            where &= Attr("sequence").gt(behind.sequence)
        return reached_end(self.table.query(where, READING, only=("sequence", "hash")), behind)

    def rows(self, team_id: str) -> Iterator[Row]:
        """Every row as stored, in order; whoever reads them to verify must not have them tidied first."""
        return self.table.query(Attr("team_id").eq(team_id), READING)

    def latest(self, team_id: str, limit: int, wanted: AuditFilter = EVERY_ROW) -> list[AuditRow]:
        """Newest first; one that cannot be read stands there as such. A filter that few rows pass reads the log until
        so many are found.
        """
        where = Attr("team_id").eq(team_id)
        if wanted.before:
            where &= Attr("sequence").lt(wanted.before)
        newest = self.table.query(where, READING, only_if=_passes(wanted), newest_first=True, page=limit)
        return [_read(row) or unreadable(row) for row in islice(filter(is_numbered, newest), limit)]

    def row(self, team_id: str, sequence: str) -> AuditRow | None:
        """Read consistently. None also where it is no more the row that was written."""
        row = self.table.get({"team_id": team_id, "sequence": sequence}, READING)
        return _read(row) if row and is_as_written(row) else None

    def of_action(self, team_id: str, action_id: str, after: str = "") -> list[AuditRow] | None:
        """The rows of this chain that tell of the action, in order; those after a sequence alone where one is given.

        None where one of them is no more the row that was written: then they tell nothing.
        """
        where = Attr("team_id").eq(team_id)
        if after:
            where &= Attr("sequence").gt(after)
        rows = list(self.table.query(where, READING, only_if=Attr("action_id").eq(action_id)))
        read = [row for row in map(_read, filter(is_as_written, rows)) if row]
        return read if len(read) == len(rows) else None

    def _is_written(self, row: AuditRow, others: Sequence[Write], doing: str) -> bool:
        """False where somebody else added a row first, or works on the same rows at this moment."""
        own = self.table.put_write(to_row(row), Attr("team_id").not_exists())
        try:
            self.table.transact([own, *others], doing)
        except TransactionRefused as refused:
            if any(refused.positions):  # the first write is the row: its refusal is none of what the row tells of
                raise
            return False
        except TransactionContended:
            return False
        return True


def _read(row: Row) -> AuditRow | None:
    """None where it is no row of ours any more, as somebody else has changed it."""
    try:
        return from_row(AuditRow, row)
    except ValidationError:
        log.error("row %s of the audit log of team %s cannot be read", row["sequence"], row["team_id"])
        return None


def _passes(wanted: AuditFilter) -> Condition | None:
    named = {"actor": wanted.actor, "action_type": wanted.action_type, "event": wanted.event}
    parts = [Attr(name).eq(value) for name, value in named.items() if value]
    return reduce(and_, parts) if parts else None
