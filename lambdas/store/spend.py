"""The spend table: one ledger of what may be spent and was, over every scope that has a ceiling.

Of each task (a preparation, a conversation, a sync) a row holds what is reserved for it; a call takes from that before
it is made. Where too little is left, a step more is reserved, in one transaction over the person's, the team's and the
stage's day and the stage's month: DynamoDB's conditions know no sums, so what is reserved is one number, and the
ceiling less what is wanted is compared with it. What was reserved and not spent counts as spent until its period ends.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lambdas.aws.conditions import Attr
from lambdas.aws.side_by_side import side_by_side
from lambdas.aws.table import Key, Table, TransactionContended, TransactionRefused, Update, Write
from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.llm.catalog import MICRO, Ceilings
from lambdas.errors import Conflict, Refused
from lambdas.store.rows import expiring, from_row

KEPT = timedelta(days=400)
KEPT_TASK = timedelta(days=40)
THRIFTY_SHARE = 0.8
STAGE = "stage"
STAGE_DAY = 3
"""Its place among a reservation's ceilings: task, person, team, then the stage's."""
RESERVING = "reserving for a model"
CONTENDED_ATTEMPTS = 5
CONTENDED_SECONDS = (0.02, 0.1)
WHOLE = "whole"
"""The period of a task: all its time."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose money a call is: ``task`` shares one ceiling, within its person's, its team's and the stage's."""

    task: str
    user_id: str
    team_id: str


@dataclass(frozen=True, slots=True)
class Reservation:
    """``amount`` in millionths of a dollar; ``is_thrifty``: a ceiling is nearly reached.

    ``stage_day_share``: so much of the stage's day is reserved, where this took a further step of it.
    """

    account: Account
    amount: int
    is_thrifty: bool = False
    stage_day_share: float | None = None


class Spent(Model):
    """Millionths of a dollar of one period: ``committed`` was reserved, ``spent`` was paid for ``calls``.

    ``answered_at``: when the last of them was answered.
    """

    committed: int = 0
    spent: int = 0
    calls: int = 0
    answered_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Ceiling:
    scope: str
    period: str
    amount: int
    said: str

    @property
    def key(self) -> Key:
        return {"scope": self.scope, "period": self.period}

    @property
    def reached(self) -> Refused:
        return Refused(f"{self.said} ceiling of {self.amount / MICRO:g} USD is reached")


