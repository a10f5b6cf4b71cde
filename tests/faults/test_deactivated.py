"""Fault 101 for operators: whoever was deactivated operates nothing, though a session of theirs is good for minutes."""

from typing import Any

import pytest

from lambdas.domain.actions.pending_action import ActionStatus
from lambdas.errors import Forbidden, NotFound
from tests.fakes.approval_harness import TEAM, ApprovalHarness
from tests.faults.test_foreign_requests import stored
from tests.unit.edges.harness import ADA, EVE, Harness

REASON = "The others are away today"
FORMS: dict[str, dict[str, str]] = {
    "/people/invite": {"email": "new@example.com", "role": "operator"},
    f"/people/{EVE}": {"role": "operator"},
    f"/people/{EVE}/link": {},
    "/settings/switches/workflow": {"on": "0"},
    "/autonomy/break-glass": {"reason": REASON, "minutes": "5"},
}
CALLS: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/api/users"): {"email": "new@example.com", "name": "New", "role": "operator"},
    ("PUT", f"/api/users/{EVE}"): {"role": "operator"},
    ("POST", f"/api/users/{EVE}/link"): {},
    ("PUT", "/api/switches/workflow"): {"on": False},
    ("POST", "/api/autonomy/break-glass"): {"reason": REASON, "minutes": 5},
}
READS = ("/people", "/settings/operator")


@pytest.fixture
def harness(monkeypatch: pytest.MonkeyPatch) -> Harness:
    harness = Harness(monkeypatch).furnish()
    harness.users.patch(ADA, {"role": "operator"})
    return harness


def deactivate(harness: Harness) -> None:
    """As a function of the operator's does: her sessions' rows are still there."""
    harness.users.patch(ADA, {"active": False})


@pytest.mark.parametrize("path", FORMS)
def test_an_operator_s_form_changes_something(harness: Harness, path: str) -> None:
    before = stored(harness)
    assert harness.post(path, ADA, **FORMS[path]).status in (200, 303)
    assert stored(harness) != before


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_an_operator_s_call_changes_something(harness: Harness, call: tuple[str, str]) -> None:
    before = stored(harness)
    assert harness.call(*call, CALLS[call]).status < 300
    assert stored(harness) != before


@pytest.mark.parametrize("path", FORMS)
def test_fault_101_a_deactivated_operator_s_form_changes_nothing(harness: Harness, path: str) -> None:
    deactivate(harness)
    before = stored(harness)
    answer = harness.post(path, ADA, **FORMS[path])
    assert answer.status in (401, 403, 404) or "Only an operator" in answer.text
    assert stored(harness) == before


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_fault_101_a_deactivated_operator_s_call_changes_nothing(harness: Harness, call: tuple[str, str]) -> None:
    deactivate(harness)
    before = stored(harness)
    assert harness.call(*call, CALLS[call]).status in (401, 403, 404)
    assert stored(harness) == before


@pytest.mark.parametrize("path", READS)
def test_fault_101_a_deactivated_operator_is_shown_nothing_of_the_stage(harness: Harness, path: str) -> None:
    deactivate(harness)
    assert harness.get(path).status in (401, 404)


def test_fault_101_a_deactivated_operator_vouches_for_no_address(harness: Harness) -> None:
    deactivate(harness)
    before = harness.users.get(ADA)
    harness.post("/auth/address", ADA, email="else@example.com")
    harness.call("PUT", "/api/settings/profile", {"name": "", "email": "else@example.com", "timezone": "UTC"})
    after = harness.users.get(ADA)
    assert (after.email, after.email_proof) == (before.email, before.email_proof)


def test_fault_101_a_deactivated_operator_breaks_no_glass_and_what_was_broken_helps_them_no_more() -> None:
    harness = ApprovalHarness()
    harness.autonomy.open_emergency_access("u3", "The customer's site is down", 30, harness.now)
    action = harness.propose(requested_by="user:u3")
    harness.change_user("u3", active=False)
    with pytest.raises(NotFound):
        harness.approve(action, "u3")
    with pytest.raises(Forbidden):
        harness.autonomy.open_emergency_access("u3", "The customer's site is down", 30, harness.now)
    assert harness.stored(action).status is ActionStatus.PENDING
    assert harness.log.events(TEAM).count("glass_broken") == 1


def test_fault_101_nobody_deactivated_is_asked_or_counts_as_somebody_who_could_decide() -> None:
    harness = ApprovalHarness()
    for user_id in ("u2", "u3"):
        harness.change_user(user_id, active=False)
    assert harness.policies.overseers(TEAM) == []
    assert not harness.policies.has_other_approver("u1")
    harness.propose()
    assert harness.told("u2") == harness.told("u3") == []
