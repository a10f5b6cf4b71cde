"""Turns at a mailbox of Microsoft's: four at once, over all functions, and none while it is closed.

One row of the rate_limits table per mailbox, with a place for each of the four. A place nobody gives back, since its
function died, is free again by itself.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from lambdas.aws.conditions import Attr, Condition
from lambdas.aws.table import Key, Table, Update
from lambdas.errors import Conflict, Retryable
from lambdas.store.rate_limits import RateLimits
from lambdas.store.rows import expiring

PLACES = 4
MAX_TURN = timedelta(minutes=15)
"""No function lives longer."""
LIFE = timedelta(hours=1)

LEFT_ALONE = "Microsoft asked to leave this mailbox alone for a while; AMO tries again later."


class Turn(NamedTuple):
    mailbox: str
    place: str
    until: float


@dataclass(frozen=True)
class MailboxTurns:
    table: Table

    def take(self, mailbox: str, now: datetime) -> Turn | None:
        """One of the places; None while all are taken. Raises Retryable while the mailbox is closed (fault 26)."""
        places = [f"place_{number}" for number in range(PLACES)]
        place: str | None = random.choice(places)  # noqa: S311 - spreads the tries, guards nothing
        while place:
            turn = Turn(mailbox, place, (now + MAX_TURN).timestamp())
            if self._is_taken(turn, now):
                return turn
            row = self.table.get(_key(mailbox), "entering a mailbox") or {}
            closed_for = row.get("closed_until", 0) - now.timestamp()
            if closed_for > 0:
                raise Retryable(LEFT_ALONE, float(closed_for))
            place = next((free for free in places if row.get(free, 0) <= now.timestamp()), None)
        return None

    def give_back(self, turn: Turn) -> None:
        try:
            is_own = Attr(turn.place).eq(turn.until)
            self.table.update(_key(turn.mailbox), Update(remove=[turn.place]), "leaving a mailbox", is_own)
        except Conflict:
            return  # held for so long that somebody else has it

    def close(self, mailbox: str, until: datetime) -> None:
        """Nobody takes a turn before ``until``."""
        RateLimits(self.table).close(mailbox, until)

    def _is_taken(self, turn: Turn, now: datetime) -> bool:
        change = Update(set={turn.place: turn.until, **expiring(now + LIFE)})
        is_free = _has_passed(turn.place, now) & _has_passed("closed_until", now)
        try:
            self.table.update(_key(turn.mailbox), change, "entering a mailbox", is_free)
        except Conflict:
            return False
        return True


def _has_passed(name: str, now: datetime) -> Condition:
    return Attr(name).not_exists() | Attr(name).lte(now.timestamp())


def _key(mailbox: str) -> Key:
    return {"bucket": mailbox}
