"""Policies, rules, emergencies and members in memory; the contract is tests/contracts/test_autonomy.py."""

from datetime import datetime

from lambdas.domain.actions.audit import AuditEntry
from lambdas.domain.actions.autonomy_config import PolicyRow
from lambdas.domain.actions.emergency_access import EmergencyAccess
from lambdas.domain.actions.learned_rules import ProposedRule
from tests.fakes.pending_actions import FakeAuditLog


class FakeAutonomyRows:
    def __init__(self, log: FakeAuditLog) -> None:
        self.log = log
        self.policies: dict[str, PolicyRow] = {}
        self.proposed: dict[str, dict[str, ProposedRule]] = {}
        self.broken: dict[tuple[str, str], EmergencyAccess] = {}
        self.people: dict[str, set[str]] = {}

    def policy(self, scope: str) -> PolicyRow | None:
        return self.policies.get(scope)

    def put_policy(self, row: PolicyRow, entry: AuditEntry) -> None:
        self.log.add(entry)
        self.policies[row.scope] = row

    def rules(self, user_id: str) -> list[ProposedRule]:
        return sorted(self.proposed.get(user_id, {}).values(), key=lambda rule: rule.proposed_at)

    def put_rule(self, user_id: str, rule: ProposedRule, entry: AuditEntry) -> None:
        self.log.add(entry)
        self.proposed.setdefault(user_id, {})[rule.rule_id] = rule

    def emergency_access(self, team_id: str, user_id: str, now: datetime) -> EmergencyAccess | None:
        broken = self.broken.get((team_id, user_id))
        return broken if broken and now < broken.until else None

    def open_emergency_access(self, team_id: str, broken: EmergencyAccess, entry: AuditEntry) -> None:
        self.log.add(entry)
        self.broken[team_id, broken.by] = broken

    def add_member(self, team_id: str, user_id: str, entry: AuditEntry) -> None:
        self.log.add(entry)
        self.people.setdefault(team_id, set()).add(user_id)

    def members(self, team_id: str) -> list[str]:
        return sorted(self.people.get(team_id, ()))
