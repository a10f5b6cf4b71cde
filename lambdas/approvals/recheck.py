"""Checks an action again right before it is carried out: bytes, policy, and who approved it (faults 95, 101)."""

from datetime import datetime

from lambdas.approvals.policies import Policies
from lambdas.domain.actions.action import Action, read_payload
from lambdas.domain.actions.autonomy import Ask, Decision, Policy, Refuse, Run, considered, decide
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.pending_action import (
    PendingAction,
    Reviewer,
    Vote,
    decision_blocking_reason,
    is_approved,
    is_intact,
)
from lambdas.errors import NotFound

CHANGED = "What is stored is not what was approved."
STRICTER = "The policy has become stricter since: it has to be proposed again."
NO_LONGER = "Whoever approved it may no longer do so."
TOO_LATE = "It is too late: {}."


def execution_blocking_reason(policies: Policies, action: PendingAction, now: datetime) -> str:
    """In plain words; empty when the decision still holds."""
    if not is_intact(action):
        return CHANGED
    proposed = read_payload(action.payload)
    if _named(proposed) != _named(action):
        return CHANGED
    not_after = proposed.details.not_after
    if not_after and now >= not_after:
        return TOO_LATE.format(proposed.details.too_late)
    try:
        policy = policies.of(policies.users.get(action.on_behalf_of))
    except NotFound:
        return "The person it was for is no longer there."
    facts = considered(proposed, action.requested_by)
    return _reason_under(policies, action, policy, decide(facts, policy, now))


def _named(action: Action | PendingAction) -> tuple[str, str, str, Risk]:
    """The payload says these, and so does the row it stands in: it is the payload that was approved."""
    return action.action_id, action.action_type, action.on_behalf_of, action.risk


def _reason_under(policies: Policies, action: PendingAction, policy: Policy, decision: Decision) -> str:
    """An unchanged policy needs no second judgement: the time left to ask is no longer the question then."""
    is_changed = policy.version != action.policy_version
    if action.automatic:
        return STRICTER if is_changed and not isinstance(decision, Run) else ""
    if is_changed and isinstance(decision, Refuse):
        return STRICTER
    judged = action
    if is_changed and isinstance(decision, Ask) and not action.escalated_at:
        judged = action.model_copy(update={"approvers": decision.approvers})
    return "" if _is_still_approved(policies, judged, policy) else NO_LONGER


def _is_still_approved(policies: Policies, action: PendingAction, policy: Policy) -> bool:
    known = {vote.by: policies.reviewer(vote.by) for vote in action.votes}
    reviewers = {user_id: reviewer for user_id, reviewer in known.items() if reviewer}
    if any(_in_an_emergency(vote, reviewers, action) for vote in action.votes):
        return True
    # Somebody else may have come since: what counts is that nobody was there when they confirmed it.
    confirmed = {vote.by for vote in action.votes if vote.is_alone and policy.lets_confirm_alone(action.risk)}
    entitled = {
        user_id: reviewer
        for user_id, reviewer in reviewers.items()
        if not decision_blocking_reason(action, reviewer, policy.self_approval or user_id in confirmed)
    }
    return is_approved(action, action.votes, entitled)


def _in_an_emergency(vote: Vote, reviewers: dict[str, Reviewer], action: PendingAction) -> bool:
    """The emergency may be over by now: what counts is that it held when they decided."""
    voter = reviewers.get(vote.by)
    is_operator = voter is not None and voter.role == "operator" and voter.team_id == action.team_id
    return bool(vote.break_glass) and vote.verdict == "approve" and is_operator
