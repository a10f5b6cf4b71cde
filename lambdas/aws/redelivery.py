"""The wait before a message that could not be handled comes again, and the end of trying. Pure."""

from collections.abc import Mapping
from typing import Any

from lambdas.errors import Retryable

MAX_SECONDS = 900
MAX_SECONDS_IN_ORDER = 60
GROWTH, GROWTH_IN_ORDER = 2.0, 1.1
"""In order, waiting takes a tenth of the time a message has waited already: an outage of half a minute is made up for
within three seconds of its end, one of an hour within a minute, in a hundred tries."""
MAX_DEFECTS = 8
"""Tries of a message in order that fails for no reason of the outside world, before it stands aside."""


def seconds_until_retry(record: Mapping[str, Any], problem: Exception) -> int:
    """Returns what the problem itself asks for (a Retry-After), else longer from try to try."""
    if isinstance(problem, Retryable) and problem.after is not None:
        return min(MAX_SECONDS, max(1, -int(-problem.after // 1)))
    if is_in_order(record):
        return int(min(MAX_SECONDS_IN_ORDER, GROWTH_IN_ORDER ** _receives(record)))
    return int(min(MAX_SECONDS, GROWTH ** (_receives(record) - 1)))


def is_given_up(record: Mapping[str, Any], problem: Exception) -> bool:
    """Returns whether a message stands aside, so that those behind it are handled.

    Of a queue without an order the queue itself gives up: there nothing stands behind it.
    """
    return is_in_order(record) and not isinstance(problem, Retryable) and _receives(record) >= MAX_DEFECTS


def is_in_order(record: Mapping[str, Any]) -> bool:
    return "MessageGroupId" in record.get("attributes", {})


def _receives(record: Mapping[str, Any]) -> int:
    return int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))
