"""What the steps of the approval workflow say to it: its Choice states go by these words alone."""

from typing import Any

import pytest

from lambdas.approvals.propose import Proposal
from lambdas.approvals.workflow_steps import DecisionWait, StepResult, propose
from lambdas.domain.actions.autonomy import Autonomy
from tests.fakes.approval_harness import ApprovalHarness


@pytest.fixture
def harness() -> ApprovalHarness:
    return ApprovalHarness()


def proposed(harness: ApprovalHarness, **changes: Any) -> StepResult:
    values = {
        "action_type": "share_agenda",
        "parameters": {"meeting_id": "m1"},
        "on_behalf_of": "u1",
        "requested_by": "agent:meeting_prep",
        "key": "k1",
    }
    return propose(harness.proposals, Proposal(**values | changes), harness.now)


def waiting(harness: ApprovalHarness) -> DecisionWait:
    parts: Any = harness  # fakes stand where adapters are asked for
    return DecisionWait(parts.actions, parts.workflows)


@pytest.mark.parametrize(("verdict", "outcome"), [("", "ask"), ("approve", "run"), ("reject", "rejected")])
def test_it_asks_until_somebody_has_decided_and_then_goes_by_that(
    harness: ApprovalHarness, verdict: str, outcome: str
) -> None:
    """A step that is retried may meet what was decided since it was first run."""
    first = proposed(harness)
    assert first.outcome == "ask"
    action = harness.actions.get(first.action_id)
    if verdict:
        harness.approve(action, verdict=verdict)
    assert proposed(harness) == StepResult(action_id=first.action_id, outcome=outcome)


def test_what_runs_unasked_the_workflow_carries_out_and_no_queue_does() -> None:
    harness = ApprovalHarness(level=Autonomy.AUTONOMOUS)
    assert proposed(harness).outcome == "run"
    assert harness.approved.bodies == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"action_type": "launch_rocket"}, "knows no action"),
        ({"parameters": {"meeting_id": "m9"}}, "no such meeting"),
        ({"requested_by": "agent:somebody"}, "another dedupe_key"),
    ],
)
def test_what_may_not_be_proposed_ends_the_workflow_with_the_reason(
    harness: ApprovalHarness, changes: dict[str, Any], reason: str
) -> None:
    proposed(harness)
    refused = proposed(harness, **({"key": "k2"} if "requested_by" not in changes else {}) | changes)
    assert (refused.action_id, refused.outcome) == ("", "refused")
    assert reason in refused.reason


@pytest.mark.parametrize("is_decided", [True, False])
def test_a_workflow_waits_for_what_is_open_and_hears_at_once_of_what_is_not(
    harness: ApprovalHarness, is_decided: bool
) -> None:
    action_id = proposed(harness).action_id
    if is_decided:
        harness.approve(harness.actions.get(action_id))
    harness.workflows.waiting.add("token")
    waiting(harness).await_decision(action_id, "token")
    assert harness.workflows.answers == ([("token", {"outcome": "approved"})] if is_decided else [])
    assert harness.actions.token(action_id) == "token"
