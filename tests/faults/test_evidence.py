"""Fault 95 to its end: what the table of actions alone says is neither decided nor done, whatever was changed there."""

from copy import copy
from datetime import timedelta
from typing import Any

import pytest

from lambdas.approvals.edit import edit_action
from lambdas.domain.actions.audit import row_hash
from lambdas.domain.actions.autonomy import Approvers, TypeRule
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.kinds.create_task import CreateTask
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.pending_action import ActionStatus, ExecutionState, ExecutionStatus, PendingAction, Vote
from lambdas.domain.kernel.canonical import digest
from lambdas.errors import Forbidden, Refused
from tests.fakes.approval_harness import TEAM, ApprovalHarness
from tests.fakes.samples import NOW


@pytest.fixture
def harness() -> ApprovalHarness:
    return ApprovalHarness()


def test_fault_95_words_and_hash_changed_together_before_the_decision_are_noticed(harness: ApprovalHarness) -> None:
    action = harness.propose(ShareAgenda.action_type)
    forged = action.payload.replace("bob@example.com", "eve@evil.example")
    changed = action.model_copy(update={"payload": forged, "payload_hash": digest(forged)})
    for verdict in ("approve", "reject"):
        harness.actions.stored[action.action_id] = changed
        with pytest.raises(Forbidden, match="not what was proposed"):
            harness.approve(changed, verdict=verdict)
    assert harness.log.events(TEAM) == ["proposed", "denied", "denied"]
    assert [title for title in harness.told("u3") if "behind AMO’s back" in title]
    assert harness.stored(action).status is ActionStatus.PENDING


@pytest.mark.parametrize("kind", ["its hash", "half of it", "its event"])
def test_fault_95_a_row_of_the_log_that_was_changed_as_well_proves_nothing(harness: ApprovalHarness, kind: str) -> None:
    def forge(action: PendingAction, row: dict[str, Any]) -> PendingAction:
        forged = action.payload.replace("bob@example.com", "eve@evil.example")
        row |= {"payload_hash": digest(forged)} if kind == "its hash" else {"event": "nothing"}
        if kind == "half of it":
            del row["event"]
        changed = action.model_copy(update={"payload": forged, "payload_hash": digest(forged)})
        harness.actions.stored[action.action_id] = changed
        return changed

    changed = forge(harness.propose(ShareAgenda.action_type), harness.log.chain(TEAM)[0])
    with pytest.raises(Forbidden, match="not what was proposed"):
        harness.approve(changed)
    action = harness.approve(harness.propose(ShareAgenda.action_type, key="k2"))
    harness.log.chain(TEAM)[-1] |= {"event": "nothing", "at": "2026-01-01T00:00:00Z"}
    assert harness.carry_out(action).execution.status is ExecutionStatus.REFUSED
    assert harness.mailer.sent == []


@pytest.mark.parametrize("verdict", ["approve", "reject"])
def test_fault_95_what_closed_an_action_is_not_hidden_by_a_change_of_its_row(
    harness: ApprovalHarness, verdict: str
) -> None:
    proposed = harness.propose(ShareAgenda.action_type)
    harness.approve(proposed, verdict=verdict)
    harness.log.chain(TEAM)[-1]["event"] = "remarked"
    harness.actions.stored[proposed.action_id] = proposed
    with pytest.raises(Forbidden, match="not what was proposed"):
        harness.approve(proposed, "u3")


@pytest.mark.parametrize("verdict", ["approve", "reject"])
def test_fault_104_a_row_that_was_given_to_another_action_is_named(harness: ApprovalHarness, verdict: str) -> None:
    """Whoever decides reads the rows of the action alone: it is the whole log that tells (docs/approvals.md)."""
    proposed = harness.propose(ShareAgenda.action_type)
    harness.approve(proposed, verdict=verdict)
    row = harness.log.chain(TEAM)[-1]
    row["action_id"] = f"a{'0' * 20}"
    harness.actions.stored[proposed.action_id] = proposed
    assert harness.verdict().first_bad == row["sequence"]
    row["hash"] = row_hash(row)
    assert harness.verdict().first_bad == row["sequence"]


A_VOTE = Vote(by="u2", role="reviewer", verdict="approve", at=NOW)


