"""The table ``pending_actions``: what waits for a decision, what was decided, and how it was carried out.

Every write is one version further, on condition that nobody else wrote, and in one transaction with its audit row. The
workflow's task token lies in the same item and is a capability: it is written and read by methods of its own.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from lambdas.aws.items import Item, all_shards, attribute, from_item, plain, shard_of, to_item, translated
from lambdas.domain.actions.audit import AuditEntry, AuditRow
from lambdas.domain.actions.pending_action import ActionStatus, PendingAction
from lambdas.domain.kernel.instants import iso
from lambdas.errors import NotFound
from lambdas.store.audit_log import AuditLog

KEPT = timedelta(days=400)
NO_ACTION = "There is no such action."
BY_STATUS = "team_status"
BY_PERSON = "person_created"
ATTENTION = "attention"
MAX_WATCHED = 10_000


class PendingActions:
    def __init__(self, client: Any, table: str, log: AuditLog) -> None:
        self._client = client
        self._table = table
        self._log = log

    def add(self, action: PendingAction, entry: AuditEntry) -> PendingAction:
        """Stores a new action and its row. Raises Conflict when it exists: proposing twice is one action."""

        def put(row: AuditRow) -> Sequence[Item]:
            item = _item(_audited(action, row))
            return [
                {
                    "Put": {
                        "TableName": self._table,
                        "Item": item,
                        "ConditionExpression": "attribute_not_exists(action_id)",
                    }
                }
            ]

        return _audited(action, self._log.add(entry, put, "queueing an action"))

    def record(self, moved: PendingAction, entry: AuditEntry) -> PendingAction:
        """Stores the next version of an action and its row. Raises Conflict unless the stored one is the one before."""

        def update(row: AuditRow) -> Sequence[Item]:
            return [{"Update": self._update(_audited(moved, row))}]

        return _audited(moved, self._log.add(entry, update, "recording what became of an action"))

    def find(self, action_id: str) -> PendingAction | None:
        """Read consistently; who may see it is the caller's question."""
        item = self._get(action_id, tuple(PendingAction.model_fields))
        return from_item(PendingAction, item) if item else None

    def get(self, action_id: str) -> PendingAction:
        """Raises NotFound."""
        action = self.find(action_id)
        if action is None:
            raise NotFound(NO_ACTION)
        return action

    def of_team(
        self, team_id: str, statuses: Sequence[ActionStatus] = tuple(ActionStatus), limit: int = 1000
    ) -> list[PendingAction]:
        """Newest first in each status, at most ``limit`` of each. Eventually consistent."""
        return [action for status in statuses for action in self._by_status(team_id, status, limit)]

    def of_person(self, user_id: str, since: datetime, limit: int = 1000) -> list[PendingAction]:
        """What AMO did or wanted to do for one person, newest first. Eventually consistent."""
        return self._query(BY_PERSON, "on_behalf_of = :key AND created_at >= :since", limit, user_id, iso(since))

    def overdue(self, now: datetime) -> Iterator[PendingAction]:
        """What should have been decided, picked up or finished by now. Eventually consistent."""
        for shard in all_shards():
            condition = "attention_shard = :key AND attention_at <= :since"
            yield from self._query(ATTENTION, condition, 1000, shard, iso(now))

    def watched(self) -> Iterator[PendingAction]:
        """All that is not over, whenever it is to be looked at. Eventually consistent."""
        for shard in all_shards():
            yield from self._query(ATTENTION, "attention_shard = :key", MAX_WATCHED, shard)

    def put_token(self, action_id: str, token: str) -> PendingAction:
        """Keeps the token of the workflow that waits; a retried task's replaces the dead one. Raises Conflict."""
        with translated("waiting for a decision"):
            answer = self._client.update_item(
                TableName=self._table,
                Key=_key(action_id),
                UpdateExpression="SET task_token = :token",
                ConditionExpression="attribute_exists(action_id)",
                ExpressionAttributeValues={":token": attribute(token)},
                ReturnValues="ALL_NEW",
            )
        return from_item(PendingAction, answer["Attributes"])

    def mark_workflow_told(self, action_id: str, now: datetime) -> None:
        """Nobody waits for it any more: the sweeper need not look. Raises Conflict where there is no such action."""
        with translated("closing an action"):
            self._client.update_item(
                TableName=self._table,
                Key=_key(action_id),
                UpdateExpression=f"SET workflow_told_at = :now REMOVE {ATTENTION}_shard, {ATTENTION}_at",
                ConditionExpression="attribute_exists(action_id)",
                ExpressionAttributeValues={":now": attribute(iso(now))},
            )

    def token(self, action_id: str) -> str | None:
        item = self._get(action_id, ("task_token",))
        return plain(item["task_token"]) if "task_token" in item else None

    def _update(self, moved: PendingAction) -> dict[str, Any]:
        item = {name: value for name, value in _item(moved).items() if name != "action_id"}
        stale = () if moved.attention_at else (f"{ATTENTION}_shard", f"{ATTENTION}_at")
        removals = f" REMOVE {', '.join(stale)}" if stale else ""
        return {
            "TableName": self._table,
            "Key": _key(moved.action_id),
            "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in item) + removals,
            "ConditionExpression": "#version = :seen",
            "ExpressionAttributeNames": {f"#{name}": name for name in item},
            "ExpressionAttributeValues": {
                **{f":{name}": value for name, value in item.items()},
                ":seen": attribute(moved.version - 1),
            },
        }

    def _by_status(self, team_id: str, status: ActionStatus, limit: int) -> list[PendingAction]:
        return self._query(BY_STATUS, "team_status = :key", limit, f"{team_id}#{status.value}")

    def _query(self, index: str, condition: str, limit: int, key: str, since: str = "") -> list[PendingAction]:
        values = {":key": attribute(key)} | ({":since": attribute(since)} if since else {})
        with translated("listing actions"):
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                IndexName=index,
                KeyConditionExpression=condition,
                ExpressionAttributeValues=values,
                ScanIndexForward=False,
            )
            items = (item for page in pages for item in page["Items"])
            return [from_item(PendingAction, item) for item in islice(items, limit)]

    def _get(self, action_id: str, attributes: tuple[str, ...]) -> Item:
        names = {f"#{name}": name for name in attributes}
        with translated("reading an action"):
            answer = self._client.get_item(
                TableName=self._table,
                Key=_key(action_id),
                ConsistentRead=True,
                ProjectionExpression=", ".join(names),
                ExpressionAttributeNames=names,
            )
        item: Item = answer.get("Item", {})
        return item


def _audited(action: PendingAction, row: AuditRow) -> PendingAction:
    return action.model_copy(update={"audited_as": row.sequence})


def _item(action: PendingAction) -> Item:
    """With the keys of the indexes and the TTL; the model's own ``deadline`` is no TTL."""
    item = to_item(action) | {
        "team_status": attribute(f"{action.team_id}#{action.status.value}"),
        "created_at": attribute(iso(action.created_at)),
        "expires_at": attribute(int((action.created_at + KEPT).timestamp())),
    }
    if action.attention_at:
        item["attention_shard"] = attribute(shard_of(action.action_id))
        item["attention_at"] = attribute(iso(action.attention_at))
    return item


def _key(action_id: str) -> Item:
    return {"action_id": attribute(action_id)}
