"""Profiles and policies as they are at one moment: each is read at most once, whoever asks for it and however often.

For one piece of work, and for no longer: somebody's role or policy may have changed by the next.
"""

from dataclasses import dataclass, field

from lambdas.aws.table import Row
from lambdas.domain.accounts.user import User
from lambdas.domain.actions.autonomy_config import PolicyRow
from lambdas.store.autonomy_rows import POLICY, AutonomyRows, is_user_scope
from lambdas.store.rows import found
from lambdas.store.users import Users


@dataclass(frozen=True)
class UsersReadOnce(Users):
    """``of`` are the users it reads from."""

    of: Users
    read: dict[str, User | None] = field(default_factory=dict, repr=False)

    def find(self, user_id: str) -> User | None:
        if user_id not in self.read:
            self.read[user_id] = self.of.find(user_id)
        return self.read[user_id]


@dataclass(frozen=True)
class AutonomyRowsReadOnce(AutonomyRows):
    """A user's few rows come by one query; a team's, which names every member, apart from its policy."""

    policies: dict[str, PolicyRow | None] = field(default_factory=dict, repr=False)
    read: dict[tuple[str, str], list[Row]] = field(default_factory=dict, repr=False)

    def policy(self, scope: str) -> PolicyRow | None:
        if scope not in self.policies:
            self.policies[scope] = self._own_policy(scope) if is_user_scope(scope) else super().policy(scope)
        return self.policies[scope]

    def _own_policy(self, scope: str) -> PolicyRow | None:
        return found(PolicyRow, next((row for row in self._rows(scope, POLICY) if row["item"] == POLICY), None))

    def _rows(self, scope: str, prefix: str) -> list[Row]:
        if is_user_scope(scope):
            return [row for row in self._read(scope, "") if row["item"].startswith(prefix)]
        return self._read(scope, prefix)

    def _read(self, scope: str, prefix: str) -> list[Row]:
        if (scope, prefix) not in self.read:
            self.read[scope, prefix] = super()._rows(scope, prefix)
        return self.read[scope, prefix]
