"""The embedded engine parses an expression of DynamoDB once, not once more for each row that it is held against.

A query holds its key condition against every row of the partition: in a team's audit log of some thousand rows three
quarters of the time went into reading the same text again. What is remembered depends on nothing but that text.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from ministack.services import dynamodb

MAX_REMEMBERED = 1000


def in_copies(read: Callable[[str], list[Any]]) -> Callable[[str], list[Any]]:
    """``read``, once for each text; every caller gets a list of its own, to do with as it likes."""
    remembered = lru_cache(MAX_REMEMBERED)(lambda text: tuple(read(text)))
    return lambda text: list(remembered(text))


def remember_expressions() -> None:
    dynamodb._tokenize = in_copies(dynamodb._tokenize)
    dynamodb._condition_syntax_error = lru_cache(MAX_REMEMBERED)(dynamodb._condition_syntax_error)
