"""Learns from decisions: proposes a rule, never makes one; a rejection ends the rule it speaks against (ACT-7)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from lambdas.approvals.alerts import Alerts
from lambdas.approvals.entries import entry
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.domain.actions.autonomy import Autonomy
from lambdas.domain.actions.learned_rules import (
    ProposedRule,
    ShadowScore,
    is_learnable,
    like_decisions,
    shadow_score,
)
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction
from lambdas.domain.actions.types import label_of
from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.plain_text import clip
from lambdas.errors import Forbidden, NotFound
from lambdas.store.autonomy_rows import AutonomyRows
from lambdas.store.pending_actions import LIFE, PendingActions

LOOKED_AT = 200
MAX_TITLE = 160
AMO = "agent:amo"


@dataclass(frozen=True, slots=True)
class RuleLearner:
    actions: PendingActions
    rows: AutonomyRows
    alerts: Alerts

    def record_approval_pattern(self, action: PendingAction, now: datetime) -> ProposedRule | None:
        """Learns from the decision just taken: proposes a rule, withdraws one, mostly does nothing."""
        rules = self.rows.rules(action.on_behalf_of)
        if action.status is ActionStatus.REJECTED:
            return self._withdraw(action, rules, now)
        if action.status is not ActionStatus.APPROVED or not is_learnable(action, rules):
            return None
        history = [action, *(a for a in self._history(action.on_behalf_of, now) if a.action_id != action.action_id)]
        like, config = like_decisions(action, history), self.alerts.policies.config().learning
        if like < config.at_least:
            return None
        rule = ProposedRule(
            rule_id=f"r{digest(f'{action.on_behalf_of} {action.action_id}')[:12]}",
            action_type=action.action_type,
            decisions=like,
            proposed_at=now,
            spot_check_every=config.spot_check_every,
        )
        self.rows.put_rule(
            action.on_behalf_of, rule, entry(action, AuditEvent.RULE_PROPOSED, AMO, now, note=_note(rule))
        )
        with suppress(NotFound):
            self.alerts.rule_proposed(self.alerts.policies.users.get(action.on_behalf_of), rule, now)
        return rule

    def accept_rule(self, user: User, rule_id: str, now: datetime) -> ProposedRule:
        """The person it is for makes it count, for a limited time.

        Raises NotFound; Forbidden when it was withdrawn, and where such actions are others' to approve.
        """
        rule = next((rule for rule in self.rows.rules(user.user_id) if rule.rule_id == rule_id), None)
        if rule is None:
            raise NotFound("There is no such rule.")
        if rule.withdrawn_at:
            raise Forbidden(f"This rule was withdrawn: {rule.withdrawn_because}")
        if rule.until:
            return rule
        if not self.alerts.policies.of(user).is_owner_s_to_approve(rule.action_type):
            raise Forbidden("Others approve such actions for you, so you cannot let them run unasked.")
        accepted = rule.accepted(user.user_id, self.alerts.policies.config().learning.rule_days, now)
        self.rows.put_rule(user.user_id, accepted, _entry(user, accepted, AuditEvent.RULE_ACCEPTED, now))
        return accepted

    def shadow_scores(self, user: User, now: datetime) -> list[ShadowScore]:
        """Counts how often AMO would have agreed, at each level above the present one."""
        policy = self.alerts.policies.of(user)
        history = self._history(user.user_id, now)
        return [shadow_score(history, policy, level, now) for level in Autonomy if level.rank > policy.level.rank]

    def _withdraw(self, action: PendingAction, rules: list[ProposedRule], now: datetime) -> ProposedRule | None:
        standing = [rule for rule in rules if rule.action_type == action.action_type and not rule.withdrawn_at]
        for rule in standing:
            ended = rule.withdrawn(f"“{clip(action.preview.title, MAX_TITLE)}” was rejected", now)
            self.rows.put_rule(
                action.on_behalf_of, ended, entry(action, AuditEvent.RULE_WITHDRAWN, AMO, now, note=_note(rule))
            )
        return standing[-1] if standing else None

    def _history(self, user_id: str, now: datetime) -> list[PendingAction]:
        return self.actions.of_person(user_id, now - LIFE, LOOKED_AT)


def _note(rule: ProposedRule) -> str:
    return f"{label_of(rule.action_type)}: runs without asking, after {rule.decisions} approvals in a row"


def _entry(user: User, rule: ProposedRule, event: AuditEvent, now: datetime) -> AuditEntry:
    return AuditEntry(
        team_id=user.team,
        at=now,
        event=event,
        actor=f"user:{user.user_id}",
        action_type=rule.action_type,
        note=_note(rule),
    )
