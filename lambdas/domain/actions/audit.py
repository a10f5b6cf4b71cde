"""The audit log's rows and their chain: each holds the hash of the one before, so no change goes unseen (ACT-4)."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from lambdas.domain.kernel.canonical import canonical, digest
from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.model import Instant, Model

DIGITS = 12
SEQUENCE = re.compile(rf"[0-9]{{{DIGITS}}}")
ANCHORED_WITHIN = timedelta(hours=1)
"""The clock anchors every quarter of an hour: a row that is older and has none after it lost it."""
MAX_GAP = 1_000
"""Numbers that may be missing between two rows of a chain, where some were deleted. Whatever stands further off was not
written by AMO, which counts: the chain goes on before it, and verification names it."""
MAX_ROWS = 10**9
"""Of one team: a row a second for thirty years."""
BEGINNING = "0" * 64
"""Stands where the first row's predecessor would have its hash."""
LAST = f"{MAX_ROWS:0{DIGITS}d}"
"""No row of a chain has a higher sequence."""


class AuditEvent(StrEnum):
    PROPOSED = "proposed"
    REFUSED = "refused"
    SEEN = "seen"
    EDITED = "edited"
    REMARKED = "remarked"
    VOTED = "voted"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    ESCALATED = "escalated"
    DENIED = "denied"
    STARTED = "started"
    PUT_OFF = "put_off"
    EXECUTED = "executed"
    FAILED = "failed"
    NOT_CARRIED_OUT = "not_carried_out"
    UNKNOWN = "unknown"
    UNDONE = "undone"
    POLICY_CHANGED = "policy_changed"
    ROLE_GIVEN = "role_given"
    ADDRESS_GIVEN = "address_given"
    RULE_PROPOSED = "rule_proposed"
    RULE_ACCEPTED = "rule_accepted"
    RULE_WITHDRAWN = "rule_withdrawn"
    GLASS_BROKEN = "glass_broken"
    CONFIRMED_ALONE = "confirmed_alone"
    LINK_GIVEN = "link_given"
    ACCOUNT_TIED = "account_tied"
    SESSION_PROVED = "session_proved"
    MEETING_FORGOTTEN = "meeting_forgotten"
    PERSON_FORGOTTEN = "person_forgotten"
    UNREADABLE = "unreadable"
    """Never written: a list of rows has it in the place of one that cannot be read."""


class AuditEntry(Model):
    """An event, before it has its place in the chain. ``actor``: ``user:ID``, ``agent:NAME`` or ``policy``.

    ``payload_hash`` seals the words of the action, ``terms_hash`` for whom, by whom and until when it may be decided.
    """

    team_id: str
    workspace_id: str = ""
    at: Instant
    event: AuditEvent
    actor: str
    automatic: bool = False
    action_id: str = ""
    action_type: str = ""
    risk: str = ""
    payload_hash: str = ""
    terms_hash: str = ""
    policy_version: str = ""
    note: str = ""
    result: str = ""
    error: str = ""


class AuditRow(AuditEntry):
    """``sequence`` counts from 1 in each team, in twelve digits."""

    sequence: str
    previous_hash: str
    hash: str


class ChainEnd(NamedTuple):
    """All that the next row has to know of the one before."""

    sequence: str
    hash: str


class AuditFilter(Model):
    """The rows of a log that are wanted: empty means all. ``before``: only rows with a lower sequence."""

    actor: str = ""
    action_type: str = ""
    event: str = ""
    before: str = ""


EVERY_ROW = AuditFilter()


class Anchor(Model):
    """The state of a chain at a time, stored where nobody can change it."""

    team_id: str
    sequence: str
    hash: str
    at: Instant


class Verdict(Model):
    """``first_bad`` is the sequence of the first row that is wrong, empty when all is whole."""

    team_id: str
    rows: int
    anchors: int
    whole: bool
    first_bad: str = ""
    problem: str = ""


def next_sequence(previous: str) -> str:
    """After "" comes 1."""
    return f"{int(previous or 0) + 1:0{DIGITS}d}"


def chain_end(row: Mapping[str, Any]) -> ChainEnd:
    """Of the last row as stored, also where nobody can read the rest of it: the log goes on, and tells of it."""
    return ChainEnd(sequence=str(row["sequence"]), hash=str(row.get("hash") or ""))


def is_in_line(newest: Sequence[Mapping[str, Any]]) -> bool:
    """Returns whether the last row can only be the end of its chain. ``newest``: the last row and the one before it,
    where there is one.
    """
    last, before = (*(int(row["sequence"]) for row in newest), 0)[:2]
    return last <= MAX_ROWS and last - before <= 1


def reached_end(rows: Iterable[Mapping[str, Any]], behind: ChainEnd | None = None) -> ChainEnd | None:
    """Of the ``rows`` behind a place, in their order, the last that no gap parts from those before it."""
    end = behind
    for row in filter(is_numbered, rows):
        following = chain_end(row)
        if int(following.sequence) - int(end.sequence if end else 0) > MAX_GAP:
            return end
        end = following
    return end


def is_numbered(row: Mapping[str, Any]) -> bool:
    """Returns whether it has a place in the chain; whatever else lies in the table is none of its rows."""
    return SEQUENCE.fullmatch(str(row["sequence"])) is not None