@pytest.mark.parametrize(
    "forged",
    [
        {"votes": (A_VOTE,), "decided_by": "u2"},
        {"votes": (A_VOTE.model_copy(update={"audited_as": "000000000001"}),), "decided_by": "u2"},
        {"decided_by": "policy"},
        {"votes": (A_VOTE,), "decided_by": "policy"},
        {"votes": (A_VOTE.model_copy(update={"break_glass": "The site is down"}),), "decided_by": "u3"},
        {"decided_by": "u2"},
        {"decided_by": "u2", "worded_as": ""},
    ],
)
def test_fault_95_what_the_table_alone_says_was_approved_is_not_carried_out(
    harness: ApprovalHarness, forged: dict[str, Any]
) -> None:
    action = harness.propose(ShareAgenda.action_type)
    approved = {"status": ActionStatus.APPROVED, "decided_at": NOW, "approved_hash": action.payload_hash}
    harness.actions.stored[action.action_id] = action.model_copy(update={**approved, **forged})
    ended = harness.carry_out(action)
    assert (ended.execution.status, harness.mailer.sent) == (ExecutionStatus.REFUSED, [])
    assert harness.log.events(TEAM)[1:] == ["denied", "not_carried_out"]
    assert [title for title in harness.told("u3") if "behind AMO’s back" in title]


@pytest.mark.parametrize(
    "forged",
    [
        {"approvers": Approvers(any_of=("user:u9", "owner", "reviewer"))},
        {"deadline": NOW + timedelta(days=9)},
        {"requested_by": "user:u3"},
        {"on_behalf_of": "u2"},
        {"risk": Risk.LOW},
        {"policy_version": "0" * 16},
        {"escalated_at": NOW},
        {"votes": (A_VOTE.model_copy(update={"by": "u3"}),)},
    ],
)
def test_fault_95_terms_changed_in_the_table_let_nobody_decide(
    harness: ApprovalHarness, forged: dict[str, Any]
) -> None:
    action = harness.propose(ShareAgenda.action_type)
    harness.actions.stored[action.action_id] = action.model_copy(update=forged)
    with pytest.raises(Forbidden, match="not what was proposed"):
        harness.approve(action)
    approved = harness.approve(harness.propose(ShareAgenda.action_type, key="k2"))
    harness.actions.stored[approved.action_id] = approved.model_copy(update=forged)
    assert harness.carry_out(approved).execution.status is ExecutionStatus.REFUSED
    assert harness.mailer.sent == []


def test_fault_95_the_approval_of_other_words_or_of_another_action_proves_nothing(harness: ApprovalHarness) -> None:
    other = harness.approve(harness.propose(ShareAgenda.action_type, key="other"))
    action = harness.propose(ShareAgenda.action_type, key="k2")
    borrowed = {name: getattr(other, name) for name in ("status", "votes", "decided_by", "decided_at")}
    harness.actions.stored[action.action_id] = action.model_copy(
        update={**borrowed, "approved_hash": action.payload_hash}
    )
    assert harness.carry_out(action).execution.status is ExecutionStatus.REFUSED
    assert harness.mailer.sent == []


def test_fault_100_what_was_done_is_not_begun_again_because_the_table_says_it_was_not(harness: ApprovalHarness) -> None:
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    harness.carry_out(action)
    for fence in (0, 1):
        harness.actions.stored[action.action_id] = action.model_copy(update={"execution": ExecutionState(fence=fence)})
        assert harness.carry_out(action).execution.status is ExecutionStatus.REFUSED
    assert len(harness.mailer.sent) == 1


def test_fault_95_what_the_table_alone_says_was_begun_does_not_end_as_done(harness: ApprovalHarness) -> None:
    """The log would say that AMO did it, and its owner would hear so."""
    approved = harness.approve(harness.propose(key="k2"))
    begun = {"execution": ExecutionState(status=ExecutionStatus.STARTED, fence=1, started_at=NOW - timedelta(hours=1))}
    harness.kinds["create_task"] = replace_proof(harness.kinds["create_task"])
    unasked = {"status": ActionStatus.APPROVED, "decided_by": "u2", "decided_at": NOW}
    for action, forged in ((harness.propose(), unasked | begun), (approved, begun)):
        harness.actions.stored[action.action_id] = action.model_copy(update=forged)
        assert harness.carry_out(action).execution.status is ExecutionStatus.REFUSED
    assert "executed" not in harness.log.events(TEAM)


def replace_proof(kind: Any) -> Any:
    """As where the target holds such a thing already."""
    found = copy(kind)
    found.proof = lambda _effects, _action: True
    return found


def test_what_was_never_done_is_not_undone_because_the_table_says_it_was(harness: ApprovalHarness) -> None:
    action = harness.approve(harness.propose())
    done = action.model_copy(update={"execution": ExecutionState(status=ExecutionStatus.DONE, fence=1)})
    harness.actions.stored[action.action_id] = done
    with pytest.raises(Refused, match="Only what was done"):
        harness.executions.undo(action.action_id, "u1", NOW)


def test_what_an_older_amo_proposed_and_decided_is_found_in_the_log_and_carried_out(harness: ApprovalHarness) -> None:
    """Its rows have no terms, and neither action nor votes name their rows."""
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    votes = tuple(vote.model_copy(update={"audited_as": ""}) for vote in action.votes)
    harness.actions.stored[action.action_id] = action.model_copy(update={"worded_as": "", "votes": votes})
    for row in harness.log.chain(TEAM):
        del row["terms_hash"], row["workspace_id"]
        row["hash"] = row_hash(row)
    assert harness.carry_out(action).execution.status is ExecutionStatus.DONE


