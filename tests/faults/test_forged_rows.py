"""Fault 104 at its far end: rows that somebody put behind the end of a team's log stop nobody, and stay visible."""

from collections.abc import Sequence
from typing import Any

import pytest

from lambdas.approvals.audit import anchor_team
from lambdas.domain.actions.audit import MAX_GAP, MAX_ROWS, AuditEntry, AuditEvent, next_sequence, row_hash
from lambdas.domain.actions.pending_action import ExecutionStatus
from tests.fakes.approval_harness import TEAM, ApprovalHarness
from tests.fakes.samples import NOW

LAST = "999999999999"
FORGED = {
    "at the last number": (LAST,),
    "two that follow each other at the end": ("999999999998", LAST),
    "two that follow each other far off": ("500000000000", "500000000001"),
    "one too far off to have been written": (f"{MAX_GAP + 100:012d}",),
    "beside rows of no number": (LAST, "9999999999999", "zzz"),
}


@pytest.fixture
def harness() -> ApprovalHarness:
    harness = ApprovalHarness()
    harness.carry_out(harness.approve(harness.propose(key="before")))
    return harness


def forge(harness: ApprovalHarness, numbers: Sequence[str]) -> None:
    """As well as can be: each a whole row by its own hash, upon the last that AMO wrote. Every instance starts cold."""
    upon = harness.log.chain(TEAM)[-1]
    for number in numbers:
        row: dict[str, Any] = {**upon, "sequence": number, "previous_hash": upon["hash"], "action_id": "elsewhere"}
        upon = {**row, "hash": row_hash(row)}
        harness.log.table.put(upon, "forging")
    harness.log.remembered.clear()


@pytest.mark.parametrize("numbers", FORGED.values(), ids=FORGED)
def test_fault_104_a_team_decides_and_acts_on_whatever_was_put_behind_its_log(
    harness: ApprovalHarness, numbers: Sequence[str]
) -> None:
    written = len(harness.log.chain(TEAM))
    forge(harness, numbers)
    for key in ("one", "two"):
        harness.log.remembered.clear()
        action = harness.carry_out(harness.approve(harness.propose(key=key)))
        assert action.execution.status is ExecutionStatus.DONE
    count = len(harness.log.chain(TEAM)) - len(numbers)
    assert count > written + 2
    assert [row["sequence"] for row in harness.log.chain(TEAM)][:count] == [f"{n + 1:012d}" for n in range(count)]
    tail = harness.log.tail(TEAM)
    assert tail is not None
    assert tail.sequence == f"{count:012d}"


@pytest.mark.parametrize("numbers", FORGED.values(), ids=FORGED)
def test_fault_104_what_was_put_behind_a_log_is_named_whatever_is_written_after_it(
    harness: ApprovalHarness, numbers: Sequence[str]
) -> None:
    forge(harness, numbers)
    for key in ("one", "two"):
        harness.carry_out(harness.approve(harness.propose(key=key)))
        verdict = harness.verdict()
        missing = next_sequence(f"{len(harness.log.chain(TEAM)) - len(numbers):012d}")
        assert (verdict.whole, verdict.first_bad) == (False, missing)
        assert verdict.problem == f"row {missing} is missing; {numbers[0]} stands in its place"


def test_fault_104_an_anchor_is_of_the_last_row_that_was_written_and_not_of_a_forged_one(
    harness: ApprovalHarness,
) -> None:
    forge(harness, (LAST,))
    end = harness.propose(key="one").audited_as
    harness.log.remembered.clear()
    anchor_team(harness.log, harness.anchors, TEAM, NOW)  # type: ignore[arg-type]  # a fake in its place
    assert max(anchor.sequence for anchor in harness.anchors.of_team(TEAM)) == end


def test_fault_104_a_deleted_row_leaves_a_hole_that_nothing_is_written_into(harness: ApprovalHarness) -> None:
    """Also where it is the last but one, so that the last follows no other."""
    last = harness.log.chain(TEAM)[-1]["sequence"]
    harness.log.cut(TEAM, -2)
    assert harness.propose(key="one").audited_as == next_sequence(last)
    assert harness.verdict().first_bad == f"{int(last) - 1:012d}"


def test_fault_104_a_forged_row_near_the_end_is_gone_on_from_and_named(harness: ApprovalHarness) -> None:
    """Nobody can tell it from one whose neighbours were deleted."""
    last = int(harness.log.chain(TEAM)[-1]["sequence"])
    forge(harness, (f"{last + MAX_GAP:012d}",))
    assert harness.propose(key="one").audited_as == f"{last + MAX_GAP + 1:012d}"
    assert harness.verdict().first_bad == f"{last + 1:012d}"


def test_fault_104_a_log_that_begins_with_a_forged_row_begins_at_its_first(harness: ApprovalHarness) -> None:
    row = {**harness.log.chain(TEAM)[-1], "team_id": "newcomers", "sequence": f"{MAX_ROWS + 1:012d}"}
    harness.log.table.put(row, "forging")
    entry = AuditEntry(team_id="newcomers", at=NOW, event=AuditEvent.POLICY_CHANGED, actor="user:u2")
    assert [harness.log.add(entry).sequence for _ in range(2)] == ["000000000001", "000000000002"]


def test_fault_104_whoever_meets_another_writer_reads_only_what_came_since(harness: ApprovalHarness) -> None:
    """With a forged row behind it a long log is read to its end once, not with each attempt."""
    forge(harness, (LAST,))
    asked: list[str] = []
    query, transact = harness.log.table.query, harness.log.table.transact
    entry = AuditEntry(team_id=TEAM, at=NOW, event=AuditEvent.POLICY_CHANGED, actor="user:u2")
    end = harness.log.tail(TEAM)
    assert end is not None

    def counted(*where: Any, **how: Any) -> Any:
        rows = list(query(*where, **how))
        asked.append(f"{len(rows)} in order" if "only" in how else "newest")
        return iter(rows)

    def beaten(writes: Any, doing: str) -> None:
        harness.log.table.__dict__.pop("transact")
        other = harness.log.add(entry)
        asked.clear()
        harness.log.remembered.clear()
        assert int(other.sequence) == int(end.sequence) + 1
        transact(writes, doing)

    harness.log.table.__dict__.update(query=counted, transact=beaten)
    assert int(harness.log.add(entry).sequence) == int(end.sequence) + 2
    assert asked == ["newest", "2 in order"]
