"""Somebody who reviews for a person sees their queue, is asked and decides, as long as their profile says so."""

from datetime import timedelta

import pytest

from lambdas.accounts.roles import record_role
from lambdas.approvals.digest import MAX_LINES, send_digest
from lambdas.approvals.queue import QueueFilter, get_pending_actions, to_decide_by
from lambdas.domain.actions.autonomy import Approvers, TypeRule
from lambdas.domain.actions.kinds.share_agenda import ShareAgenda
from lambdas.domain.actions.pending_action import POLICY, ActionStatus, ExecutionStatus, PendingAction
from lambdas.domain.notifications.messages import MessageKind
from lambdas.errors import Forbidden, NotFound
from tests.fakes.actions import a_pending, an_entry
from tests.fakes.approval_harness import TEAM, ApprovalHarness
from tests.fakes.samples import NOW


@pytest.fixture
def harness() -> ApprovalHarness:
    """u9, a member of another team, reviews for u1."""
    harness = ApprovalHarness()
    harness.change_user("u9", role="member", reviews_for=frozenset({"u1"}))
    record_role(harness.rows, harness.users.get("u9"), "user:u3", NOW)
    return harness


def seen_by(harness: ApprovalHarness, user_id: str) -> list[PendingAction]:
    reviewer = harness.policies.reviewer(user_id)
    assert reviewer
    return get_pending_actions(harness.actions, reviewer, QueueFilter(), harness.now)


def test_an_assistant_sees_the_queue_of_whom_they_review_for_and_nobody_else_s(harness: ApprovalHarness) -> None:
    own = harness.propose()
    other = harness.propose(on_behalf_of="u2", key="other")
    assert [action.action_id for action in seen_by(harness, "u9")] == [own.action_id]
    waiting = to_decide_by(harness.actions, harness.policies, "u9", NOW)
    assert [action.action_id for action in waiting] == [own.action_id]
    with pytest.raises(NotFound):
        harness.approve(other, "u9")


def test_an_assistant_approves_what_their_person_asked_for_and_it_is_done(harness: ApprovalHarness) -> None:
    action = harness.propose(ShareAgenda.action_type, requested_by="user:u1")
    with pytest.raises(Forbidden):
        harness.approve(action, "u1")
    assert harness.approve(action, "u9").status is ActionStatus.APPROVED
    assert harness.carry_out(action).execution.status is ExecutionStatus.DONE


def test_an_assistant_is_asked_whatever_the_risk_and_told_how_it_went(harness: ApprovalHarness) -> None:
    action = harness.propose()
    assert [title for title in harness.told("u9") if title.startswith("To approve")]
    assert harness.told("u2") == []
    settled: list[str] = []
    harness.notifier.close = lambda user, *_said: settled.append(user.user_id)  # type: ignore[method-assign]
    harness.approve(action, "u1")
    assert "u9" in settled


def test_an_assistant_is_no_operator() -> None:
    operators = TypeRule(approvers=Approvers(any_of=("operator",)))
    harness = ApprovalHarness(types={"share_agenda": operators})
    harness.change_user("u9", role="operator", reviews_for=frozenset({"u1"}))
    with pytest.raises(Forbidden, match="not among those"):
        harness.approve(harness.propose(ShareAgenda.action_type), "u9")


@pytest.mark.parametrize("change", [{"reviews_for": frozenset()}, {"active": False}])
def test_whoever_reviews_for_them_no_longer_has_approved_nothing(
    harness: ApprovalHarness, change: dict[str, object]
) -> None:
    action = harness.approve(harness.propose(ShareAgenda.action_type), "u9")
    harness.change_user("u9", **change)
    ended = harness.carry_out(action)
    assert (ended.execution.status, harness.mailer.sent) == (ExecutionStatus.REFUSED, [])
    assert "may no longer" in ended.execution.error
    assert harness.policies.reviewers_of("u1") == []
    told = harness.told("u9")
    harness.propose(key="later")
    assert harness.told("u9") == told


def test_an_assistant_is_somebody_else_who_may_approve(harness: ApprovalHarness) -> None:
    harness.change_user("u1", team_id="")
    assert harness.policies.has_other_approver("u1")
    harness.change_user("u9", reviews_for=frozenset())
    assert not harness.policies.has_other_approver("u1")


def test_the_digest_counts_what_waits_for_its_very_reader(harness: ApprovalHarness) -> None:
    harness.propose()
    harness.propose(key="own", requested_by="user:u1")
    for user_id, line in (("u9", "2 wait for your decision."), ("u1", "1 waits for your decision.")):
        harness.change_user(user_id, digest_hour=9)
        assert send_digest(harness.actions, harness.alerts, harness.users.get(user_id), NOW + timedelta(minutes=1))
        digest = [told for told in harness.notifier.told if told.kind is MessageKind.DIGEST][-1]
        assert (digest.user_id, digest.lines[-1]) == (user_id, line)
        assert digest.title == "What waits for your decision"


def test_what_waits_stands_in_the_digest_however_much_was_done(harness: ApprovalHarness) -> None:
    for number in range(MAX_LINES + 3):
        harness.actions.add(ran(f"a{number:020}"), an_entry(ran(f"a{number:020}")))
    harness.propose()
    harness.change_user("u1", digest_hour=9)
    assert send_digest(harness.actions, harness.alerts, harness.users.get("u1"), NOW + timedelta(minutes=1))
    digest = [told for told in harness.notifier.told if told.kind is MessageKind.DIGEST][-1]
    assert digest.title == "What AMO did on its own since yesterday"
    assert digest.lines[-2:] == ("and 3 more, under Approvals, Everything", "1 waits for your decision.")


def ran(action_id: str) -> PendingAction:
    """By the policy alone."""
    return a_pending(
        action_id, on_behalf_of="u1", team_id=TEAM, status=ActionStatus.APPROVED, decided_by=POLICY, decided_at=NOW
    )


def test_whom_somebody_reviews_for_stands_in_the_log_and_is_found_once(harness: ApprovalHarness) -> None:
    record_role(harness.rows, harness.users.get("u9"), "user:u3", NOW)
    assert harness.rows.reviewers_of("u1") == ["u9"]
    notes = [row["note"] for row in harness.log.rows("support")]
    assert notes == ["u9: member in support, reviews for u1"] * 2
    assert list(harness.log.rows(TEAM)) == []
