"""The table ``pending_actions``: what waits for a decision, what was decided, and how it was executed.

Every write is one version further, on condition that nobody else wrote, and in one transaction with its audit row. The
workflow's task token lies in the same row and is a capability: it is written and read by methods of its own.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from pydantic import ValidationError

from lambdas.aws.conditions import Attr, Condition
from lambdas.aws.table import Key, Row, Table, Update, Write
from lambdas.domain.actions.audit import AuditEntry, AuditRow
from lambdas.domain.actions.autonomy import MAX_WAIT
from lambdas.domain.actions.evidence import SPOKEN, WORDED
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction, Reviewer, waits_for
from lambdas.domain.kernel.instants import iso
from lambdas.errors import NotFound
from lambdas.store.audit_log import AuditLog
from lambdas.store.rows import ATTENTION, SHARDS, attention, expiring, found, from_row, is_due, to_row

log = logging.getLogger(__name__)

LIFE = timedelta(days=400)
NO_ACTION = "There is no such action."
MAX_WATCHED = 10_000
MAX_LISTED = 1000
EXISTS = Attr("action_id").exists()
IN_LISTS = tuple(name for name in PendingAction.model_fields if name not in ("payload", "earlier"))


@dataclass(frozen=True)
class PendingActions:
    table: Table
    log: AuditLog

    def add(self, action: PendingAction, entry: AuditEntry) -> PendingAction:
        """Stores a new action and its row. Raises Conflict when it exists: proposing twice is one action."""

        def put(row: AuditRow) -> Sequence[Write]:
            return [self.table.put_write(_row(_audited(action, row)), Attr("action_id").not_exists())]

        return _audited(action, self.log.add(entry, put, "queueing an action"))

    def record(self, moved: PendingAction, entry: AuditEntry) -> PendingAction:
        """Stores the next version of an action and its row. Raises Conflict unless the stored one is the one before."""

        def update(row: AuditRow) -> Sequence[Write]:
            return [self._next_version(_audited(moved, row))]

        return _audited(moved, self.log.add(entry, update, "recording what became of an action"))

    def find(self, action_id: str) -> PendingAction | None:
        """Read consistently; who may see it is the caller's question."""
        row = self.table.get(_key(action_id), "reading an action", only=tuple(PendingAction.model_fields))
        return found(PendingAction, row)

    def get(self, action_id: str) -> PendingAction:
        """Raises NotFound."""
        action = self.find(action_id)
        if action is None:
            raise NotFound(NO_ACTION)
        return action

    def of_team(
        self, team_id: str, statuses: Sequence[ActionStatus] = tuple(ActionStatus), limit: int = 1000
    ) -> list[PendingAction]:
        """Newest first in each status, at most ``limit`` of each, without their payloads. Eventually consistent."""
        partitions = (Attr("team_status").eq(f"{team_id}#{status.value}") for status in statuses)
        return [action for partition in partitions for action in self._summaries("team_status", partition, limit)]

    def of_person(self, user_id: str, since: datetime, limit: int = 1000) -> list[PendingAction]:
        """Returns what AMO did or wanted to do for one person, newest first. Eventually consistent."""
        return self._query("person_created", _of(user_id, since), limit)

    def count_asked(self, user_id: str, requested_by: str, now: datetime) -> tuple[int, int]:
        """Counts what ``requested_by`` asked for on this person's behalf within a day: all of it, and what waits still.

        Eventually consistent.
        """
        theirs, since = Attr("requested_by").eq(requested_by), now - MAX_WAIT
        rows = self.table.query(
            _of(user_id, since), "counting actions", index="person_created", only_if=theirs, only=("status",)
        )
        statuses = [row["status"] for row in rows]
        return len(statuses), statuses.count(ActionStatus.PENDING.value)

    def of_reviewer(
        self, reviewer: Reviewer, now: datetime, statuses: Sequence[ActionStatus] = tuple(ActionStatus)
    ) -> list[PendingAction]:
        """Returns the team's in these statuses, of whoever shares a team all their own, of whom they review for all.

        Each once.
        """
        of_team = self.of_team(reviewer.team_id, statuses)
        is_alone = reviewer.team_id == f"own-{reviewer.user_id}"
        people = (*sorted(reviewer.reviews_for), *([] if is_alone else [reviewer.user_id]))
        since = now - (MAX_WAIT if tuple(statuses) == (ActionStatus.PENDING,) else LIFE)
        theirs = (
            action
            for user_id in people
            for action in self._summaries("person_created", _of(user_id, since), MAX_LISTED)
        )
        return list({action.action_id: action for action in (*theirs, *of_team)}.values())

    def waiting_for(self, reviewer: Reviewer, now: datetime) -> list[PendingAction]:
        """Returns what this very person is to decide, the nearest to its end first."""
        found = self.of_reviewer(reviewer, now, (ActionStatus.PENDING,))
        return sorted((one for one in found if waits_for(one, reviewer, now)), key=lambda one: one.deadline)

    def delete(self, action_id: str) -> None:
        """With its text, for good; the audit log keeps what it was hashed to, and what became of it."""
        self.table.delete(_key(action_id), "deleting an action")

    def overdue(self, now: datetime) -> Iterator[PendingAction]:
        """Returns what should have been decided, picked up or finished by now. Eventually consistent."""
        for shard in SHARDS:
            yield from self._query("attention", is_due(shard, now), 1000)

    def watched(self) -> Iterator[PendingAction]:
        """All that is not over, whenever it is to be looked at. Eventually consistent."""
        for shard in SHARDS:
            yield from self._query("attention", Attr("attention_shard").eq(shard), MAX_WATCHED)

    def put_token(self, action_id: str, token: str) -> PendingAction:
        """Stores the token of the workflow that waits; a retried task's replaces the dead one. Raises Conflict."""
        change = Update(set={"task_token": token})
        return from_row(PendingAction, self.table.update(_key(action_id), change, "waiting for a decision", EXISTS))

    def mark_workflow_told(self, action_id: str, now: datetime) -> None:
        """Nobody waits for it any more: the sweeper need not look. Raises Conflict where there is no such action."""
        change = Update(set={"workflow_told_at": iso(now)}, remove=ATTENTION)
        self.table.update(_key(action_id), change, "closing an action", EXISTS)

    def token(self, action_id: str) -> str | None:
        row = self.table.get(_key(action_id), "reading an action", only=["task_token"]) or {}
        return row.get("task_token")

    def _next_version(self, moved: PendingAction) -> Write:
        values = {name: value for name, value in _row(moved).items() if name != "action_id"}
        change = Update(set=values, remove=() if moved.attention_at else ATTENTION)
        return self.table.update_write(_key(moved.action_id), change, Attr("version").eq(moved.version - 1))

    def _summaries(self, index: str, where: Condition, limit: int) -> list[PendingAction]:
        """Reads what a list shows, however large the actions are; whole, where an older AMO stored some of them."""
        found = self.table.query(where, "listing actions", index=index, only=IN_LISTS, newest_first=True)
        rows = list(islice(found, limit))
        if all(row.get("summary") for row in rows):
            return list(_readable(rows))
        return self._query(index, where, limit)

    def _query(self, index: str, where: Condition, limit: int) -> list[PendingAction]:
        rows = self.table.query(where, "listing actions", index=index, newest_first=True)
        return list(_readable(islice(rows, limit)))