@pytest.mark.parametrize("field", ["action_type", "on_behalf_of", "risk"])
def test_fault_95_what_an_older_amo_stored_is_held_against_what_was_approved(
    harness: ApprovalHarness, field: str
) -> None:
    """The log keeps no terms of it: its payload is what tells."""
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    for row in harness.log.chain(TEAM):
        del row["terms_hash"]
        row["hash"] = row_hash(row)
    forged: dict[str, Any] = {"action_type": "create_task", "on_behalf_of": "u2", "risk": Risk.LOW}
    harness.actions.stored[action.action_id] = action.model_copy(update={field: forged[field]})
    assert harness.carry_out(action).execution.status is ExecutionStatus.REFUSED
    assert (harness.mailer.sent, dict(harness.items.stored)) == ([], {})


def test_what_weighs_more_for_a_newer_amo_than_when_it_was_approved_has_to_be_proposed_again(
    harness: ApprovalHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = harness.approve(harness.propose())
    monkeypatch.setattr(CreateTask, "base_risk", Risk.HIGH)
    assert harness.carry_out(action).execution.status is ExecutionStatus.REFUSED
    assert harness.items.open_of("u1") == []


def test_fault_96_a_decision_on_nothing_in_particular_is_none(harness: ApprovalHarness) -> None:
    action = harness.propose()
    for verdict in ("approve", "reject"):
        with pytest.raises(Refused, match="payload_hash"):
            harness.approve(action, verdict=verdict, payload_hash="")
    assert harness.stored(action).status is ActionStatus.PENDING


def test_nobody_else_is_asked_about_what_was_changed_behind_amo_s_back() -> None:
    harness = ApprovalHarness(types={"share_agenda": TypeRule(on_timeout="escalate")})
    action = harness.propose(ShareAgenda.action_type)
    assert action.escalate_at
    harness.actions.stored[action.action_id] = action.model_copy(update={"requested_by": "user:u9"})
    assert harness.at(action.escalate_at).sweep() == {"expired": 1}
    assert harness.log.events(TEAM) == ["proposed", "denied", "expired"]


def test_fault_94_whoever_reads_ahead_of_another_s_claim_raises_no_alarm(
    harness: ApprovalHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log tells of the other's claim already, the action as it was read does not yet."""
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    of_action = harness.log.of_action

    def somebody_else_is_faster(*names: str) -> Any:
        monkeypatch.undo()
        harness.carry_out(action)
        return of_action(*names)

    monkeypatch.setattr(type(harness.log), "of_action", lambda _log, *names: somebody_else_is_faster(*names))
    assert harness.carry_out(action).execution.status is ExecutionStatus.DONE
    assert "denied" not in harness.log.events(TEAM)
    assert len(harness.mailer.sent) == 1


@pytest.mark.parametrize("place", ["executed", "999999999999"])
def test_fault_100_a_vote_that_names_a_later_row_lets_nothing_be_done_twice(
    harness: ApprovalHarness, place: str
) -> None:
    action = harness.approve(harness.propose(ShareAgenda.action_type))
    harness.carry_out(action)
    last = harness.log.latest(TEAM, 1)[0]
    named = action.votes[0].model_copy(update={"audited_as": last.sequence if place == "executed" else place})
    harness.actions.stored[action.action_id] = action.model_copy(update={"votes": (*action.votes, named)})
    assert harness.carry_out(action).execution.status is ExecutionStatus.REFUSED
    assert len(harness.mailer.sent) == 1


@pytest.mark.parametrize("verdict", ["approve", "reject"])
def test_fault_95_what_was_decided_is_not_open_again_because_the_table_says_so(
    harness: ApprovalHarness, verdict: str
) -> None:
    """Somebody else would be asked about what was rejected, or done, and not know it."""
    proposed = harness.propose(ShareAgenda.action_type)
    decided = harness.approve(proposed, verdict=verdict)
    if verdict == "approve":
        harness.carry_out(decided)
    harness.actions.stored[proposed.action_id] = proposed
    with pytest.raises(Forbidden, match="not what was proposed"):
        harness.approve(proposed, "u3")
    assert len(harness.mailer.sent) == (verdict == "approve")
    assert [title for title in harness.told("u3") if "behind AMO’s back" in title]


def test_fault_95_words_that_were_changed_since_are_not_put_back(harness: ApprovalHarness) -> None:
    first = harness.propose(ShareAgenda.action_type)
    changes = {"subject": "Another subject"}
    edit_action(harness.decisions, first.action_id, "u2", changes, first.payload_hash, harness.now)
    harness.actions.stored[first.action_id] = first
    with pytest.raises(Forbidden, match="not what was proposed"):
        harness.approve(first, "u3")