@dataclass(frozen=True)
class Spend:
    table: Table
    sleep: Callable[[float], None] = time.sleep

    def reserve(self, account: Account, at_most: int, ceilings: Ceilings, now: datetime) -> Reservation:
        """Raises Refused, which says whose ceiling is reached, Retryable where too much happens at once."""
        if at_most == 0:
            return Reservation(account, 0)
        if taken := self._taken(account, at_most):
            return taken
        try:
            return self._widened(account, at_most, ceilings, now)
        except Refused:  # somebody else may have widened it meanwhile
            if taken := self._taken(account, at_most):
                return taken
            raise

    def settle(self, reserved: Reservation, cost: int, now: datetime) -> None:
        """Gives back to the task what the call did not cost, and counts the call where people look for it."""
        answered = {"answered_at": iso(now), **expiring(now + KEPT)}
        paid = Update(add={"spent": cost, "calls": 1}, set=answered)
        keys = [ceiling.key for ceiling in _periods(reserved.account, now)]
        back = Update(add={"left": reserved.amount - cost, "spent": cost, "calls": 1}, set=expiring(now + KEPT_TASK))
        changes = [(_task_key(reserved.account), back), *((key, paid) for key in keys)]
        side_by_side(lambda change: self.table.update(*change, "counting what a model cost"), changes)

    def of_person(self, user_id: str, day: date) -> Spent:
        return self._of(_person(user_id), day.isoformat())

    def of_stage(self, day: date) -> Spent:
        return self._of(STAGE, day.isoformat())

    def of_stage_month(self, day: date) -> Spent:
        return self._of(STAGE, f"{day:%Y-%m}")

    def _of(self, scope: str, period: str) -> Spent:
        return from_row(Spent, self.table.get({"scope": scope, "period": period}, "reading what was spent") or {})

    def _taken(self, account: Account, at_most: int) -> Reservation | None:
        """Out of what is left of the steps reserved so far; None where that is too little."""
        less = Update(add={"left": -at_most})
        try:
            row = self.table.update(_task_key(account), less, RESERVING, Attr("left").gte(at_most))
        except Conflict:
            return None
        return Reservation(account, at_most, bool(row.get("is_thrifty")))

    def _widened(self, account: Account, at_most: int, ceilings: Ceilings, now: datetime) -> Reservation:
        step = max(at_most, round(ceilings.step * MICRO))
        over = list(_ceilings(account, ceilings, now))
        task = Ceiling(f"task#{account.task}", WHOLE, round(ceilings.task * MICRO), "this preparation's")
        if dear := next((ceiling for ceiling in (task, *over) if ceiling.amount < step), None):
            raise dear.reached
        shares = [self._share(ceiling) for ceiling in (task, *over)]
        is_thrifty = max(shares) >= THRIFTY_SHARE
        more = Update(
            add={"committed": step, "left": step - at_most},
            set={"is_thrifty": is_thrifty, **expiring(now + KEPT_TASK)},
        )
        writes = [self._write(task, more, step)]
        for ceiling in over:
            writes.append(self._write(ceiling, Update(add={"committed": step}, set=expiring(now + KEPT)), step))
        try:
            self._transact(writes)
        except TransactionRefused as error:
            raise (task, *over)[error.positions[0]].reached from error
        reserved_of_day = shares[STAGE_DAY] + step / round(ceilings.stage_day * MICRO)
        return Reservation(account, at_most, is_thrifty, reserved_of_day)

    def _transact(self, writes: list[Write]) -> None:
        """The stage's rows are everybody's: whoever meets somebody else there tries again, within half a second."""
        for _ in range(CONTENDED_ATTEMPTS):
            with suppress(TransactionContended):
                self.table.transact(writes, RESERVING)
                return
            self.sleep(random.uniform(*CONTENDED_SECONDS))  # noqa: S311 - jitter, no secret
        self.table.transact(writes, RESERVING)

    def _write(self, ceiling: Ceiling, change: Update, step: int) -> Write:
        committed = Attr("committed")
        has_room = committed.lte(ceiling.amount - step) | committed.not_exists()
        return self.table.update_write(ceiling.key, change, has_room)

    def _share(self, ceiling: Ceiling) -> float:
        return self._of(ceiling.scope, ceiling.period).committed / ceiling.amount


def _ceilings(account: Account, ceilings: Ceilings, now: datetime) -> Iterator[Ceiling]:
    amounts: Mapping[str, float] = {
        "person": ceilings.person_day,
        "team": ceilings.team_day,
        "day": ceilings.stage_day,
        "month": ceilings.stage_month,
    }
    for name, ceiling in zip(amounts, _periods(account, now), strict=True):
        yield Ceiling(ceiling.scope, ceiling.period, round(amounts[name] * MICRO), ceiling.said)


def _periods(account: Account, now: datetime) -> tuple[Ceiling, ...]:
    """Every scope a call counts in, by days and months of UTC."""
    day, month = f"{now:%Y-%m-%d}", f"{now:%Y-%m}"
    return (
        Ceiling(_person(account.user_id), day, 0, "this person's day's"),
        Ceiling(f"team#{account.team_id}", day, 0, "the team's day's"),
        Ceiling(STAGE, day, 0, "the stage's day's"),
        Ceiling(STAGE, month, 0, "the stage's month's"),
    )


def _person(user_id: str) -> str:
    return f"user#{user_id}"


def _task_key(account: Account) -> Key:
    return {"scope": f"task#{account.task}", "period": WHOLE}
