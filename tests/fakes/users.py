"""The users table as a dictionary; the same behaviour as store/users.py, by the same contract test."""

from collections.abc import Iterator, Mapping
from typing import Any

from lambdas.domain.accounts.consents import IdentityProvider
from lambdas.domain.accounts.user import (
    SYNCED,
    CalendarConnection,
    RegisteredProviders,
    Switches,
    TypeCorrection,
    User,
    UserAccount,
)
from lambdas.errors import Conflict, NotFound


class FakeUsers:
    def __init__(self, *users: User) -> None:
        self._users = {user.user_id: user for user in users}
        self._connections: dict[tuple[str, str], CalendarConnection] = {}
        self._corrections: dict[tuple[str, str], TypeCorrection] = {}
        self._switches = Switches()
        self._identities: dict[tuple[IdentityProvider, str], str] = {}
        self._doors = RegisteredProviders()
        self.writes = 0

    def account(self, user_id: str) -> UserAccount:
        return UserAccount(
            user=self.get(user_id),
            connections=tuple(value for (owner, _), value in sorted(self._connections.items()) if owner == user_id),
            corrections=tuple(value for (owner, _), value in sorted(self._corrections.items()) if owner == user_id),
        )

    def get(self, user_id: str) -> User:
        if user_id not in self._users:
            raise NotFound("There is no such user.")
        return self._users[user_id]

    def put(self, user: User) -> None:
        self.writes += 1
        self._users[user.user_id] = user

    def patch(self, user_id: str, changes: Mapping[str, Any]) -> User:
        user = User.model_validate(self.get(user_id).model_dump() | dict(changes))
        self.put(user)
        return user

    def active_user_ids(self) -> Iterator[str]:
        yield from (user.user_id for user in self._users.values() if user.active)

    def with_email(self, email: str) -> tuple[User, ...]:
        wanted = email.casefold()
        return tuple(u for u in self._users.values() if wanted and u.active and u.proved_email.casefold() == wanted)

    def everyone(self) -> Iterator[User]:
        yield from self._users.values()

    def owner_of_identity(self, provider: IdentityProvider, subject: str) -> str | None:
        return self._identities.get((provider, subject))

    def link_identity(self, provider: IdentityProvider, subject: str, user_id: str) -> None:
        if (provider, subject) in self._identities:
            raise Conflict("It is somebody's already.")
        self._identities[provider, subject] = user_id

    def registered_providers(self) -> RegisteredProviders:
        return self._doors

    def register_provider(self, provider: IdentityProvider) -> None:
        self._doors = self._doors.model_copy(update={provider.value: True})

    def connect(self, user_id: str, connection: CalendarConnection) -> None:
        self._connections[user_id, connection.calendar_id] = connection

    def disconnect(self, user_id: str, calendar_id: str) -> None:
        self._connections.pop((user_id, calendar_id), None)

    def record_sync(self, user_id: str, connection: CalendarConnection, seen: Mapping[str, str] | None = None) -> bool:
        return self._note(user_id, connection, {name: getattr(connection, name) for name in SYNCED}, seen)

    def note_state(self, user_id: str, connection: CalendarConnection, state: Mapping[str, str]) -> bool:
        return self._note(user_id, connection, {"sync_state": dict(state)})

    def _note(
        self,
        user_id: str,
        connection: CalendarConnection,
        changes: Mapping[str, Any],
        seen: Mapping[str, str] | None = None,
    ) -> bool:
        known = self._connections.get((user_id, connection.calendar_id))
        if known is None or known.address != connection.address or (seen is not None and known.sync_state != seen):
            return False
        self.writes += 1
        self._connections[user_id, connection.calendar_id] = known.model_copy(update=changes)
        return True

    def correct(self, user_id: str, correction: TypeCorrection) -> None:
        self._corrections[user_id, correction.series_key] = correction

    def switches(self) -> Switches:
        return self._switches

    def switch(self, part: str, is_on: bool) -> None:
        if part not in Switches.model_fields:
            raise NotFound(f"There is no switch {part!r}; there are {', '.join(Switches.model_fields)}.")
        self._switches = self._switches.model_copy(update={part: is_on})
