"""Decides how far AMO may act on its own: one pure decision from action, policy and time (ACT-1, ACT-2)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field

from lambdas.domain.actions.action import Action
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.types import label_of
from lambdas.domain.kernel.canonical import canonical, digest
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.notifications.quiet_hours import QuietHours, quiet_until

MAX_WAIT = timedelta(hours=24)
MEETING_MARGIN = timedelta(minutes=5)
"""Nobody is asked later than this before the meeting: carrying it out takes a moment too."""

LEARNABLE = frozenset({Risk.LOW, Risk.MEDIUM})
"""The risks an unsigned exception may loosen, and all that is ever learned (fault 102)."""


class Autonomy(StrEnum):
    """From the strictest."""

    SUPERVISED = "supervised"
    SEMI_AUTONOMOUS = "semi_autonomous"
    AUTONOMOUS = "autonomous"

    @property
    def rank(self) -> int:
        return tuple(Autonomy).index(self)

    def at_most(self, other: "Autonomy") -> "Autonomy":
        """The stricter of the two."""
        return min(self, other, key=lambda level: level.rank)


HIGHEST_RUN: Mapping[Autonomy, int] = {
    Autonomy.SUPERVISED: -1,
    Autonomy.SEMI_AUTONOMOUS: Risk.LOW.rank,
    Autonomy.AUTONOMOUS: Risk.HIGH.rank,
}
"""The rank of the highest risk that runs unasked."""


ASKED_ABOUT: Mapping[Autonomy, str] = {
    Autonomy.SUPERVISED: "everything AMO does outside needs a person’s yes",
    Autonomy.SEMI_AUTONOMOUS: "everything above low risk needs a person’s yes",
    Autonomy.AUTONOMOUS: "everything of critical risk needs a person’s yes",
}
RUN_UNASKED: Mapping[Autonomy, str] = {
    Autonomy.SEMI_AUTONOMOUS: "what is of low risk needs nobody’s yes",
    Autonomy.AUTONOMOUS: "what is below critical risk needs nobody’s yes",
}
"""How a level is said where it decided, in the middle of a sentence."""


class Handling(StrEnum):
    """From the loosest."""

    RUN = "run"
    ASK = "ask"
    REFUSE = "refuse"

    @property
    def rank(self) -> int:
        return tuple(Handling).index(self)


class Approvers(Model):
    """Entries are ``owner`` (for whom AMO acts), ``reviewer``, ``operator`` (of the team) or ``user:ID``.

    It is approved by any one of ``any_of`` together with every one of ``all_of``.
    """

    any_of: tuple[str, ...] = ("owner", "reviewer", "operator")
    all_of: tuple[str, ...] = ()


class TypeRule(Model):
    """An exception for one type of action. Looser than the level only for low and medium risk, unless signed.

    ``on_timeout``: nothing is ever done because nobody answered; ``escalate`` asks others half-way, too.
    ``edits``: whether who approves may word it differently first.
    """

    handling: Handling | None = None
    signed_by: str = ""
    approvers: Approvers | None = None
    expires_after_hours: float | None = Field(default=None, gt=0, le=24)
    on_timeout: Literal["skip", "escalate"] | None = None
    edits: bool | None = None


class LearnedRule(Model):
    """A rule a pattern of decisions led to, accepted by a person: such actions run, but for spot checks (ACT-7)."""

    rule_id: str
    action_type: str
    accepted_by: str
    until: Instant
    spot_check_every: int = Field(default=5, ge=2)

    def covers(self, action_type: str, action_id: str, risk: Risk, now: datetime) -> bool:
        is_spot_check = int(digest(action_id)[:8], 16) % self.spot_check_every == 0
        return action_type == self.action_type and risk in LEARNABLE and now < self.until and not is_spot_check


class Policy(Model):
    """The rules for one person in one team, put together from configuration, team and user.

    ``level`` never goes beyond ``team_level``, the most that others let this person choose. What the person asks for
    themselves is handled at ``most_for_requests`` at the most: above low risk it runs only by a rule of their team.
    """

    level: Autonomy = Autonomy.SUPERVISED
    team_level: Autonomy = Autonomy.SUPERVISED
    most_for_requests: Autonomy = Autonomy.SEMI_AUTONOMOUS
    types: dict[str, TypeRule] = Field(default_factory=dict)
    rules: tuple[LearnedRule, ...] = ()
    approvers: Approvers = Approvers()
    escalate_to: tuple[str, ...] = ("operator",)
    expires_after_hours: float = Field(default=24, gt=0, le=24)
    on_timeout: Literal["skip", "escalate"] = "skip"
    self_approval: bool = False
    confirm_alone: Risk | None = None
    """The highest risk of their own request that somebody confirms whom nobody else can approve for; None for none."""
    edits: bool = True
    quiet_hours: QuietHours | None = None
    timezone: str = "UTC"

    @property
    def version(self) -> str:
        """Names exactly this policy; an action decided under another one is looked at again (ACT-3)."""
        return digest(canonical(self.model_dump(mode="json")))[:16]

    def rule_for(self, action_type: str) -> TypeRule:
        return self.types.get(action_type, TypeRule())

    def approvers_of(self, action_type: str) -> Approvers:
        return self.rule_for(action_type).approvers or self.approvers

    def is_owner_s_to_approve(self, action_type: str) -> bool:
        """Returns whether the person AMO acts for may say yes to what it proposes, alone."""
        approvers = self.approvers_of(action_type)
        return "owner" in approvers.any_of and not set(approvers.all_of) - {"owner"}

    def lets_confirm_alone(self, risk: Risk) -> bool:
        """Never for what is critical."""
        highest = self.confirm_alone
        return highest is not None and risk is not Risk.CRITICAL and risk.rank <= highest.rank

    def may_edit(self, action_type: str) -> bool:
        """Returns whether those who approve may word it differently first."""
        said = self.rule_for(action_type).edits
        return self.edits if said is None else said


class Run(Model):
    outcome: Literal["run"] = "run"
    reason: str


class Ask(Model):
    """``until`` is in whole seconds; half-way there the question goes to ``escalate_to`` too, where it says so."""

    outcome: Literal["ask"] = "ask"
    approvers: Approvers
    until: Instant
    escalate_at: Instant | None = None
    reason: str


class Refuse(Model):
    outcome: Literal["refuse"] = "refuse"
    reason: str


Decision = Run | Ask | Refuse


class Considered(Model):
    """All of an action that the decision depends on. ``by_person``: somebody asks for it, not AMO."""

    action_type: str
    action_id: str
    risk: Risk
    not_after: Instant | None = None
    too_late: str = ""
    by_person: bool = False


def considered(action: Action, requested_by: str) -> Considered:
    """``requested_by`` is ``user:ID`` or ``agent:NAME``."""
    details = action.details
    return Considered(
        action_type=action.action_type,
        action_id=action.action_id,
        risk=details.risk,
        not_after=details.not_after,
        too_late=details.too_late,
        by_person=is_by_person(requested_by),
    )


def is_by_person(requested_by: str) -> bool:
    """Returns True for whatever does not name an agent: taking it for a person's is never looser."""
    return not requested_by.startswith("agent:")


