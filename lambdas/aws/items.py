"""DynamoDB's item form, and botocore's errors as ours.

boto3's own serialiser is left alone: importing boto3 costs every cold start a third more.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from zlib import crc32

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError
from pydantic import BaseModel

from lambdas.errors import AmoError, Conflict, NotFound, Refused, Retryable

Item = dict[str, Any]
"""Attribute name -> ``{"S": ...}``, as the low-level client takes and gives it."""

ModelT = TypeVar("ModelT", bound=BaseModel)

SHARDS = 4
"""Partitions of a sparse index whose rows share one fixed key, so that no partition of it runs hot."""

THROTTLED = {
    "InternalServerError",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionConflictException",
    "TransactionInProgressException",
}


def to_item(value: BaseModel | Mapping[str, Any]) -> Item:
    """A model (in its JSON form) or a mapping of JSON types as a DynamoDB item."""
    fields = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    return {name: attribute(content) for name, content in fields.items()}


def from_item(model: type[ModelT], item: Item) -> ModelT:
    """The model held in an item; attributes that are not fields of it (keys, indexes, TTL) are left out."""
    return model.model_validate({name: plain(value) for name, value in item.items() if name in model.model_fields})


def attribute(value: Any) -> dict[str, Any]:
    """One JSON value as DynamoDB writes it. Anything else is a programming error and raises TypeError."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int() | float():
            return {"N": repr(value)}
        case BaseModel():
            return {"M": to_item(value)}
        case Mapping():
            return {"M": to_item(value)}
        case list() | tuple():
            return {"L": [attribute(element) for element in value]}
    raise TypeError(f"DynamoDB items hold JSON types only, not {type(value).__name__}")


def plain(value: Mapping[str, Any]) -> Any:
    """Inverse of :func:`attribute`; a number without a fraction comes back as int."""
    kind, content = next(iter(value.items()))
    match kind:
        case "NULL":
            return None
        case "N":
            return int(content) if content.lstrip("-").isdigit() else float(content)
        case "M":
            return {name: plain(element) for name, element in content.items()}
        case "L":
            return [plain(element) for element in content]
    return content


def shard_of(key: str) -> str:
    """Where a row stands in a sharded index: the same answer in every process."""
    return str(crc32(key.encode()) % SHARDS)


def all_shards() -> tuple[str, ...]:
    return tuple(str(number) for number in range(SHARDS))


def is_expired(item: Item, now: datetime) -> bool:
    """Whether the TTL has passed. DynamoDB deletes up to 48 h late: until then code must look away (fault 86)."""
    return "expires_at" in item and int(item["expires_at"]["N"]) <= now.timestamp()


def queried(client: Any, doing: str, **query: Any) -> Iterator[Item]:
    """Every item a query finds, page by page; ``doing`` is as for :func:`translated`."""
    with translated(doing):
        for page in client.get_paginator("query").paginate(**query):
            yield from page["Items"]


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turns botocore's errors into ours. ``doing`` completes "... while", in plain words: "reading the meeting".

    What is neither transient nor a lost race (a missing grant, a malformed request) is a defect of the code or
    of the deployment, and passes through unchanged and loud.
    """
    try:
        yield
    except ClientError as error:
        known = _meaning(error, doing)
        if known is None:
            raise
        raise known from error
    except (ConnectionError, HTTPClientError) as error:
        raise Retryable(f"AWS could not be reached while {doing}; it is tried again.") from error


def _meaning(error: ClientError, doing: str) -> AmoError | None:
    code = error.response["Error"]["Code"]
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
    if code == "TransactionCanceledException":
        reasons = {reason.get("Code") for reason in error.response.get("CancellationReasons", ())}
        is_lost_race = "ConditionalCheckFailed" in reasons
        code = "ConditionalCheckFailedException" if is_lost_race else "TransactionConflictException"
    if code == "ConditionalCheckFailedException":
        return Conflict(f"Somebody else was faster while {doing}; look again.")
    if code in ("NoSuchKey", "404"):  # S3; HeadObject has no body to name it in
        return NotFound(f"Nothing was found while {doing}.")
    if code in THROTTLED or status >= 500:
        return Retryable(f"AWS was too busy while {doing}; it is tried again.")
    if code == "ValidationException" and "size" in error.response["Error"].get("Message", ""):
        return Refused(f"Too large to store, while {doing}.")
    return None
