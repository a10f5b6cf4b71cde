"""Conditions a row has to meet before it is written, or for a query to find it. Values; expressions.py renders them.

The names are those of boto3's own conditions, which would cost every cold start an import of boto3.
"""

from collections.abc import Collection
from typing import Any, NamedTuple


class Condition(NamedTuple):
    """An operator on a path and values, or ``and`` and ``or`` on other conditions: what ``&`` and ``|`` make."""

    operator: str
    path: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: "Condition") -> "Condition":
        return Condition("and", "", (self, other))

    def __or__(self, other: "Condition") -> "Condition":
        return Condition("or", "", (self, other))


class Attr(NamedTuple):
    """An attribute of a row; a dot leads into a map: ``preparation.run``."""

    path: str

    def eq(self, value: Any) -> Condition:
        return Condition("=", self.path, (value,))

    def lt(self, value: Any) -> Condition:
        return Condition("<", self.path, (value,))

    def lte(self, value: Any) -> Condition:
        return Condition("<=", self.path, (value,))

    def gt(self, value: Any) -> Condition:
        return Condition(">", self.path, (value,))

    def gte(self, value: Any) -> Condition:
        return Condition(">=", self.path, (value,))

    def begins_with(self, prefix: str) -> Condition:
        return Condition("begins_with", self.path, (prefix,))

    def between(self, low: Any, high: Any) -> Condition:
        """Both ends belong to it."""
        return Condition("between", self.path, (low, high))

    def is_in(self, values: Collection[Any]) -> Condition:
        return Condition("in", self.path, tuple(values))

    def exists(self) -> Condition:
        return Condition("exists", self.path)

    def not_exists(self) -> Condition:
        return Condition("not_exists", self.path)
