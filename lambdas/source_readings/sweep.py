"""Finds the sources that are to be read, each minute, and asks for it; what was lost is asked for again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lambdas.aws.queue import Queue
from lambdas.domain.accounts.user import User
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.due import LOOK_EVERY, is_to_be_read, needed_moments
from lambdas.domain.sources.source_config import SourcesConfig
from lambdas.source_readings.read import HELD
from lambdas.store.autonomy_rows import AutonomyRows
from lambdas.store.meetings import Meetings
from lambdas.store.source_accounts import SourceAccounts
from lambdas.store.team_people import members
from lambdas.store.users import Users

MAX_PREPARED_AHEAD = timedelta(days=15)
"""How far ahead a meeting may be whose preparation begins soon: as far as calendars are read by default, and a day."""


@dataclass(frozen=True, slots=True)
class SourceSweep:
    accounts: SourceAccounts
    users: Users
    team_rows: AutonomyRows
    meetings: Meetings
    queue: Queue
    config: SourcesConfig

    def request_due(self, now: datetime) -> int:
        """Returns how many readings it asked for. Those of people who are gone are put off by a day."""
        needed: dict[str, list[datetime]] = {}
        asked: list[dict[str, Any]] = []
        for account in list(self.accounts.due(now)):
            people = self._people(account)
            if account.owner not in needed:
                needed[account.owner] = list(self._needed(people, now))
            every = timedelta(minutes=self.config.kinds[account.kind].every_minutes)
            if not people:
                self.accounts.look_again(account, now + timedelta(days=1))
            elif is_to_be_read(account, needed[account.owner], every, now):
                asked.append(reading_of(account))
                self.accounts.look_again(account, now + HELD)
            else:
                self.accounts.look_again(account, now + LOOK_EVERY)
        self.queue.send(asked)
        return len(asked)

    def _people(self, account: SourceAccount) -> list[User]:
        if account.team:
            return members(self.team_rows, self.users, account.team)
        user = self.users.find(account.owner)
        return [user] if user and user.active else []

    def _needed(self, people: Iterable[User], now: datetime) -> Iterable[datetime]:
        for user in people:
            yield from needed_moments(self.meetings.between(user.user_id, now, now + MAX_PREPARED_AHEAD))


def reading_of(account: SourceAccount) -> dict[str, str]:
    """Returns the message that asks for it; of several, one reads and the others find it read."""
    return {"owner": account.owner, "source_id": account.source_id}
