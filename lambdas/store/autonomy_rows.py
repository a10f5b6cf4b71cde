"""The table ``autonomy``: what teams and users say of how far AMO may act, rules learned, and glass broken.

Every change is written together with its audit row, by the same transaction.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from lambdas.aws.items import Item, attribute, from_item, to_item, translated
from lambdas.domain.actions.audit import AuditEntry, AuditRow
from lambdas.domain.actions.autonomy_config import PolicyRow
from lambdas.domain.actions.emergency_access import EmergencyAccess
from lambdas.domain.actions.learned_rules import ProposedRule
from lambdas.store.audit_log import AuditLog

POLICY = "policy"
RULE = "rule#"
GLASS = "glass#"
MEMBER = "member#"


class AutonomyRows:
    """Keyed by ``scope`` (``team#ID``, ``user#ID``) and ``item``."""

    def __init__(self, client: Any, table: str, log: AuditLog) -> None:
        self._client = client
        self._table = table
        self._log = log

    def policy(self, scope: str) -> PolicyRow | None:
        """Read consistently: an action about to be carried out depends on it."""
        with translated("reading a policy"):
            answer = self._client.get_item(TableName=self._table, Key=_key(scope, POLICY), ConsistentRead=True)
        return from_item(PolicyRow, answer["Item"]) if "Item" in answer else None

    def put_policy(self, row: PolicyRow, entry: AuditEntry) -> None:
        self._put(_key(row.scope, POLICY) | to_item(row), entry, "changing a policy")

    def rules(self, user_id: str) -> list[ProposedRule]:
        """All that were ever proposed to this user, oldest first; withdrawn ones too."""
        found = [from_item(ProposedRule, item) for item in self._items(user_scope(user_id), RULE)]
        return sorted(found, key=lambda rule: rule.proposed_at)

    def put_rule(self, user_id: str, rule: ProposedRule, entry: AuditEntry) -> None:
        self._put(_key(user_scope(user_id), RULE + rule.rule_id) | to_item(rule), entry, "recording a rule")

    def emergency_access(self, team_id: str, user_id: str, now: datetime) -> EmergencyAccess | None:
        """The emergency this person declared in this team and that still holds."""
        key = _key(team_scope(team_id), GLASS + user_id)
        with translated("looking for an emergency"):
            answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        broken = from_item(EmergencyAccess, answer["Item"]) if "Item" in answer else None
        return broken if broken and now < broken.until else None

    def open_emergency_access(self, team_id: str, broken: EmergencyAccess, entry: AuditEntry) -> None:
        self._put(_key(team_scope(team_id), GLASS + broken.by) | to_item(broken), entry, "recording an emergency")

    def add_member(self, team_id: str, user_id: str, entry: AuditEntry) -> None:
        """Makes the person findable from the team; whether they belong to it, their profile says."""
        self._put(_key(team_scope(team_id), MEMBER + user_id), entry, "recording a member")

    def members(self, team_id: str) -> list[str]:
        """User ids, some of whom may have left."""
        return [item["item"]["S"].removeprefix(MEMBER) for item in self._items(team_scope(team_id), MEMBER)]

    def _put(self, item: Item, entry: AuditEntry, doing: str) -> None:
        def put(_row: AuditRow) -> Sequence[Item]:
            return [{"Put": {"TableName": self._table, "Item": item}}]

        self._log.add(entry, put, doing)

    def _items(self, scope: str, prefix: str) -> Iterator[Item]:
        with translated("reading what a team or user decided on autonomy"):
            for page in self._client.get_paginator("query").paginate(
                TableName=self._table,
                KeyConditionExpression="#scope = :scope AND begins_with(#item, :prefix)",
                ExpressionAttributeNames={"#scope": "scope", "#item": "item"},
                ExpressionAttributeValues={":scope": attribute(scope), ":prefix": attribute(prefix)},
                ConsistentRead=True,
            ):
                yield from page["Items"]


def user_scope(user_id: str) -> str:
    return f"user#{user_id}"


def team_scope(team_id: str) -> str:
    return f"team#{team_id}"


def _key(scope: str, item: str) -> Item:
    return {"scope": attribute(scope), "item": attribute(item)}
