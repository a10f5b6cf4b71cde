"""One DynamoDB table: rows are dictionaries of JSON values, conditions are values, errors are ours.

boto3's own serialiser is left alone: importing boto3 costs every cold start a third more. Nothing here knows a model.
"""

import random
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from botocore.exceptions import ClientError

from lambdas.aws.conditions import Condition
from lambdas.aws.errors import lost_race, translated
from lambdas.aws.expressions import Expression, decoded, encoded
from lambdas.errors import AmoError, Conflict, Refused, Retryable

Row = dict[str, Any]
"""Attribute name -> JSON value."""
Key = Mapping[str, Any]

BATCH_LIMIT = 25
BATCH_ATTEMPTS = 6
FIRST_WAIT_SECONDS = 0.05
THROTTLED_REASONS = {"ProvisionedThroughputExceeded", "ThrottlingError"}
"""Why a transaction was cancelled that may be tried again; named otherwise than the errors of single writes."""
SPECIFIC = "SPECIFIC_ATTRIBUTES"
"""Said in so many words: roles that may see some attributes alone are asked for it (stacks/table_grants.py)."""


@dataclass(frozen=True, slots=True)
class Update:
    """The changes an update makes to a row. Paths may lead into a map: ``preparation.status``.

    ``defaults`` are set where nothing is; ``add`` counts up from nothing.
    """

    set: Mapping[str, Any] = field(default_factory=dict)
    remove: Sequence[str] = ()
    add: Mapping[str, int] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Write:
    """One write of a transaction, made by :meth:`Table.put_write`, ``update_write`` or ``delete_write``."""

    table: "Table"
    kind: Literal["Put", "Update", "Delete"]
    key: Key
    row: Row | None = None
    change: Update | None = None
    condition: Condition | None = None


class Newest(NamedTuple):
    """``ended_at`` is the key of the row that the reading ended at; None where none is older."""

    rows: list[Row]
    ended_at: Row | None


class TablePart(NamedTuple):
    """Some rows of a whole table; ``ended_at`` is the key that the next part goes on behind, None after the last."""

    rows: list[Row]
    ended_at: Row | None


class TransactionRefused(Conflict):
    """Nothing was written. ``positions`` are those of the writes whose own conditions did not hold."""

    def __init__(self, message: str, positions: Sequence[int]) -> None:
        super().__init__(message)
        self.positions = tuple(positions)


class TransactionContended(Retryable):
    """Nothing was written: another transaction is at one of the rows at this moment."""


