"""The table ``autonomy``: what teams and users say of how far AMO may act, rules learned, and emergencies declared.

Every change is written together with its audit row, by the same transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from lambdas.aws.conditions import Attr, Condition
from lambdas.aws.table import Key, Row, Table
from lambdas.domain.actions.audit import AuditEntry
from lambdas.domain.actions.autonomy_config import PolicyRow
from lambdas.domain.actions.emergency_access import EmergencyAccess
from lambdas.domain.actions.learned_rules import ProposedRule
from lambdas.domain.kernel.instants import iso
from lambdas.store.audit_log import AuditLog
from lambdas.store.rows import found, from_row, to_row

USER = "user#"
POLICY = "policy"
RULE = "rule#"
EMERGENCY = "glass#"
MEMBER = "member#"
REVIEWER = "reviewer#"
APPOINTED = "appointed"


class LostRights(NamedTuple):
    """The teams that somebody oversees no more, and the people they review for no more, from ``at`` on."""

    teams: frozenset[str]
    wards: frozenset[str]
    at: datetime


@dataclass(frozen=True)
class AutonomyRows:
    """Keyed by ``scope`` (``team#ID``, ``user#ID``) and ``item``."""

    table: Table
    log: AuditLog

    def policy(self, scope: str) -> PolicyRow | None:
        """Read consistently: an action about to be executed depends on it."""
        return found(PolicyRow, self.table.get(_key(scope, POLICY), "reading a policy"))

    def put_policy(self, row: PolicyRow, entry: AuditEntry, before: PolicyRow | None = None) -> None:
        """Raises Conflict where it is not ``before`` any more, which the new one was made from."""
        self._put({**_key(row.scope, POLICY), **to_row(row)}, entry, "changing a policy", _is_still(before))

    def rules(self, user_id: str) -> list[ProposedRule]:
        """All that were ever proposed to this user, oldest first; withdrawn ones too."""
        rules = [from_row(ProposedRule, row) for row in self._rows(user_scope(user_id), RULE)]
        return sorted(rules, key=lambda rule: rule.proposed_at)

    def put_rule(self, user_id: str, rule: ProposedRule, entry: AuditEntry) -> None:
        self._put({**_key(user_scope(user_id), RULE + rule.rule_id), **to_row(rule)}, entry, "recording a rule")

    def emergency_access(self, team_id: str, user_id: str, now: datetime) -> EmergencyAccess | None:
        """The emergency this person declared in this team and that still holds."""
        row = self.table.get(_key(team_scope(team_id), EMERGENCY + user_id), "looking for an emergency")
        access = found(EmergencyAccess, row)
        return access if access and now < access.until else None

    def open_emergency_access(self, team_id: str, access: EmergencyAccess, entry: AuditEntry) -> None:
        row = {**_key(team_scope(team_id), EMERGENCY + access.by), **to_row(access)}
        self._put(row, entry, "recording an emergency")

    def add_member(
        self,
        team_id: str,
        user_id: str,
        entry: AuditEntry,
        given_by: frozenset[str] = frozenset(),
        reviews_for: frozenset[str] = frozenset(),
        lost: LostRights | None = None,
    ) -> None:
        """Makes the person findable from the team, and from those they review for; whether they belong to it and do,
        their profile says. ``given_by`` gave them their role, and took from them what they ``lost``.
        """
        everybody = given_by.union(*map(self.appointers, given_by))
        places = [(team_scope(team_id), MEMBER), *((user_scope(one), REVIEWER) for one in sorted(reviews_for))]
        left = _places(lost) if lost and everybody else []
        taken = {"taken_by": sorted(everybody), "taken_at": iso(lost.at)} if lost else {}
        rows: list[Row] = [
            {**_key(user_scope(user_id), APPOINTED), "given_by": sorted(everybody - {user_id})},
            *(dict(_key(scope, item + user_id)) for scope, item in places if (scope, item) not in left),
            *({**_key(scope, item + user_id), **taken} for scope, item in left),
        ]
        self.log.add(entry, lambda _row: [self.table.put_write(row) for row in rows], "recording a member")

    def took_away(self, user_id: str, team_id: str, owner_id: str, since: datetime) -> bool:
        """Returns whether this person, or somebody whose role comes from them, has taken from another the right to
        approve in the team, or for ``owner_id``, which that person has not got back.
        """
        rows = (*self._rows(team_scope(team_id), MEMBER), *self._rows(user_scope(owner_id), REVIEWER))
        return any(user_id in row.get("taken_by", ()) and row["taken_at"] >= iso(since) for row in rows)

    def appointers(self, user_id: str) -> frozenset[str]:
        """The users from whom this one's role comes: who gave it, who gave them theirs, and so on."""
        row = self.table.get(_key(user_scope(user_id), APPOINTED), "looking who gave a role")
        return frozenset(row["given_by"]) if row else frozenset()

    def members(self, team_id: str) -> list[str]:
        """User ids, some of whom may have left."""
        return [row["item"].removeprefix(MEMBER) for row in self._rows(team_scope(team_id), MEMBER)]

    def reviewers_of(self, user_id: str) -> list[str]:
        """The ids of those who review for this user; some may do so no more."""
        return [row["item"].removeprefix(REVIEWER) for row in self._rows(user_scope(user_id), REVIEWER)]

    def _put(self, row: Row, entry: AuditEntry, doing: str, condition: Condition | None = None) -> None:
        self.log.add(entry, lambda _row: [self.table.put_write(row, condition)], doing)

    def _rows(self, scope: str, prefix: str) -> list[Row]:
        """All of the scope without a prefix."""
        of_scope = Attr("scope").eq(scope)
        theirs = of_scope & Attr("item").begins_with(prefix) if prefix else of_scope
        return list(self.table.query(theirs, "reading what a team or user decided on autonomy"))


def _places(lost: LostRights) -> list[tuple[str, str]]:
    """The scopes in which they were found, and as what."""
    teams = [(team_scope(team_id), MEMBER) for team_id in sorted(lost.teams)]
    return teams + [(user_scope(one), REVIEWER) for one in sorted(lost.wards)]


def _is_still(policy: PolicyRow | None) -> Condition | None:
    if policy is None:
        return None
    if policy.changed_at is None:
        return Attr("scope").not_exists()
    return Attr("changed_at").eq(to_row(policy)["changed_at"]) & Attr("changed_by").eq(policy.changed_by)


def user_scope(user_id: str) -> str:
    return f"{USER}{user_id}"


def is_user_scope(scope: str) -> bool:
    return scope.startswith(USER)


def team_scope(team_id: str) -> str:
    return f"team#{team_id}"


def _key(scope: str, item: str) -> Key:
    return {"scope": scope, "item": item}
