"""The table ``action_audit_log``: one chain of rows per team. Rows are added and read; nothing here changes one.

A row is only ever written inside a transaction with what it tells of; the roles allow no other write.
"""

import logging
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice
from operator import and_

from pydantic import ValidationError

from lambdas.aws.conditions import Attr, Condition
from lambdas.aws.table import Row, Table, TransactionContended, TransactionRefused, Write
from lambdas.domain.actions.audit import (
    EVERY_ROW,
    LAST,
    AuditEntry,
    AuditFilter,
    AuditRow,
    ChainEnd,
    as_stored,
    chain_end,
    is_as_written,
    is_in_line,
    is_numbered,
    linked,
    next_sequence,
    reached_end,
    unreadable,
)
from lambdas.errors import Retryable
from lambdas.store.rows import from_row

log = logging.getLogger(__name__)

ATTEMPTS = 60
FIRST_WAIT_SECONDS = 0.01
MAX_WAIT_SECONDS = 0.1
"""A write takes a hundredth of a second: whoever of ten waits longer than this only lets the chain stand idle."""
RECENT = 100
"""So many of a chain's newest rows are read from the chain itself, whatever the index has by then.

An index follows within a fraction of a second. Each row waits for the one before it, a hundredth of a second at the
least and a tenth as a rule, so that a hundred take longer.
"""
READING = "reading the audit log"
BY_ACTION = "action_sequence"
"""The index; a row that is about no action is not in it."""


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
            end = self.known_end(entry.team_id, end)
            row = linked(entry, end)
            if self._is_written(row, others(row), doing):
                self.remembered[row.team_id] = ChainEnd(row.sequence, row.hash)
                return row
            self.remembered.pop(entry.team_id, None)
            wait = min(MAX_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2**attempt)
            self.sleep(wait * random.uniform(0.2, 1.0) if attempt else 0)  # noqa: S311 - jitter, not a secret
        raise Retryable(f"Too much happens at once in this team while {doing}; try again.")

    def known_end(self, team_id: str, behind: ChainEnd | None = None) -> ChainEnd | None:
        """The row this instance added last; the latest row where it has added none, or another writer was faster."""
        return self.remembered.get(team_id) or self.tail(team_id, behind)

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
        """Read consistently. None also where it is no more the row that was written, or has no place in the chain."""
        row = self.table.get({"team_id": team_id, "sequence": sequence}, READING)
        return _read(row) if row and is_numbered(row) and is_as_written(row) else None

    def of_action(self, team_id: str, action_id: str, after: str = "") -> list[AuditRow] | None:
        """The rows of this chain that tell of the action, in order; those after a sequence alone where one is given.

        However long the chain is, two requests at most. Recent rows are read consistently; of the others those that
        the index lacks are missing, if it ever lags that far: :meth:`of_action_in_chain` has them.

        None where one of them is no more the row that was written: then they tell nothing.
        """
        about = Attr("action_id").eq(action_id)
        newest = self.table.newest(_later(team_id, after), READING, RECENT, only_if=about)
        found = {row["sequence"]: row for row in newest.rows}
        if newest.ended_at:
            older = about & Attr("sequence").between(next_sequence(after), newest.ended_at["sequence"])
            indexed = self.table.query(older, READING, index=BY_ACTION, only_if=Attr("team_id").eq(team_id))
            found = {row["sequence"]: row for row in indexed} | found
        return _all_read(found[sequence] for sequence in sorted(found))

    def of_action_in_chain(self, team_id: str, action_id: str, after: str = "") -> list[AuditRow] | None:
        """As :meth:`of_action`, all of it read consistently: as dear as the chain is long since ``after``."""
        about = Attr("action_id").eq(action_id)
        return _all_read(self.table.query(_later(team_id, after), READING, only_if=about))

    def _is_written(self, row: AuditRow, others: Sequence[Write], doing: str) -> bool:
        """False where somebody else added a row first, or works on the same rows at this moment."""
        own = self.table.put_write(as_stored(row), Attr("team_id").not_exists())
        try:
            self.table.transact([own, *others], doing)
        except TransactionRefused as refused:
            if any(refused.positions):  # the first write is the row: its refusal is none of what the row tells of
                raise
            return False
        except TransactionContended:
            return False
        return True


def _later(team_id: str, after: str) -> Condition:
    return Attr("team_id").eq(team_id) & Attr("sequence").between(next_sequence(after), LAST)


def _all_read(rows: Iterable[Row]) -> list[AuditRow] | None:
    """None where one of them is not as it was written."""
    stored = list(filter(is_numbered, rows))
    read = [row for row in map(_read, filter(is_as_written, stored)) if row]
    return read if len(read) == len(stored) else None


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
