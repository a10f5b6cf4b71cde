"""A browser in another time zone than its person's settings: asked about, and changed or kept in one click."""

from dataclasses import dataclass
from datetime import datetime

from lambdas.accounts.sync_requests import SyncRequests
from lambdas.domain.accounts.profile import checked_timezone
from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.local_time import same_clock
from lambdas.errors import Refused
from lambdas.store.users import Users


@dataclass(frozen=True, slots=True)
class Travels:
    users: Users
    syncs: SyncRequests

    def is_elsewhere(self, user: User, seen: str, now: datetime) -> bool:
        """Returns whether to ask: not where both clocks agree, nor where the person has said no.

        Back home the no is forgotten, so that the next journey is asked about. Raises Refused for what is no zone.
        """
        seen = _checked(seen)
        if not same_clock(seen, user.timezone, now):
            return seen != user.declined_timezone
        if user.declined_timezone:
            self.users.patch(user.user_id, {"declined_timezone": ""})
        return False

    def move(self, user_id: str, timezone: str) -> User:
        """Calendars are read anew, since days begin elsewhere, and preparations planned again. Raises Refused."""
        user = self.users.patch(user_id, {"timezone": _checked(timezone), "declined_timezone": ""})
        self.syncs.request(user_id, replan=True)
        return user

    def stay(self, user_id: str, timezone: str) -> User:
        """Does not ask about that zone again. Raises Refused."""
        return self.users.patch(user_id, {"declined_timezone": _checked(timezone)})


def _checked(timezone: str) -> str:
    try:
        return checked_timezone(timezone)
    except ValueError as error:
        raise Refused(f"{error}.") from error
