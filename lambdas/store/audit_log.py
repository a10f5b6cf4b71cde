"""The table ``action_audit_log``: one chain of rows per team. Rows are added and read; nothing here changes one.

A row is only ever written inside a transaction with what it tells of; the roles allow no other write.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from botocore.exceptions import ClientError

from lambdas.aws.items import Item, attribute, from_item, plain, to_item, translated
from lambdas.domain.actions.audit import AuditEntry, AuditRow, linked
from lambdas.errors import Conflict, Retryable

ATTEMPTS = 30
FIRST_WAIT_SECONDS = 0.01
MAX_WAIT_SECONDS = 0.5
LOST_RACE = "ConditionalCheckFailed"


class AuditLog:
    """``remembered`` is where each chain stood when this instance last added to it: usually still the tail."""

    def __init__(self, client: Any, table: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._table = table
        self._sleep = sleep
        self._remembered: dict[str, AuditRow] = {}

    def add(
        self, entry: AuditEntry, others: Callable[[AuditRow], Sequence[Item]] = lambda _row: (), doing: str = ""
    ) -> AuditRow:
        """Adds the row in one transaction with ``others``, the writes it tells of, given the row.

        Raises Conflict when one of these is refused by its own condition: then nothing was written. Another writer
        of the same team's chain only means another attempt.
        """
        doing = doing or "writing the audit log"
        for attempt in range(ATTEMPTS):
            row = linked(entry, self._remembered.get(entry.team_id) or self.tail(entry.team_id))
            try:
                return self._write(row, others(row), doing)
            except _ChainMoved:
                self._remembered.pop(entry.team_id, None)
                wait = min(MAX_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2**attempt)
                self._sleep(wait * random.uniform(0.2, 1.0) if attempt else 0)  # noqa: S311 - jitter, not a secret
        raise Retryable(f"Too much happens at once in this team while {doing}; try again.")

    def tail(self, team_id: str) -> AuditRow | None:
        """The latest row, read consistently."""
        with translated("reading the audit log"):
            answer = self._client.query(**self._of(team_id), ScanIndexForward=False, Limit=1)
        return from_item(AuditRow, answer["Items"][0]) if answer["Items"] else None

    def rows(self, team_id: str) -> Iterator[dict[str, Any]]:
        """Every row as stored, in order; whoever reads them to verify must not have them tidied first."""
        with translated("reading the audit log"):
            for page in self._client.get_paginator("query").paginate(**self._of(team_id)):
                for item in page["Items"]:
                    yield {name: plain(value) for name, value in item.items()}

    def latest(self, team_id: str, limit: int) -> list[AuditRow]:
        """Newest first."""
        with translated("reading the audit log"):
            answer = self._client.query(**self._of(team_id), ScanIndexForward=False, Limit=limit)
        return [from_item(AuditRow, item) for item in answer["Items"]]

    def _of(self, team_id: str) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "KeyConditionExpression": "team_id = :team",
            "ExpressionAttributeValues": {":team": attribute(team_id)},
            "ConsistentRead": True,
        }

    def _write(self, row: AuditRow, others: Sequence[Item], doing: str) -> AuditRow:
        put = {"TableName": self._table, "Item": to_item(row), "ConditionExpression": "attribute_not_exists(team_id)"}
        with translated(doing):
            try:
                self._client.transact_write_items(TransactItems=[{"Put": put}, *others])
            except ClientError as error:
                raise _meaning(error, doing) from error
        self._remembered[row.team_id] = row
        return row


class _ChainMoved(Exception):
    """Somebody else added a row first, or works on the same item at this moment."""


def _meaning(error: ClientError, doing: str) -> Conflict | _ChainMoved | ClientError:
    """The first item is the row: its refusal is no refusal of what the row tells of."""
    reasons = [reason.get("Code") for reason in error.response.get("CancellationReasons", ())]
    if LOST_RACE in reasons[1:]:
        return Conflict(f"Somebody else was faster while {doing}; look again.")
    if reasons[:1] == [LOST_RACE] or "TransactionConflict" in reasons:
        return _ChainMoved()
    return error
