"""Somebody whom nobody else can approve for confirms what they asked for by a second step, and the log says so."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.accounts.roles import record_role
from lambdas.domain.actions.autonomy import Approvers, TypeRule
from lambdas.domain.actions.kinds.delete_materials import DeleteMaterials
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionStatus, PendingAction
from lambdas.errors import Conflict, Forbidden, Refused
from tests.fakes.approval_harness import ApprovalHarness
from tests.fakes.samples import a_user

TEAM = "own-u1"


def alone(**config: Any) -> ApprovalHarness:
    """u1 has no team."""
    harness = ApprovalHarness(**{"confirm_alone": "high", **config})
    harness.change_user("u1", team_id="")
    return harness


def ask(harness: ApprovalHarness, kind: str = ShareAgenda.action_type, **changes: Any) -> PendingAction:
    return harness.propose(kind, requested_by="user:u1", **changes)


def test_the_first_step_is_refused_and_says_what_to_do_the_second_confirms() -> None:
    harness = alone()
    action = ask(harness)
    with pytest.raises(Forbidden, match="asked for this yourself, and nobody else here may approve it"):
        harness.approve(action, "u1")
    assert harness.policies.may_confirm_alone(action, "u1")
    confirmed = harness.approve(action, "u1", confirm_own=True)
    assert (confirmed.status, confirmed.decided_by) == (ActionStatus.APPROVED, "u1")
    assert harness.carry_out(action).execution.status is ExecutionStatus.DONE
    assert harness.log.events(TEAM) == ["proposed", "denied", "confirmed_alone", "started", "executed"]
    assert len(harness.mailer.sent) == 1


def test_the_second_step_is_on_what_was_shown() -> None:
    harness = alone()
    action = ask(harness)
    with pytest.raises(Refused, match="payload_hash"):
        harness.approve(action, "u1", confirm_own=True, payload_hash="")
    with pytest.raises(Conflict, match="not what you were shown"):
        harness.approve(action, "u1", confirm_own=True, payload_hash="0" * 64)


@pytest.mark.parametrize(
    ("config", "kind"),
    [
        ({"confirm_alone": "none"}, ShareAgenda.action_type),
        ({"confirm_alone": "medium"}, ShareAgenda.action_type),
        ({}, DeleteMaterials.action_type),
    ],
)
def test_beyond_the_risk_the_policy_names_nobody_confirms_their_own_and_never_what_is_critical(
    config: dict[str, Any], kind: str
) -> None:
    harness = alone(**config)
    action = ask(harness, kind)
    with pytest.raises(Forbidden, match="somebody else has to approve it"):
        harness.approve(action, "u1", confirm_own=True)


@pytest.mark.parametrize(
    "approvers",
    [
        Approvers(any_of=("operator",)),
        Approvers(any_of=(), all_of=("owner", "operator")),
        Approvers(any_of=("user:u2",)),
    ],
)
def test_whoever_could_not_approve_it_alone_cannot_confirm_it_alone(approvers: Approvers) -> None:
    harness = alone(types={"share_agenda": TypeRule(approvers=approvers)})
    with pytest.raises(Forbidden):
        harness.approve(ask(harness), "u1", confirm_own=True)


def test_where_somebody_else_may_approve_they_are_named_and_nobody_confirms_their_own() -> None:
    harness = ApprovalHarness(confirm_alone="high")
    action = ask(harness)
    with pytest.raises(Forbidden, match="somebody else has to approve it"):
        harness.approve(action, "u1", confirm_own=True)
    assert [user.user_id for user in harness.policies.who_may(action)] == ["u2", "u3"]
    assert "denied" in harness.log.events("sales")


def test_an_assistant_is_somebody_else() -> None:
    harness = alone()
    harness.rows.table.put({"scope": "user#u1", "item": "reviewer#u9"}, "as provisioning does")
    harness.change_user("u9", reviews_for=frozenset({"u1"}))
    action = ask(harness)
    assert [user.user_id for user in harness.policies.who_may(action)] == ["u9"]
    assert not harness.policies.may_confirm_alone(action, "u1")


def change(harness: ApprovalHarness, user_id: str, by: str, **changes: Any) -> None:
    """As accounts/people.py does, whoever it is by."""
    before = harness.users.get(user_id)
    record_role(harness.rows, before.model_copy(update=changes), by, harness.now, before)
    harness.change_user(user_id, **changes)


def of_u3(harness: ApprovalHarness, key: str = "k1") -> PendingAction:
    harness.replan(user_id="u3")
    return harness.propose("create_task", requested_by="user:u3", on_behalf_of="u3", key=key)


@pytest.mark.parametrize("taken", [{"active": False}, {"team_id": "leads"}, {"role": "member"}])
@pytest.mark.parametrize("by", ["user:u3", "user:puppet"])
def test_whoever_takes_from_the_others_what_they_may_approve_is_not_alone(taken: dict[str, Any], by: str) -> None:
    harness = ApprovalHarness(confirm_alone="high")
    harness.users.put(a_user("puppet", team_id="elsewhere", role="operator"))
    record_role(harness.rows, harness.users.get("puppet"), "user:u3", harness.now)
    change(harness, "u2", by, **taken)
    with pytest.raises(Forbidden, match="somebody else has to approve it"):
        harness.approve(of_u3(harness), "u3", confirm_own=True)
    before = of_u3(harness, "asked before")
    assert not harness.at(harness.now + timedelta(hours=1)).policies.may_confirm_alone(before, "u3")
    harness.at(harness.now + timedelta(days=8))
    assert harness.policies.may_confirm_alone(of_u3(harness, "later"), "u3"), "or nobody would ever decide there again"


def test_whoever_sends_the_assistant_away_is_not_alone_until_somebody_else_says_so() -> None:
    harness = ApprovalHarness(confirm_alone="high")
    change(harness, "u2", "agent:operator", active=False)
    change(harness, "u9", "agent:operator", reviews_for=frozenset({"u3"}))
    change(harness, "u9", "user:u3", reviews_for=frozenset())
    action = of_u3(harness)
    assert not harness.policies.may_confirm_alone(action, "u3")
    change(harness, "u9", "agent:operator", reviews_for=frozenset({"u3"}))
    change(harness, "u9", "agent:operator", reviews_for=frozenset())
    assert harness.policies.may_confirm_alone(action, "u3")


def test_an_agent_confirms_nothing_for_anybody() -> None:
    harness = alone()
    with pytest.raises(Forbidden, match="Only a person"):
        harness.approve(ask(harness), "u1", confirm_own=True, agent="meeting_prep")


@pytest.mark.parametrize("change", [{"active": False}, {"policy": "none"}])
def test_what_was_confirmed_alone_is_looked_at_again_before_it_is_done(change: dict[str, Any]) -> None:
    harness = alone()
    action = harness.approve(ask(harness), "u1", confirm_own=True)
    if policy := change.pop("policy", None):
        harness.config = harness.config.model_copy(update={"confirm_alone": policy})
    harness.change_user("u1", **change)
    ended = harness.carry_out(action)
    assert (ended.execution.status, harness.mailer.sent) == (ExecutionStatus.REFUSED, [])


def test_the_table_alone_does_not_say_that_somebody_confirmed_their_own() -> None:
    harness = alone()
    action = harness.approve(ask(harness), "u1", confirm_own=True)
    told = action.votes[-1].model_copy(update={"is_alone": False})
    harness.actions.stored[action.action_id] = action.model_copy(update={"votes": (told,)})
    assert harness.carry_out(action).execution.status is ExecutionStatus.REFUSED


def test_what_people_confirm_for_themselves_teaches_amo_nothing() -> None:
    harness = alone()
    for number in range(12):
        harness.approve(ask(harness, "create_task", key=str(number)), "u1", confirm_own=True)
    assert harness.rows.rules("u1") == []
