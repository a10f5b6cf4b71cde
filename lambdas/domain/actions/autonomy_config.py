"""config/autonomy.yaml and what teams and users say besides, put together into one policy."""

from collections.abc import Iterable
from typing import Any, Literal, Self

from pydantic import Field, HttpUrl, model_validator

from lambdas.domain.accounts.user import User
from lambdas.domain.actions.autonomy import LEARNABLE, Approvers, Autonomy, Handling, LearnedRule, Policy, TypeRule
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.team_rules import TeamRules
from lambdas.domain.actions.types import DETAILS, SYSTEM_TYPES
from lambdas.domain.kernel.model import Instant, Model


class LearningConfig(Model):
    at_least: int = Field(default=10, ge=10)
    """Like decisions in a row before a rule is proposed."""
    rule_days: int = Field(default=30, ge=1, le=90)
    spot_check_every: int = Field(default=5, ge=2)


class OutsideSystem(Model):
    """A system asked to do something by a signed webhook. ``secret`` names the signing key in Secrets Manager.

    ``takes`` are the types of action it does; ``takes_dedupe_key``: it does one however often it gets the same
    ``Idempotency-Key``.
    """

    url: HttpUrl
    secret: str = Field(min_length=1)
    takes: frozenset[str] = Field(min_length=1)
    takes_dedupe_key: bool = False

    @model_validator(mode="after")
    def _takes_what_a_system_can(self) -> Self:
        if unknown := sorted(self.takes - SYSTEM_TYPES):
            raise ValueError(f"no system takes {unknown[0]}; one may take {', '.join(sorted(SYSTEM_TYPES))}")
        return self


class AutonomyConfig(Model):
    """The settings that hold where neither team nor user says otherwise."""

    level: Autonomy
    approvers: Approvers = Approvers()
    escalate_to: tuple[str, ...] = ("operator",)
    expires_after_hours: float = Field(default=24, gt=0, le=24)
    on_timeout: Literal["skip", "escalate"] = "skip"
    self_approval: bool = False
    confirm_alone: Literal["none", "low", "medium", "high"] = "none"
    edits: bool = True
    types: dict[str, TypeRule] = Field(default_factory=dict)
    learning: LearningConfig = LearningConfig()
    break_glass_minutes: int = Field(default=30, ge=1, le=60)
    company_domains: tuple[str, ...] = ()
    systems: dict[str, OutsideSystem] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _reads_task_systems(cls, content: Any) -> Any:
        """``task_systems`` is what ``systems`` was called while they took tasks alone."""
        if not isinstance(content, dict) or not isinstance(content.get("task_systems"), dict):
            return content
        kept = {name: value for name, value in content.items() if name != "task_systems"}
        systems = kept.get("systems") or {}
        if both := sorted(set(systems) & set(content["task_systems"])):
            raise ValueError(f"{both[0]} stands under systems and under task_systems: leave the second out")
        tasks = {name: {"takes": ["create_task"], **said} for name, said in content["task_systems"].items()}
        return {**kept, "systems": {**systems, **tasks}}

    def systems_taking(self, action_type: str) -> tuple[str, ...]:
        return tuple(name for name, system in self.systems.items() if action_type in system.takes)

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        check_types(self.types)
        return self


class PolicyRow(Model):
    """The settings of a team or a user. A user may be stricter than the team, never looser.

    ``changed_by``, and ``signed_by`` of an exception, are ``user:ID`` or ``agent:operator``: nothing that somebody says
    for a team loosens anything for themselves, nor for those from whom they have their role. ``held_back`` has what
    held for each of these before, by their ids: it goes on to hold beside what the row says.
    """

    scope: str
    level: Autonomy | None = None
    types: dict[str, TypeRule] = Field(default_factory=dict)
    changed_by: str = ""
    changed_at: Instant | None = None
    held_back: dict[str, TeamRules] = Field(default_factory=dict)

    def rules_for(self, user_id: str) -> TeamRules:
        """Returns the rules as they bind this person."""
        own = f"user:{user_id}"
        by_others = {name: rule for name, rule in self.types.items() if rule.signed_by != own}
        held = self.held_back.get(user_id) or (TeamRules(types=by_others) if self.changed_by == own else None)
        return held.also(self.level, by_others) if held else TeamRules(levels=(self.level,), types=by_others)


def changed_team_row(
    before: PolicyRow, level: Autonomy | None, types: dict[str, TypeRule], by: str, bound: Iterable[str], now: Instant
) -> PolicyRow:
    """``bound``: the users, by id, for whom this change loosens nothing. What an earlier one bound whom this one does
    not, is over: somebody else has spoken.
    """
    held_back = {user_id: before.rules_for(user_id) for user_id in sorted(bound)}
    return PolicyRow(scope=before.scope, level=level, types=types, changed_by=by, changed_at=now, held_back=held_back)


def check_types(types: dict[str, TypeRule]) -> None:
    """Raises ValueError for a type there is not, and for an exception only an operator may sign."""
    known = DETAILS
    for name, rule in types.items():
        if name not in known:
            raise ValueError(f"{name} is no type of action; there are {', '.join(sorted(known))}")
        is_weighty = known[name].base_risk not in LEARNABLE
        if rule.handling is Handling.RUN and is_weighty and not rule.signed_by:
            raise ValueError(f"{name} is of {known[name].base_risk.value} risk: letting it run needs signed_by")


def effective_policy(
    config: AutonomyConfig, team: PolicyRow | None, own: PolicyRow | None, rules: Iterable[LearnedRule], user: User
) -> Policy:
    """``rules`` are those learned for this user."""
    rules_of_team = (team or PolicyRow(scope="")).rules_for(user.user_id)
    team_level = rules_of_team.level(config.level)
    return Policy(
        level=(own.level if own and own.level else team_level).at_most(team_level),
        team_level=team_level,
        most_for_requests=rules_of_team.most_for_requests,
        types=_types({**config.types, **rules_of_team.types}, own),
        rules=tuple(sorted(rules, key=lambda rule: rule.rule_id)),
        approvers=config.approvers,
        escalate_to=config.escalate_to,
        expires_after_hours=config.expires_after_hours,
        on_timeout=config.on_timeout,
        self_approval=config.self_approval,
        confirm_alone=None if config.confirm_alone == "none" else Risk(config.confirm_alone),
        edits=config.edits,
        quiet_hours=user.quiet_hours,
        timezone=user.timezone,
    )


def _types(given: dict[str, TypeRule], own: PolicyRow | None) -> dict[str, TypeRule]:
    merged = dict(given)
    for name, rule in (own.types if own else {}).items():
        if rule.handling is not Handling.RUN:  # nobody lets anything run for themselves
            merged[name] = _stricter(merged.get(name), rule)
    return merged


def _stricter(given: TypeRule | None, own: TypeRule) -> TypeRule:
    """A user's exception beside the one that holds already: the stricter handling, and the others' approvers."""
    if given is None:
        return own
    handlings = [handling for handling in (given.handling, own.handling) if handling]
    if not handlings:
        return given
    strictest = max(handlings, key=lambda handling: handling.rank)
    if strictest is given.handling:
        return given
    return given.model_copy(update={"handling": strictest, "signed_by": own.signed_by})
