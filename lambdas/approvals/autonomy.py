"""Changes how far AMO may act: a person for themselves, an operator for a team; and an operator in an emergency."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from lambdas.approvals.alerts import Alerts
from lambdas.approvals.learn import RuleLearner
from lambdas.approvals.policies import Policies
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.audit import AuditEntry, AuditEvent
from lambdas.domain.actions.autonomy import Autonomy, Handling, Policy, TypeRule
from lambdas.domain.actions.autonomy_config import PolicyRow, changed_team_row, check_types
from lambdas.domain.actions.emergency_access import EmergencyAccess, declare
from lambdas.domain.actions.learned_rules import ProposedRule, ShadowScore
from lambdas.domain.actions.types import label_of
from lambdas.domain.kernel.model import Model
from lambdas.errors import Conflict, Forbidden, Refused, Retryable
from lambdas.store.autonomy_rows import AutonomyRows, team_scope, user_scope

ATTEMPTS = 5
BEYOND_TEAM = "Your team is {level}. Only somebody else, who looks after AMO for your team, can let it do more for you."
ONLY_STRICTER = "For yourself you can have AMO ask, or not do it at all; that {name} runs unasked, others decide."


class AutonomyOverview(Model):
    """Says how far AMO may act for somebody, and what speaks for letting it act further."""

    team_id: str
    policy: Policy
    version: str
    shadow_scores: tuple[ShadowScore, ...]
    rules: tuple[ProposedRule, ...]


@dataclass(frozen=True, slots=True)
class AutonomyService:
    rows: AutonomyRows
    policies: Policies
    learner: RuleLearner
    alerts: Alerts

    def autonomy_overview(self, user_id: str, now: datetime) -> AutonomyOverview:
        user = self.policies.users.get(user_id)
        policy = self.policies.of(user)
        return AutonomyOverview(
            team_id=user.team,
            policy=policy,
            version=policy.version,
            shadow_scores=tuple(self.learner.shadow_scores(user, now)),
            rules=tuple(self.rows.rules(user_id)),
        )

    def choose_own_level(
        self, user_id: str, level: Autonomy, seen_decisions: int | None, now: datetime
    ) -> AutonomyOverview:
        """Raises Forbidden beyond the team's level, which others set; Refused where somebody raises their level who was
        not shown how AMO would have decided so far.

        ``seen_decisions``: how many decisions the shadow score they were shown rests on.
        """
        user = self.policies.users.get(user_id)
        policy = self.policies.of(user)
        if level.rank > policy.team_level.rank:
            raise Forbidden(BEYOND_TEAM.format(level=policy.team_level.value.replace("_", "-")))
        if level.rank > policy.level.rank:
            score = next(s for s in self.learner.shadow_scores(user, now) if s.level is level)
            if seen_decisions != score.decisions:
                raise Refused(f"{_in_words(score)} Raise the level again, saying that you have seen this.")
        _change(
            self.rows, user.team, f"user:{user_id}", self._own_row(user_id).model_copy(update={"level": level}), now
        )
        return self.autonomy_overview(user_id, now)

    def choose_own_handling(self, user_id: str, handlings: Mapping[str, Handling], now: datetime) -> AutonomyOverview:
        """Exceptions for oneself, which only make things stricter. Raises Refused, Forbidden."""
        if loosened := next((name for name, handling in handlings.items() if handling is Handling.RUN), ""):
            raise Forbidden(ONLY_STRICTER.format(name=loosened))
        user = self.policies.users.get(user_id)
        types = {name: TypeRule(handling=handling) for name, handling in handlings.items()}
        _check(types)
        _change(
            self.rows, user.team, f"user:{user_id}", self._own_row(user_id).model_copy(update={"types": types}), now
        )
        return self.autonomy_overview(user_id, now)

    def open_emergency_access(self, user_id: str, reason: str, minutes: int | None, now: datetime) -> EmergencyAccess:
        """Lets an operator approve anything in their team for a while; everybody who oversees it is told (fault 105).

        Raises Forbidden for anybody else, Refused without a reason.
        """
        user = self._operator(user_id)
        max_minutes = self.policies.config().break_glass_minutes
        try:
            declared = declare(user_id, reason, min(minutes or max_minutes, max_minutes), now)
        except ValidationError as error:
            raise Refused("Say in at least ten characters why this cannot wait for the others.") from error
        entry = AuditEntry(
            team_id=user.team, at=now, event=AuditEvent.GLASS_BROKEN, actor=f"user:{user_id}", note=declared.reason
        )
        self.rows.open_emergency_access(user.team, declared, entry)
        self.alerts.emergency_declared(user.team, declared, now)
        return declared

    def _operator(self, user_id: str) -> User:
        user = self.policies.users.get(user_id)
        if not user.may_operate:
            raise Forbidden("Only an operator of the team may do this.")
        return user

    def _own_row(self, user_id: str) -> PolicyRow:
        scope = user_scope(user_id)
        return self.rows.policy(scope) or PolicyRow(scope=scope)


def set_team_policy(
    rows: AutonomyRows, team_id: str, level: Autonomy | None, types: Mapping[str, TypeRule], by: str, now: datetime
) -> PolicyRow:
    """For the whole team but ``by`` (``user:ID``, or ``agent:operator`` for whoever runs the stage) and those from whom
    they have their role: these it binds only where it is stricter. Exceptions that let something run carry the name of
    whoever made them, which nobody writes for another.
    """
    author = by.removeprefix("user:") if by.startswith("user:") else ""
    bound = {author, *rows.appointers(author)} if author else set()
    for _ in range(ATTEMPTS):
        before = rows.policy(team_scope(team_id)) or PolicyRow(scope=team_scope(team_id))
        signed = {name: _signed(rule, before.types.get(name), by) for name, rule in types.items()}
        _check(signed)
        row = changed_team_row(before, level, signed, by, bound, now)
        with suppress(Conflict):  # what somebody else has said meanwhile binds these people, too
            _change(rows, team_id, by, row, now, before)
            return row
    raise Retryable("The rules of this team are changed by several people at once; try again in a moment.")


def _signed(rule: TypeRule, before: TypeRule | None, by: str) -> TypeRule:
    """An exception that let such actions run before keeps its signature."""
    is_kept = before is not None and before.handling is Handling.RUN
    signature = (before.signed_by if before and is_kept else by) if rule.handling is Handling.RUN else ""
    return rule.model_copy(update={"signed_by": signature})


def _change(
    rows: AutonomyRows, team_id: str, actor: str, row: PolicyRow, now: datetime, before: PolicyRow | None = None
) -> None:
    changed = row.model_copy(update={"changed_by": actor, "changed_at": now})
    whom = "For the team" if row.scope.startswith(team_scope("")) else "For themselves"
    level = row.level.value.replace("_", "-") if row.level else "no level of its own"
    note = f"{whom}: {level}, {_listed(row.types)}"
    entry = AuditEntry(team_id=team_id, at=now, event=AuditEvent.POLICY_CHANGED, actor=actor, note=note)
    rows.put_policy(changed, entry, before)


def _check(types: Mapping[str, TypeRule]) -> None:
    try:
        check_types(dict(types))
    except ValueError as error:
        raise Refused(f"{str(error).capitalize()}.") from error


def _listed(types: Mapping[str, TypeRule]) -> str:
    said = [f"{label_of(name)}: {rule.handling.value}" for name, rule in sorted(types.items()) if rule.handling]
    return ", ".join(said) or "no exceptions"


def _in_words(score: ShadowScore) -> str:
    if score.share is None:
        return f"At {score.level.value}, AMO would have run none of what people decided on so far."
    return (
        f"At {score.level.value}, AMO would have run {score.decisions} of the actions people decided on without "
        f"asking; people approved {score.agreed} of them ({score.share:.0%})."
    )
