"""The wait before a message that could not be handled comes again, and the end of trying. Pure."""

import math
from collections.abc import Mapping
from typing import Any

from lambdas.errors import Retryable

MAX_SECONDS = 900
MAX_SECONDS_IN_ORDER = 60
GROWTH, GROWTH_IN_ORDER = 2.0, 1.1
"""In order, waiting takes a tenth of the time a message has waited already: an outage of half a minute is made up for
within three seconds of its end, one of an hour within a minute, in a hundred tries."""
SECONDS_HELD = 10
"""A message in work is hidden for so long at a time."""
MAX_DEFECTS = 8
"""Tries of a message in order that fails for no reason of the outside world, before it stands aside."""


def seconds_until_retry(record: Mapping[str, Any], problem: Exception) -> int:
    """Returns longer from try to try, and never less than the problem itself asks for (a Retry-After).

    Whoever is busy for an hour and says "in three seconds" each time would otherwise use all tries up in minutes.
    """
    asked = problem.after if isinstance(problem, Retryable) and problem.after is not None else 1.0
    return min(MAX_SECONDS, max(_growing(record), math.ceil(asked)))


def seconds_held(record: Mapping[str, Any]) -> int:
    """Returns for how long a message is hidden at a time while it is in work: in vain when its function is killed.

    Then it comes again after that; a message that kills whoever takes it up comes ever more rarely, as any other.
    """
    return max(SECONDS_HELD, _growing(record))


def is_given_up(record: Mapping[str, Any], problem: Exception) -> bool:
    """Returns whether a message stands aside, so that those behind it are handled.

    Of a queue without an order the queue itself gives up: there nothing stands behind it.
    """
    return is_in_order(record) and not isinstance(problem, Retryable) and _receives(record) >= MAX_DEFECTS


def is_in_order(record: Mapping[str, Any]) -> bool:
    return "MessageGroupId" in record.get("attributes", {})


def _growing(record: Mapping[str, Any]) -> int:
    if is_in_order(record):
        return int(min(MAX_SECONDS_IN_ORDER, GROWTH_IN_ORDER ** _receives(record)))
    return int(min(MAX_SECONDS, GROWTH ** (_receives(record) - 1)))


def _receives(record: Mapping[str, Any]) -> int:
    return int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))