def unreadable(row: Mapping[str, Any]) -> AuditRow:
    """Stands in a list of rows for one that cannot be read. Its ``at`` says nothing."""
    sequence = str(row["sequence"])
    return AuditRow(
        team_id=str(row["team_id"]),
        at=datetime.fromtimestamp(0, UTC),
        event=AuditEvent.UNREADABLE,
        actor="",
        error=f"Row {int(sequence)} cannot be read: the log is not whole.",
        sequence=sequence,
        previous_hash="",
        hash="",
    )


def linked(entry: AuditEntry, tail: ChainEnd | None) -> AuditRow:
    """The entry as the row that follows ``tail``."""
    content = as_stored(entry) | {
        "sequence": next_sequence(tail.sequence if tail else ""),
        "previous_hash": tail.hash if tail else BEGINNING,
    }
    return AuditRow.model_validate(content | {"hash": row_hash(content)})


def as_stored(entry: AuditEntry) -> dict[str, Any]:
    """Its JSON form, a row's with the hash. What is about no action has no ``action_id``: an index takes no empty key.

    A row that was stored with an empty one has the hash of that, and stays good.
    """
    values = entry.model_dump(mode="json")
    return {name: value for name, value in values.items() if name != "action_id" or value}


def row_hash(row: Mapping[str, Any]) -> str:
    """Of everything in the row but the hash itself: an attribute too many changes it as well."""
    return digest(canonical({name: value for name, value in row.items() if name != "hash"}))


def is_as_written(row: Mapping[str, Any]) -> bool:
    """Returns whether its own hash is that of what stands in it."""
    try:
        return row.get("hash") == row_hash(row)
    except TypeError:  # bytes or a set, which AMO never stores
        return False


def verify(
    team_id: str,
    rows: Sequence[Mapping[str, Any]],
    anchors: Iterable[Anchor] = (),
    expected: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Verdict:
    """Names the first row that was edited, deleted, moved or cut off (fault 104); where none was, the first one that
    ought to have an anchor ``now`` and has none.

    ``rows`` as stored, by sequence. ``expected`` are the actions' own notes: action id -> sequence of its latest row.
    """
    kept = list(anchors)

    def bad(sequence: str, problem: str) -> Verdict:
        return Verdict(
            team_id=team_id, rows=len(rows), anchors=len(kept), whole=False, first_bad=sequence, problem=problem
        )

    found = _first_break(rows, {anchor.hash for anchor in kept})
    lost = _first_lost(rows, kept, expected or {})
    problems = sorted(problem for problem in (found, lost) if problem)
    if not problems and now and (uncovered := _first_uncovered(rows, kept, now)):
        problems = [uncovered]
    if problems:
        return bad(*problems[0])
    return Verdict(team_id=team_id, rows=len(rows), anchors=len(kept), whole=True)


def _first_break(rows: Sequence[Mapping[str, Any]], anchored: Collection[str]) -> tuple[str, str] | None:
    """A row that the next one, or an anchor, was written upon is good: what does not fit then is the row before it."""
    sequence, previous = "", BEGINNING
    known = {*anchored, *(str(row.get("previous_hash")) for row in rows)}
    for row in rows:
        before, sequence = sequence, next_sequence(sequence)
        stored = str(row.get("sequence", ""))
        if stored != sequence:
            return sequence, f"row {sequence} is missing; {stored or 'a row without a number'} stands in its place"
        if not is_as_written(row):
            return sequence, f"row {sequence} was changed after it was written"
        if row.get("previous_hash") != previous:
            if before and row["hash"] in known:
                return before, f"row {before} was changed after it was written, and its hash made anew"
            return sequence, f"row {sequence} does not follow the row before it"
        previous = str(row["hash"])
    return None


def _first_lost(
    rows: Sequence[Mapping[str, Any]], anchors: Iterable[Anchor], expected: Mapping[str, str]
) -> tuple[str, str] | None:
    """Rows that an anchor or an action knows of, and the log does not, or not like this."""
    by_sequence = {str(row.get("sequence", "")): row for row in rows}
    last = str(rows[-1].get("sequence", "")) if rows else ""
    problems = []
    for anchor in anchors:
        row = by_sequence.get(anchor.sequence)
        if row is None:
            first = min(anchor.sequence, next_sequence(last))
            problems.append((first, f"row {first} is missing: the anchor of {iso(anchor.at)} proves it was there"))
        elif row.get("hash") != anchor.hash:
            problems.append((anchor.sequence, f"row {anchor.sequence} is not the one that was anchored"))
    for action_id, sequence in expected.items():
        row = by_sequence.get(sequence)
        if row is None:
            first = min(sequence, next_sequence(last))
            problems.append((first, f"row {first} is missing: action {action_id} was written together with it"))
        elif row.get("action_id") != action_id:
            problems.append((sequence, f"row {sequence} is not the one written with action {action_id}"))
    return min(problems, default=None)


def _first_uncovered(
    rows: Sequence[Mapping[str, Any]], anchors: Iterable[Anchor], now: datetime
) -> tuple[str, str] | None:
    """An anchor covers every row up to its own: each holds the hash of the one before. Of rows that are whole."""
    last, due = max((anchor.sequence for anchor in anchors), default=""), iso(now - ANCHORED_WITHIN)
    late = (row for row in rows if row["sequence"] > last and str(row.get("at", "")) <= due)
    return next(((row["sequence"], f"no anchor covers row {row['sequence']} of {row.get('at')}") for row in late), None)
