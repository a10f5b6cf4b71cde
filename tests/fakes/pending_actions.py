"""Pending actions and the audit log in memory, written together; contract: tests/contracts/test_pending_actions.py."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from lambdas.domain.actions.audit import Anchor, AuditEntry, AuditRow, linked
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction
from lambdas.errors import Conflict, NotFound
from lambdas.store.pending_actions import NO_ACTION


class FakeAuditLog:
    """``before_write`` runs ahead of every write, as another instance might, or to fail it."""

    def __init__(self) -> None:
        self.chains: dict[str, list[dict[str, Any]]] = {}
        self.before_write: Callable[[], None] = lambda: None

    def add(
        self, entry: AuditEntry, write: Callable[[AuditRow], None] = lambda _row: None, doing: str = ""
    ) -> AuditRow:
        """``write`` raises Conflict where its own condition does not hold: then no row is added either."""
        self.before_write()
        row = linked(entry, self.tail(entry.team_id))
        write(row)
        self.chains.setdefault(entry.team_id, []).append(row.model_dump(mode="json"))
        return row

    def tail(self, team_id: str) -> AuditRow | None:
        chain = self.chains.get(team_id)
        return AuditRow.model_validate(chain[-1]) if chain else None

    def rows(self, team_id: str) -> Iterator[dict[str, Any]]:
        yield from [dict(row) for row in self.chains.get(team_id, [])]

    def latest(self, team_id: str, limit: int) -> list[AuditRow]:
        return [AuditRow.model_validate(row) for row in self.chains.get(team_id, [])[::-1][:limit]]

    def events(self, team_id: str = "own-u1") -> list[str]:
        return [row["event"] for row in self.chains.get(team_id, [])]


class FakePendingActions:
    def __init__(self, log: FakeAuditLog) -> None:
        self.stored: dict[str, PendingAction] = {}
        self.tokens: dict[str, str] = {}
        self.log = log

    def add(self, action: PendingAction, entry: AuditEntry) -> PendingAction:
        def put(row: AuditRow) -> None:
            if action.action_id in self.stored:
                raise Conflict("Somebody else was faster while queueing an action; look again.")
            self.stored[action.action_id] = action.model_copy(update={"audited_as": row.sequence})

        self.log.add(entry, put)
        return self.stored[action.action_id]

    def record(self, moved: PendingAction, entry: AuditEntry) -> PendingAction:
        def update(row: AuditRow) -> None:
            stored = self.stored.get(moved.action_id)
            if stored is None or stored.version != moved.version - 1:
                raise Conflict("Somebody else was faster while recording what became of an action; look again.")
            self.stored[moved.action_id] = moved.model_copy(update={"audited_as": row.sequence})

        self.log.add(entry, update)
        return self.stored[moved.action_id]

    def find(self, action_id: str) -> PendingAction | None:
        return self.stored.get(action_id)

    def get(self, action_id: str) -> PendingAction:
        if action_id not in self.stored:
            raise NotFound(NO_ACTION)
        return self.stored[action_id]

    def of_team(
        self, team_id: str, statuses: Sequence[ActionStatus] = tuple(ActionStatus), limit: int = 1000
    ) -> list[PendingAction]:
        found = _newest(action for action in self.stored.values() if action.team_id == team_id)
        return [a for status in statuses for a in [one for one in found if one.status is status][:limit]]

    def of_person(self, user_id: str, since: datetime, limit: int = 1000) -> list[PendingAction]:
        own = (action for action in self.stored.values() if action.on_behalf_of == user_id)
        return _newest(action for action in own if action.created_at >= since)[:limit]

    def overdue(self, now: datetime) -> Iterator[PendingAction]:
        yield from [a for a in self.watched() if a.attention_at and a.attention_at <= now]

    def watched(self) -> Iterator[PendingAction]:
        yield from [a for a in self.stored.values() if a.attention_at]

    def mark_workflow_told(self, action_id: str, now: datetime) -> None:
        if action_id not in self.stored:
            raise Conflict("Somebody else was faster while closing an action; look again.")
        self.stored[action_id] = self.stored[action_id].model_copy(update={"workflow_told_at": now})

    def put_token(self, action_id: str, token: str) -> PendingAction:
        if action_id not in self.stored:
            raise Conflict("Somebody else was faster while waiting for a decision; look again.")
        self.tokens[action_id] = token
        return self.stored[action_id]

    def token(self, action_id: str) -> str | None:
        return self.tokens.get(action_id)


class FakeAnchors:
    def __init__(self) -> None:
        self.stored: list[Anchor] = []

    def put(self, anchor: Anchor) -> None:
        self.stored.append(anchor)

    def last(self, team_id: str) -> Anchor | None:
        return max(self.of_team(team_id), key=lambda anchor: anchor.sequence, default=None)

    def of_team(self, team_id: str) -> Iterator[Anchor]:
        yield from [anchor for anchor in self.stored if anchor.team_id == team_id]


def _newest(actions: Any) -> list[PendingAction]:
    return sorted(actions, key=lambda action: action.created_at, reverse=True)
