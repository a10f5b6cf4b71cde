"""What was decided or done above low risk is anchored at once, so that nobody can rewrite it until the next quarter."""

from typing import Any

import pytest

from lambdas.approvals.audit import anchor_teams
from lambdas.approvals.decide import Decision
from lambdas.approvals.decide_many import process_in_bulk
from lambdas.domain.actions.audit import Anchor, row_hash
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionStatus
from lambdas.errors import Retryable
from tests.fakes.anchors import FakeAnchors
from tests.fakes.approval_harness import TEAM, ApprovalHarness
from tests.fakes.samples import NOW


@pytest.fixture
def harness() -> ApprovalHarness:
    return ApprovalHarness()


def anchored(harness: ApprovalHarness) -> list[int]:
    return [int(anchor.sequence) for anchor in harness.anchors.stored]


def test_each_decision_and_each_execution_is_anchored(harness: ApprovalHarness) -> None:
    action = harness.propose(ShareAgenda.action_type)
    assert anchored(harness) == []
    harness.approve(action)
    harness.approve(action)
    assert anchored(harness) == [2]
    harness.carry_out(action)
    assert anchored(harness) == [2, 4]
    harness.approve(harness.propose(key="k2"), verdict="reject")
    assert anchored(harness) == [2, 4, 6]


def test_a_decision_rewritten_right_after_it_was_taken_is_named(harness: ApprovalHarness) -> None:
    harness.approve(harness.propose(ShareAgenda.action_type))
    row = harness.log.chain(TEAM)[-1]
    row["actor"] = "user:u3"
    row["hash"] = row_hash(row)
    verdict = harness.verdict()
    assert (verdict.whole, verdict.first_bad) == (False, "000000000002")


def test_many_at_once_are_anchored_once(harness: ApprovalHarness) -> None:
    actions = [harness.propose(key=f"k{number}") for number in range(5)]
    seen = {action.action_id: action.payload_hash for action in actions}
    process_in_bulk(harness.decisions, tuple(seen), "u2", Decision(verdict="approve"), NOW, seen)
    assert anchored(harness) == [10]


def test_the_log_of_one_team_that_cannot_be_anchored_keeps_no_other_from_its_anchor(
    harness: ApprovalHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.propose()
    harness.propose(on_behalf_of="u9", key="other")
    last = type(harness.anchors).last

    def fails_once(anchors: FakeAnchors, team_id: str) -> Anchor | None:
        if team_id == TEAM:
            raise ValueError("an anchor that cannot be read")
        return last(anchors, team_id)

    monkeypatch.setattr(type(harness.anchors), "last", fails_once)
    anchors: Any = harness.anchors
    for broken, others in ((TEAM, "support"), (TEAM, "a-team-without-a-log")):
        with pytest.raises(Retryable, match="1 teams"):
            anchor_teams(harness.log, anchors, (broken, others), NOW)
    assert [anchor.team_id for anchor in harness.anchors.stored] == ["support"]


@pytest.mark.parametrize("missing", ["event", "at", "hash"])
def test_a_log_whose_last_row_cannot_be_read_is_anchored_and_goes_on(harness: ApprovalHarness, missing: str) -> None:
    """What comes after it is proved by the chain as ever, and the row itself is the first bad one."""
    proposed = harness.propose(ShareAgenda.action_type)
    harness.propose(key="k2")
    del harness.log.chain(TEAM)[-1][missing]
    harness.log.remembered.clear()
    assert anchor_teams(harness.log, harness.anchors, (TEAM,), NOW) == 1  # type: ignore[arg-type]  # a fake in its place
    assert harness.carry_out(harness.approve(proposed)).execution.status is ExecutionStatus.DONE
    assert [row["sequence"] for row in harness.log.rows(TEAM)] == [f"{number:012d}" for number in range(1, 6)]
    assert harness.verdict().first_bad == "000000000002"
    harness.log.cut(TEAM, 1)
    assert harness.verdict().first_bad == "000000000002"


def test_a_bucket_that_does_not_answer_stops_neither_the_decision_nor_the_execution(
    harness: ApprovalHarness, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def is_down(_anchor: Anchor) -> None:
        raise Retryable("S3 is busy")

    monkeypatch.setattr(harness.anchors, "put", is_down)
    action = harness.approve(harness.propose())
    assert action.status is ActionStatus.APPROVED
    assert harness.carry_out(action).execution.status is ExecutionStatus.DONE
    assert "was not anchored" in caplog.text