def decide(facts: Considered, policy: Policy, now: datetime) -> Decision:
    """Run it, ask somebody, or refuse. Raising the level is never stricter; raising the risk never looser."""
    if facts.not_after and now >= facts.not_after:
        return Refuse(reason=f"It is too late: {facts.too_late}.")
    handling, reason = _handling(facts, policy, now)
    if handling is Handling.REFUSE:
        return Refuse(reason=f"The rules for “{label_of(facts.action_type)}” do not let AMO do this.")
    return Run(reason=reason) if handling is Handling.RUN else _ask(facts, policy, now, reason)


def requires_approval(facts: Considered, policy: Policy, now: datetime) -> bool:
    """Returns whether a person has to say yes before it may be carried out."""
    return isinstance(decide(facts, policy, now), Ask)


def _handling(facts: Considered, policy: Policy, now: datetime) -> tuple[Handling, str]:
    level = policy.level.at_most(policy.most_for_requests) if facts.by_person else policy.level
    base = Handling.RUN if facts.risk.rank <= HIGHEST_RUN[level] else Handling.ASK
    rule = policy.rule_for(facts.action_type)
    if rule.handling and _counts(rule, rule.handling, base, facts.risk):
        return _quietly(rule.handling, f"the rules for “{label_of(facts.action_type)}” say so", facts, policy, now)
    if base is Handling.ASK and _is_learned(facts, policy, now):
        return Handling.RUN, "a rule learned from earlier decisions, and accepted, covers it"
    said = RUN_UNASKED[level] if base is Handling.RUN else ASKED_ABOUT[level]
    return _quietly(base, said, facts, policy, now)


def _is_learned(facts: Considered, policy: Policy, now: datetime) -> bool:
    """Such a rule is accepted by the person it is for: it covers what they could approve, nothing they ask for."""
    if facts.by_person or not policy.is_owner_s_to_approve(facts.action_type):
        return False
    return any(rule.covers(facts.action_type, facts.action_id, facts.risk, now) for rule in policy.rules)


def _counts(rule: TypeRule, wanted: Handling, base: Handling, risk: Risk) -> bool:
    return wanted.rank >= base.rank or risk in LEARNABLE or bool(rule.signed_by)


def _quietly(handling: Handling, reason: str, facts: Considered, policy: Policy, now: datetime) -> tuple[Handling, str]:
    """In quiet hours nobody would notice: what weighs is asked about rather than done."""
    if handling is Handling.RUN and facts.risk not in LEARNABLE and quiet_until(policy, now):
        return Handling.ASK, f"{reason}, and it is in quiet hours"
    return handling, reason


def _ask(facts: Considered, policy: Policy, now: datetime, reason: str) -> Ask | Refuse:
    rule = policy.rule_for(facts.action_type)
    until = answer_until(rule.expires_after_hours or policy.expires_after_hours, facts.not_after, now)
    if until <= now:
        return Refuse(reason="It needs a person's approval, and there is no time left to ask.")
    escalates = (rule.on_timeout or policy.on_timeout) == "escalate"
    halfway = (now + (until - now) / 2).replace(microsecond=0)
    return Ask(
        approvers=policy.approvers_of(facts.action_type),
        until=until,
        escalate_at=halfway if escalates and halfway > now else None,
        reason=reason,
    )


def answer_until(hours: float, not_after: datetime | None, now: datetime) -> datetime:
    """At most 24 hours, and before the meeting; in whole seconds, as every clock that compares it."""
    latest = now + min(timedelta(hours=hours), MAX_WAIT)
    if not_after:
        latest = min(latest, not_after - MEETING_MARGIN)
    return latest.replace(microsecond=0)
