"""The teams of a stage for its operators: who is in each, and how far AMO may act there."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lambdas.approvals.autonomy import set_team_policy
from lambdas.approvals.policies import Policies
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.autonomy import Autonomy, Handling, TypeRule
from lambdas.domain.actions.autonomy_config import PolicyRow, effective_policy
from lambdas.domain.actions.types import label_of
from lambdas.domain.kernel.model import Instant, Model
from lambdas.errors import Forbidden, NotFound
from lambdas.notifications.team_news import TeamNews
from lambdas.store.autonomy_rows import team_scope, user_scope

NOT_YOURS = "Only an operator of this team says how far AMO may act in it; whoever runs the stage can, too."
HANDLINGS = {Handling.RUN: "runs without asking", Handling.ASK: "asks", Handling.REFUSE: "is not done"}


class TeamMember(Model):
    user_id: str
    name: str
    role: str
    department: str


class TeamView(Model):
    """``level``: what was said for the team; null where that of the stage holds. ``holds``: which holds.

    ``may_change``: whoever reads this is an operator of the team. ``for_oneself``: what holds for them; nothing that
    they say for their team lets AMO do more for themselves.
    """

    team_id: str
    level: Autonomy | None
    holds: Autonomy
    types: dict[str, Handling]
    changed_by: str
    changed_at: Instant | None
    members: tuple[TeamMember, ...]
    may_change: bool
    for_oneself: Autonomy


class TeamChange(Model):
    """A field left out stays. ``level`` null: that of the stage. ``types``: by name; null takes an exception away."""

    level: Autonomy | None = None
    types: dict[str, Handling | None] | None = None


@dataclass(frozen=True, slots=True)
class Teams:
    policies: Policies
    news: TeamNews

    def list_all(self, operator_id: str) -> list[TeamView]:
        """To all but operators there are none: raises NotFound. Who has no team is one of their own, left out here."""
        operator = self._operator(operator_id)
        people: dict[str, list[User]] = defaultdict(list)
        for user in self.policies.users.active():
            if user.team_id or user.user_id == operator_id:
                people[user.team].append(user)
        return [self._view(team_id, people[team_id], operator) for team_id in sorted(people)]

    def view(self, operator_id: str, team_id: str) -> TeamView:
        found = next((team for team in self.list_all(operator_id) if team.team_id == team_id), None)
        if found is None:
            raise NotFound("There is no such team.")
        return found

    def change(self, operator_id: str, team_id: str, wanted: TeamChange, now: datetime) -> TeamView:
        """Raises NotFound for all but operators, Forbidden for those of other teams, Refused for an unknown type."""
        operator = self._operator(operator_id)
        if operator.team != team_id:
            raise Forbidden(NOT_YOURS)
        before = self._row(team_id)
        level = wanted.level if "level" in wanted.model_fields_set else before.level
        self.set_rules(team_id, level, _merged(before.types, wanted.types or {}), f"user:{operator_id}", now)
        return self.view(operator_id, team_id)

    def set_rules(
        self, team_id: str, level: Autonomy | None, types: Mapping[str, TypeRule], by: str, now: datetime
    ) -> None:
        """Sets a team's rules, and tells whoever oversees it and those for whom AMO may do less now."""
        before = self._row(team_id)
        after = set_team_policy(self.policies.rows, team_id, level, types, by, now)
        changes = _differences(before, after, self.policies.config().level)
        if changes:
            self.news.tell_of_rules(team_id, changes, self._lowered(team_id, before, after), by, now)

    def _lowered(self, team_id: str, before: PolicyRow, after: PolicyRow) -> dict[str, str]:
        config, lowered = self.policies.config(), {}
        for user in self.policies.members(team_id):
            own = self.policies.rows.policy(user_scope(user.user_id))
            was, holds = (effective_policy(config, row, own, (), user).level for row in (before, after))
            if holds.rank < was.rank:
                lowered[user.user_id] = f"For you AMO goes back from {_words(was)} to {_words(holds)}."
        return lowered

    def _operator(self, user_id: str) -> User:
        user = self.policies.users.get(user_id)
        if user.role != "operator" or not user.active:
            raise NotFound("There is nothing at this address.")
        return user

    def _row(self, team_id: str) -> PolicyRow:
        scope = team_scope(team_id)
        return self.policies.rows.policy(scope) or PolicyRow(scope=scope)

    def _view(self, team_id: str, people: list[User], operator: User) -> TeamView:
        row, of_stage = self._row(team_id), self.policies.config().level
        author = self.policies.users.find(row.changed_by.removeprefix("user:")) if row.changed_by else None
        return TeamView(
            team_id=team_id,
            level=row.level,
            holds=row.level or of_stage,
            types={name: rule.handling for name, rule in sorted(row.types.items()) if rule.handling},
            changed_by=author.shown_name if author else row.changed_by and "whoever runs AMO",
            changed_at=row.changed_at,
            members=tuple(_member(user) for user in sorted(people, key=lambda one: one.shown_name.casefold())),
            may_change=operator.team == team_id,
            for_oneself=row.rules_for(operator.user_id).level(of_stage),
        )


def _member(user: User) -> TeamMember:
    return TeamMember(user_id=user.user_id, name=user.shown_name, role=user.role, department=user.department)


def _merged(before: Mapping[str, TypeRule], wanted: Mapping[str, Handling | None]) -> dict[str, TypeRule]:
    """With other handlings; what else is said of a type stays."""
    merged = dict(before)
    for name, handling in wanted.items():
        merged[name] = merged.get(name, TypeRule()).model_copy(update={"handling": handling})
    return {name: rule for name, rule in merged.items() if rule != TypeRule()}


def _differences(before: PolicyRow, after: PolicyRow, of_stage: Autonomy) -> tuple[str, ...]:
    was, holds = before.level or of_stage, after.level or of_stage
    changes = [f"Level: {_words(holds)}, before {_words(was)}."] if holds is not was else []
    for name in sorted({*before.types, *after.types}):
        old, new = (row.types.get(name, TypeRule()).handling for row in (before, after))
        if old is not new:
            changes.append(f"{label_of(name)}: {HANDLINGS[new] if new else 'as the level says'}.")
    return tuple(changes)


def _words(level: Autonomy) -> str:
    return level.value.replace("_", "-")
