"""Models as rows and back, and what rows of several tables have in common: their TTL, their shard of an index."""

import json
import re
from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar
from zlib import crc32

from pydantic import BaseModel

from lambdas.aws.conditions import Attr, Condition
from lambdas.aws.table import Key, Row, Table
from lambdas.domain.kernel.instants import iso
from lambdas.errors import Conflict

ModelT = TypeVar("ModelT", bound=BaseModel)

SHARDS = tuple(map(str, range(4)))
"""Partitions of a sparse index whose rows share one fixed key, so that no partition of it runs hot."""
ATTENTION = ("attention_shard", "attention_at")
"""The keys of the index a sweeper looks into; a row without them is left alone."""


def to_row(model: BaseModel, only: Collection[str] | None = None) -> Row:
    """The model, or the fields of it named, in its JSON form."""
    return model.model_dump(mode="json", include=set(only) if only is not None else None)


def from_row(model: type[ModelT], row: Row) -> ModelT:
    """The model held in a row; attributes that are not fields of it (keys, indexes, TTL) are left out."""
    return model.model_validate({name: value for name, value in row.items() if name in model.model_fields})


def found(model: type[ModelT], row: Row | None) -> ModelT | None:
    return from_row(model, row) if row else None


def mentions(row: Row, name: str) -> bool:
    """Says whether a name of ours (a meeting's, an action's id) stands anywhere in the row, by itself or in another."""
    return re.search(rf"(?<![0-9A-Za-z]){re.escape(name)}(?![0-9A-Za-z])", json.dumps(row)) is not None


def expiring(moment: datetime) -> dict[str, Any]:
    """The TTL of a row."""
    return {"expires_at": int(moment.timestamp())}


def is_expired(row: Row, now: datetime) -> bool:
    """Says whether the TTL has passed. DynamoDB deletes up to 48 h late: until then code must look away (fault 86)."""
    return "expires_at" in row and int(row["expires_at"]) <= now.timestamp()


def taken(table: Table, key: Key, doing: str, now: datetime, also: Condition | None = None) -> Row | None:
    """Takes a row that is good once away; None when there is none, or it has expired, or ``also`` does not hold.

    Taking it away is what makes it single-use: of two at once one gets it.
    """
    condition = Attr("expires_at").gt(int(now.timestamp()))
    try:
        return table.delete(key, doing, condition & also if also else condition)
    except Conflict:
        return None


def shard_of(key: str) -> str:
    """Returns a row's shard in a sharded index: the same in every process."""
    return SHARDS[crc32(key.encode()) % len(SHARDS)]


def attention(key: str, at: datetime) -> Row:
    return {"attention_shard": shard_of(key), "attention_at": iso(at)}


def is_due(shard: str, now: datetime) -> Condition:
    return Attr("attention_shard").eq(shard) & Attr("attention_at").lte(iso(now))
