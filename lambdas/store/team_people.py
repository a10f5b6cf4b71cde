"""The people around a team and a person: found from the rows roles are recorded in, believed from their profiles."""

import logging
from collections.abc import Iterable

from pydantic import ValidationError

from lambdas.domain.accounts.user import User
from lambdas.store.autonomy_rows import AutonomyRows
from lambdas.store.users import Users

log = logging.getLogger(__name__)


def members(rows: AutonomyRows, users: Users, team_id: str) -> list[User]:
    """The active people of a team."""
    return [user for user in _active(users, rows.members(team_id)) if user.team == team_id]


def overseers(rows: AutonomyRows, users: Users, team_id: str) -> list[User]:
    """The reviewers and operators of a team."""
    return [user for user in members(rows, users, team_id) if user.role in ("reviewer", "operator")]


def reviewers_of(rows: AutonomyRows, users: Users, user_id: str) -> list[User]:
    """Those who review for this very person, whatever their role."""
    return [user for user in _active(users, rows.reviewers_of(user_id)) if user_id in user.reviews_for - {user.user_id}]


def _active(users: Users, user_ids: Iterable[str]) -> list[User]:
    found = (_readable(users, user_id) for user_id in user_ids)
    return [user for user in found if user and user.active]


def _readable(users: Users, user_id: str) -> User | None:
    """None for a profile that cannot be read: nobody else is left out for it."""
    try:
        return users.find(user_id)
    except ValidationError:
        log.error("user %s: the stored profile cannot be read", user_id)
        return None
