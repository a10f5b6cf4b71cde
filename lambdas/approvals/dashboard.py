"""The dashboard of whoever oversees: a department's figures, and how each of its teams stands (ACT-9)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lambdas.approvals.policies import Policies
from lambdas.domain.actions.figures import Dashboard, TeamFigures, TeamStatus, dashboard
from lambdas.domain.actions.pending_action import Reviewer
from lambdas.errors import NotFound
from lambdas.store.autonomy_rows import team_scope
from lambdas.store.pending_actions import PendingActions


def own_dashboard(actions: PendingActions, policies: Policies, user_id: str, days: int, now: datetime) -> Dashboard:
    """Returns that of the user's team, and of its department's other teams where the user has a department."""
    users = policies.users
    user = users.get(user_id)
    teams = {user.team}
    if user.department and user.role != "member":
        teams |= {other.team for other in users.active() if other.department == user.department}
    found = team_dashboard(actions, sorted(teams), policies.require_reviewer(user_id), days, user.timezone, now)
    statuses = tuple(_status(policies, team, now) for team in found.team_figures)
    return found.model_copy(update={"teams": statuses})


def team_dashboard(
    actions: PendingActions, teams: Sequence[str], reviewer: Reviewer, days: int, timezone: str, now: datetime
) -> Dashboard:
    """Raises NotFound for members: a department's figures are for who oversees it."""
    if reviewer.role == "member" and list(teams) != [f"own-{reviewer.user_id}"]:
        raise NotFound("There is no such dashboard.")
    since = now - timedelta(days=2 * days)
    known = [action for team in teams for action in actions.of_team(team) if action.created_at >= since]
    return dashboard(known, teams, days, timezone, now)


def _status(policies: Policies, team: TeamFigures, now: datetime) -> TeamStatus:
    row = policies.rows.policy(team_scope(team.team_id))
    level = row.level if row and row.level else policies.config().level
    declared = (
        policies.rows.emergency_access(team.team_id, user.user_id, now) for user in policies.overseers(team.team_id)
    )
    until = max((access.until for access in declared if access), default=None)
    return TeamStatus(**dict(team), level=level, emergency_until=until)