def _readable(rows: Iterable[Row]) -> Iterator[PendingAction]:
    """One action that cannot be read hides no other, and keeps the sweeper from none."""
    for row in rows:
        try:
            yield from_row(PendingAction, row)
        except ValidationError:
            log.error("action %s: what is stored cannot be read", row["action_id"])


def _audited(action: PendingAction, row: AuditRow) -> PendingAction:
    """The action with the rows that prove it, by which they are found again."""
    named: dict[str, Any] = {"audited_as": row.sequence}
    if row.event in WORDED:
        named["worded_as"] = row.sequence
    if row.event in SPOKEN and action.votes:
        named["votes"] = (*action.votes[:-1], action.votes[-1].model_copy(update={"audited_as": row.sequence}))
    return action.model_copy(update=named)


def _row(action: PendingAction) -> Row:
    """With the keys of the indexes and the TTL; the model's own ``deadline`` is no TTL."""
    row = to_row(action) | {
        "team_status": f"{action.team_id}#{action.status.value}",
        "created_at": iso(action.created_at),
        **expiring(action.created_at + LIFE),
    }
    if action.attention_at:
        row |= attention(action.action_id, action.attention_at)
    return row


def _of(user_id: str, since: datetime) -> Condition:
    return Attr("on_behalf_of").eq(user_id) & Attr("created_at").gte(iso(since))


def _key(action_id: str) -> Key:
    return {"action_id": action_id}