@dataclass(frozen=True)
class Table:
    """``doing`` completes "... while", in plain words. Every method raises Retryable where AWS is busy or away."""

    client: Any
    name: str

    def get(self, key: Key, doing: str, *, only: Collection[str] = (), consistent: bool = True) -> Row | None:
        """The row, or the attributes named in ``only``; None where there is none."""
        expression = Expression()
        projection = {"ProjectionExpression": expression.projection(only)} if only else {}
        with translated(doing):
            answer = self.client.get_item(
                TableName=self.name, Key=encoded(key), ConsistentRead=consistent, **projection, **expression.parts()
            )
        return decoded(answer["Item"]) if "Item" in answer else None

    def put(self, row: Row, doing: str, condition: Condition | None = None) -> None:
        """Stores the whole row in place of one with the same key. Raises Conflict where the condition does not hold."""
        with translated(doing):
            self.client.put_item(**self._put(row, condition))

    def put_all(self, rows: Sequence[Row], doing: str, sleep: Callable[[float], None] = time.sleep) -> None:
        """Puts every row, 25 at a time; no two may have the same key (fault 84).

        Raises Retryable when some are still refused after the last attempt; doing it all again is harmless.
        """
        for first in range(0, len(rows), BATCH_LIMIT):
            requests = [{"PutRequest": {"Item": encoded(row)}} for row in rows[first : first + BATCH_LIMIT]]
            for attempt in range(BATCH_ATTEMPTS):
                if attempt:
                    sleep(FIRST_WAIT_SECONDS * 2**attempt * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, no secret
                with translated(doing):
                    answer = self.client.batch_write_item(RequestItems={self.name: requests})
                requests = answer.get("UnprocessedItems", {}).get(self.name, [])
                if not requests:
                    break
            else:
                raise Retryable(f"AWS did not take {len(requests)} of {len(rows)} rows while {doing}; do it once more.")

    def update(self, key: Key, change: Update, doing: str, condition: Condition | None = None) -> Row:
        """Changes the row, or makes it; returns it as it is then. Raises Conflict where the condition does not hold."""
        with translated(doing):
            answer = self.client.update_item(**self._update(key, change, condition), ReturnValues="ALL_NEW")
        return decoded(answer.get("Attributes", {}))

    def delete(self, key: Key, doing: str, condition: Condition | None = None) -> Row | None:
        """Returns the row that was there. Raises Conflict where the condition does not hold."""
        with translated(doing):
            answer = self.client.delete_item(**self._delete(key, condition), ReturnValues="ALL_OLD")
        return decoded(answer["Attributes"]) if answer.get("Attributes") else None

    def query(
        self,
        where: Condition,
        doing: str,
        *,
        index: str = "",
        only_if: Condition | None = None,
        only: Collection[str] = (),
        newest_first: bool = False,
        page: int | None = None,
    ) -> Iterator[Row]:
        """Every row that ``where`` finds by its key, in the order of the sort key, page by page.

        Of an index it is eventually consistent: what was written in the last second may be missing.
        """
        expression = Expression()
        request = {
            "TableName": self.name,
            "KeyConditionExpression": expression.condition(where),
            "ScanIndexForward": not newest_first,
            **({"IndexName": index} if index else {"ConsistentRead": True}),
            **({"FilterExpression": expression.condition(only_if)} if only_if else {}),
            **({"ProjectionExpression": expression.projection(only), "Select": SPECIFIC} if only else {}),
            **({"PaginationConfig": {"PageSize": page}} if page else {}),
        }
        with translated(doing):
            for answer in self.client.get_paginator("query").paginate(**request, **expression.parts()):
                yield from (decoded(item) for item in answer["Items"])

    def newest(self, where: Condition, doing: str, limit: int, *, only_if: Condition | None = None) -> Newest:
        """Those of the ``limit`` newest rows that pass ``only_if``, newest first, in one request; never of an index."""
        expression = Expression()
        request = {
            "TableName": self.name,
            "KeyConditionExpression": expression.condition(where),
            "ScanIndexForward": False,
            "ConsistentRead": True,
            "Limit": limit,
            **({"FilterExpression": expression.condition(only_if)} if only_if else {}),
        }
        with translated(doing):
            answer = self.client.query(**request, **expression.parts())
        ended_at = answer.get("LastEvaluatedKey")
        return Newest([decoded(item) for item in answer["Items"]], decoded(ended_at) if ended_at else None)

    def scan(self, doing: str, after: Key | None = None) -> TablePart:
        """As many rows as one request reads, whoever's they are: for operators' work, never for a person's request."""
        behind = {"ExclusiveStartKey": encoded(after)} if after else {}
        with translated(doing):
            answer = self.client.scan(TableName=self.name, ConsistentRead=True, **behind)
        ended_at = answer.get("LastEvaluatedKey")
        return TablePart([decoded(item) for item in answer["Items"]], decoded(ended_at) if ended_at else None)

    def put_write(self, row: Row, condition: Condition | None = None) -> Write:
        return Write(self, "Put", {}, row=row, condition=condition)

    def update_write(self, key: Key, change: Update, condition: Condition | None = None) -> Write:
        return Write(self, "Update", key, change=change, condition=condition)

    def delete_write(self, key: Key, condition: Condition | None = None) -> Write:
        return Write(self, "Delete", key, condition=condition)

    def transact(self, writes: Sequence[Write], doing: str) -> None:
        """All of them or none, over any tables.

        Raises TransactionRefused, TransactionContended, Retryable, and Refused for what is too large.
        """
        items = [{write.kind: write.table._request(write)} for write in writes]
        with translated(doing):
            try:
                self.client.transact_write_items(TransactItems=items)
            except ClientError as error:
                if known := _refusal(error, doing):
                    raise known from error
                raise

    def _request(self, write: Write) -> dict[str, Any]:
        if write.change is not None:
            return self._update(write.key, write.change, write.condition)
        if write.kind == "Delete":
            return self._delete(write.key, write.condition)
        return self._put(write.row or {}, write.condition)

    def _put(self, row: Row, condition: Condition | None) -> dict[str, Any]:
        expression = Expression()
        conditional = {"ConditionExpression": expression.condition(condition)} if condition else {}
        return {"TableName": self.name, "Item": encoded(row), **conditional, **expression.parts()}

    def _delete(self, key: Key, condition: Condition | None) -> dict[str, Any]:
        expression = Expression()
        conditional = {"ConditionExpression": expression.condition(condition)} if condition else {}
        return {"TableName": self.name, "Key": encoded(key), **conditional, **expression.parts()}

    def _update(self, key: Key, change: Update, condition: Condition | None) -> dict[str, Any]:
        expression = Expression()
        request = {
            "TableName": self.name,
            "Key": encoded(key),
            "UpdateExpression": expression.update(change.set, change.defaults, change.remove, change.add),
            **({"ConditionExpression": expression.condition(condition)} if condition else {}),
        }
        return request | expression.parts()


def _refusal(error: ClientError, doing: str) -> AmoError | None:
    cancelled = error.response.get("CancellationReasons", ())
    reasons = [str(reason.get("Code")) for reason in cancelled]
    refused = [position for position, reason in enumerate(reasons) if reason == "ConditionalCheckFailed"]
    if refused:
        return TransactionRefused(str(lost_race(doing)), refused)
    if "TransactionConflict" in reasons or error.response["Error"]["Code"] == "TransactionConflictException":
        return TransactionContended(f"Too much happens at once while {doing}; try again.")
    if THROTTLED_REASONS.intersection(reasons):
        return Retryable(f"AWS was too busy while {doing}; it is tried again.")
    if any("size" in str(reason.get("Message")) for reason in cancelled):  # as a row that is put by itself is refused
        return Refused(f"That is more than can be stored at once, while {doing}: leave something out.")
    return None
