"""The rules AMO learns from decisions: a rule it may propose, and how often it would have agreed (ACT-7)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from lambdas.domain.actions.autonomy import (
    LEARNABLE,
    Autonomy,
    Considered,
    LearnedRule,
    Policy,
    Run,
    decide,
    is_by_person,
)
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction
from lambdas.domain.kernel.model import Instant, Model


class ProposedRule(Model):
    """Waits for a person to accept it; ``decisions`` are what it rests on."""

    rule_id: str
    action_type: str
    decisions: int
    proposed_at: Instant
    accepted_by: str = ""
    until: Instant | None = None
    spot_check_every: int = 5
    withdrawn_at: Instant | None = None
    withdrawn_because: str = ""

    @property
    def learned(self) -> LearnedRule | None:
        """The rule as it counts in a policy; None until accepted, and again once withdrawn."""
        if not self.until or self.withdrawn_at:
            return None
        return LearnedRule(
            rule_id=self.rule_id,
            action_type=self.action_type,
            accepted_by=self.accepted_by,
            until=self.until,
            spot_check_every=self.spot_check_every,
        )

    def accepted(self, by: str, days: int, now: datetime) -> "ProposedRule":
        return self.model_copy(update={"accepted_by": by, "until": now + timedelta(days=days)})

    def withdrawn(self, because: str, now: datetime) -> "ProposedRule":
        return self.model_copy(update={"withdrawn_at": now, "withdrawn_because": because})


class ShadowScore(Model):
    """``agreed`` of ``decisions`` that people took would have been taken the same way at ``level``."""

    level: Autonomy
    decisions: int
    agreed: int

    @property
    def share(self) -> float | None:
        return self.agreed / self.decisions if self.decisions else None


def decided_by_people(actions: Iterable[PendingAction]) -> list[PendingAction]:
    """Newest first. What the policy decided teaches nothing, nor what nobody did, nor what people confirm alone."""
    said = (a for a in actions if a.votes and a.status in (ActionStatus.APPROVED, ActionStatus.REJECTED))
    said = (action for action in said if not any(vote.is_alone for vote in action.votes))
    return sorted(said, key=lambda action: action.decided_at or action.created_at, reverse=True)


def like_decisions(action: PendingAction, actions: Iterable[PendingAction]) -> int:
    """Counts the latest decisions on this type, for this person, that were approvals without one rejection between."""
    count = 0
    for earlier in decided_by_people(actions):
        if (earlier.action_type, earlier.on_behalf_of) != (action.action_type, action.on_behalf_of):
            continue
        if earlier.status is ActionStatus.REJECTED:
            break
        count += 1
    return count


def is_learnable(action: PendingAction, rules: Iterable[ProposedRule]) -> bool:
    """Never what weighs (fault 102), never twice the same run of decisions."""
    is_standing = any(rule.action_type == action.action_type and not rule.withdrawn_at for rule in rules)
    return action.risk in LEARNABLE and not is_standing


def shadow_score(actions: Sequence[PendingAction], policy: Policy, level: Autonomy, now: datetime) -> ShadowScore:
    """Of what people decided and ``level`` would have run unasked: how much they approved."""
    raised = policy.model_copy(update={"level": level})
    unasked = [a for a in decided_by_people(actions) if isinstance(decide(_as_it_was(a), raised, now), Run)]
    agreed = sum(action.status is ActionStatus.APPROVED for action in unasked)
    return ShadowScore(level=level, decisions=len(unasked), agreed=agreed)


def _as_it_was(action: PendingAction) -> Considered:
    return Considered(
        action_type=action.action_type,
        action_id=action.action_id,
        risk=Risk(action.risk),
        by_person=is_by_person(action.requested_by),
    )
