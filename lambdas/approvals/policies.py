"""Reads which policy holds for a person and what they may decide: anew for each piece of work (``read_once``), since
both may have changed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from lambdas.domain.accounts.user import User
from lambdas.domain.actions.autonomy import Policy
from lambdas.domain.actions.autonomy_config import AutonomyConfig, effective_policy
from lambdas.domain.actions.kinds.base import Risk
from lambdas.domain.actions.pending_action import (
    ActionStatus,
    PendingAction,
    Reviewer,
    decision_blocking_reason,
    has_approved,
    is_enough,
    is_over,
    reviewer_of,
)
from lambdas.errors import Forbidden
from lambdas.store import team_people
from lambdas.store.autonomy_rows import AutonomyRows, team_scope, user_scope
from lambdas.store.read_once import AutonomyRowsReadOnce, UsersReadOnce
from lambdas.store.users import Users

NOT_ALONE = timedelta(days=7)
"""So long nobody counts as alone who took from the others what they could approve."""
ALONE = (
    "You asked for this yourself, and nobody else here may approve it: look at it once more and confirm it yourself, "
    "as a second step."
)
APPROVED = "You approved this already; it takes somebody else’s approval as well."


class DecisionRights(NamedTuple):
    """Somebody's rights about an action that waits; none, once it is decided or too late.

    ``blocking_reason``: why they may not approve it. ``may_confirm``: they asked for it, nobody else may approve it,
    and they may confirm it by a second word. ``has_approved``: their word is among those it takes. ``approvers``: who
    may approve it and did not yet.
    """

    blocking_reason: str = ""
    may_confirm: bool = False
    has_approved: bool = False
    approvers: tuple[User, ...] = ()

    def others(self, user_id: str) -> tuple[str, ...]:
        """Returns the names of those who may approve it beside this person."""
        return tuple(user.shown_name for user in self.approvers if user.user_id != user_id)


@dataclass(frozen=True, slots=True)
class Policies:
    rows: AutonomyRows
    users: Users
    config: Callable[[], AutonomyConfig]

    def read_once(self) -> "Policies":
        """Returns the same for one piece of work: no profile and no policy is read twice."""
        if isinstance(self.users, UsersReadOnce):
            return self
        rows = AutonomyRowsReadOnce(self.rows.table, self.rows.log)
        users = UsersReadOnce(self.users.table, self.users, switched_off=self.users.switched_off)
        return replace(self, rows=rows, users=users)

    def of(self, user: User) -> Policy:
        """Returns the policy that holds for this person now."""
        rules = [rule.learned for rule in self.rows.rules(user.user_id)]
        return effective_policy(
            self.config(),
            self.rows.policy(team_scope(user.team)),
            self.rows.policy(user_scope(user.user_id)),
            [rule for rule in rules if rule],
            user,
        )

    def reviewer(self, user_id: str, agent: str = "") -> Reviewer | None:
        """Returns this person's role now; None for somebody who is no longer there or no longer active (fault 101)."""
        user = self.users.find(user_id)
        return reviewer_of(user, agent) if user and user.active else None

    def require_reviewer(self, user_id: str) -> Reviewer:
        """Raises Forbidden for somebody who is not active."""
        found = self.reviewer(user_id)
        if found is None:
            raise Forbidden("Your account is not active.")
        return found

    def blocking_reason(self, action: PendingAction, user_id: str, now: datetime) -> str:
        """Returns why this person may not approve it, in plain words; empty when they may."""
        on = self.read_once()
        reviewer = on.require_reviewer(user_id)
        reason = on.reason_against(action, reviewer)
        return "" if reason and on.has_emergency_access(action, reviewer, now) else reason

    def reason_against(self, action: PendingAction, reviewer: Reviewer) -> str:
        """Returns why they may not approve it by their role; empty when they may.

        Raises NotFound where the person it is for is gone: nobody decides for them.
        """
        self.users.get(action.on_behalf_of)
        return decision_blocking_reason(action, reviewer, self.config().self_approval)

    def rights_on(self, action: PendingAction, user_id: str, now: datetime) -> DecisionRights:
        """Returns what the page, Slack, the commands and the API all say to this person. Raises Forbidden."""
        if action.status is not ActionStatus.PENDING or is_over(action, now):
            return DecisionRights()
        on = self.read_once()
        who_may, reason = on.who_may(action), on.blocking_reason(action, user_id, now)
        left = tuple(user for user in who_may if not has_approved(action, user.user_id))
        if reason and on._may_confirm(action, user_id, who_may):
            return DecisionRights(ALONE, may_confirm=True, approvers=left)
        is_counted = not reason and has_approved(action, user_id)
        return DecisionRights(APPROVED if is_counted else reason, has_approved=is_counted, approvers=left)

    def has_emergency_access(self, action: PendingAction, reviewer: Reviewer, now: datetime) -> str:
        """The reason this operator gave for breaking the rules in the action's team; empty when they did not."""
        if reviewer.agent or reviewer.role != "operator" or reviewer.team_id != action.team_id:
            return ""
        broken = self.rows.emergency_access(action.team_id, reviewer.user_id, now)
        return broken.reason if broken else ""

    def has_other_approver(self, user_id: str) -> bool:
        """Returns whether anybody may decide now on what this person asks for themselves."""
        on = self.read_once()
        others = (*on.overseers(on.users.get(user_id).team), *on.reviewers_of(user_id))
        return on.config().self_approval or any(one.user_id != user_id for one in others)

    def would_confirm_alone(self, user_id: str, action_type: str, risk: Risk) -> bool:
        """Returns whether what this person asks for now would be theirs to confirm: nobody else may approve it."""
        on = self.read_once()
        policy = on.of(on.users.get(user_id))
        is_theirs = policy.is_owner_s_to_approve(action_type) and policy.lets_confirm_alone(risk)
        return is_theirs and not on.has_other_approver(user_id)

    def who_may(self, action: PendingAction) -> list[User]:
        """Everybody who may approve it now."""
        on = self.read_once()
        owner, self_approval = on.users.find(action.on_behalf_of), on.config().self_approval
        named = (*action.approvers.any_of, *action.approvers.all_of)
        others = (on.users.find(entry.removeprefix("user:")) for entry in named if entry.startswith("user:"))
        people = (owner, *on.overseers(action.team_id), *on.reviewers_of(action.on_behalf_of), *others)
        known = {user.user_id: user for user in people if user and user.active}
        is_allowed = owner is not None and self_approval
        return [user for user in known.values() if not decision_blocking_reason(action, reviewer_of(user), is_allowed)]

    def may_confirm_alone(self, action: PendingAction, user_id: str) -> bool:
        """Returns whether they asked for it, nobody else may approve it now, and their policy lets them confirm it.

        Who made themselves alone is not: in the days before they asked, or since.
        """
        on = self.read_once()
        return action.requested_by == f"user:{user_id}" and on._may_confirm(action, user_id, on.who_may(action))

    def _may_confirm(self, action: PendingAction, user_id: str, who_may: Iterable[User]) -> bool:
        reviewer, owner = self.reviewer(user_id), self.users.find(action.on_behalf_of)
        if reviewer is None or owner is None or action.requested_by != f"user:{user_id}":
            return False
        is_theirs = not decision_blocking_reason(action, reviewer, self_approval=True) and is_enough(action, [reviewer])
        if not is_theirs or not self.of(owner).lets_confirm_alone(action.risk):
            return False
        if any(other.user_id != user_id for other in who_may):
            return False
        return not self.rows.took_away(user_id, action.team_id, action.on_behalf_of, action.created_at - NOT_ALONE)

    def overseers(self, team_id: str) -> list[User]:
        """The reviewers and operators of a team."""
        return team_people.overseers(self.rows, self.users, team_id)

    def reviewers_of(self, user_id: str) -> list[User]:
        """Those who review for this very person, whatever their role."""
        return team_people.reviewers_of(self.rows, self.users, user_id)

    def members(self, team_id: str) -> list[User]:
        """The active people of a team whose roles were recorded."""
        return team_people.members(self.rows, self.users, team_id)
