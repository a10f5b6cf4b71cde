"""Tells a team's overseers, and whom it is about, that their team has changed: each of them once."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lambdas.domain.accounts.team_news import reviewer_message, rights_message, rules_message
from lambdas.domain.accounts.user import User
from lambdas.domain.notifications.messages import Message
from lambdas.notifications.notifier import Notifier
from lambdas.store import team_people
from lambdas.store.autonomy_rows import AutonomyRows
from lambdas.store.users import Users

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TeamNews:
    """Messages to all but whoever made the change, which never fails by them."""

    rows: AutonomyRows
    users: Users
    notifier: Notifier

    def tell_of_rights(self, before: User | None, after: User, by: str, now: datetime) -> None:
        """Of both teams, where somebody moved; and those for whom somebody decides from now on, or no longer, with the
        overseers of theirs. Whoever was invited just now hears of it by the invitation.
        """
        teams = {after.team, *([before.team] if before else [])}
        people = {user.user_id: user for team in sorted(teams) for user in self._overseers(team)}
        if before:
            people[after.user_id] = after
        else:
            people.pop(after.user_id, None)
        reviewed, had = _reviewed(after), _reviewed(before)
        names = self._names({*after.reviews_for, *had, by.removeprefix("user:")})
        self._tell(people.values(), by, lambda reader: rights_message(before, after, by, reader, names, now), now)
        for user_id in sorted(reviewed ^ had):
            if about := self.users.find(user_id):
                self._tell_of_reviewer(about, after, {after.user_id, *people}, by, names, now)

    def _tell_of_reviewer(
        self, about: User, reviewer: User, told: Collection[str], by: str, names: Mapping[str, str], now: datetime
    ) -> None:
        """``told`` have read of it with the rest."""
        readers = {user.user_id: user for user in (about, *self._overseers(about.team)) if user.user_id not in told}

        def message(reader: User) -> Message:
            return reviewer_message(reviewer, about, by, reader, names, now)

        self._tell(readers.values(), by, message, now)

    def tell_of_rules(
        self, team_id: str, changes: tuple[str, ...], lowered: Mapping[str, str], by: str, now: datetime
    ) -> None:
        """``lowered``: what is said besides to those for whom AMO may do less now, by their ids."""
        bound = (self.users.find(user_id) for user_id in lowered)
        people = {user.user_id: user for user in (*self._overseers(team_id), *bound) if user}
        names = self._names({by.removeprefix("user:")})

        def message(reader: User) -> Message:
            own = (lowered[reader.user_id],) if reader.user_id in lowered else ()
            return rules_message(team_id, (*changes, *own), by, reader, names, now)

        self._tell(people.values(), by, message, now)

    def _overseers(self, team_id: str) -> list[User]:
        return team_people.overseers(self.rows, self.users, team_id)

    def _names(self, user_ids: Iterable[str]) -> dict[str, str]:
        found = (self.users.find(user_id) for user_id in sorted(user_ids))
        return {user.user_id: user.shown_name for user in found if user}

    def _tell(self, people: Iterable[User], by: str, message: Callable[[User], Message], now: datetime) -> None:
        for user in people:
            if by == f"user:{user.user_id}":
                continue
            delivery = self.notifier.send(user, message(user), now)
            if not delivery.delivered:
                log.warning("news of a team did not reach user %s: %s", user.user_id, delivery.reason)


def _reviewed(reviewer: User | None) -> frozenset[str]:
    """Those for whom somebody decides: nobody, once they are deactivated."""
    return reviewer.reviews_for - {reviewer.user_id} if reviewer and reviewer.active else frozenset()
