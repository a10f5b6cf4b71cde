"""The conditions a row has to meet: before it is written, or for a query to find it. Values; table.py renders them.

The names are those of boto3's own conditions, which would cost every cold start an import of boto3.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

Operator = Literal["=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Condition:
    """Combined with ``&`` and ``|``."""

    def __and__(self, other: "Condition") -> "AllOf":
        return AllOf((self, other))

    def __or__(self, other: "Condition") -> "AnyOf":
        return AnyOf((self, other))


@dataclass(frozen=True, slots=True)
class Compared(Condition):
    path: str
    operator: Operator
    value: Any


@dataclass(frozen=True, slots=True)
class Present(Condition):
    path: str
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Begins(Condition):
    path: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Between(Condition):
    path: str
    low: Any
    high: Any


@dataclass(frozen=True, slots=True)
class OneOf(Condition):
    path: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class AllOf(Condition):
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Attr:
    """An attribute of a row; a dot leads into a map: ``preparation.run``."""

    path: str

    def eq(self, value: Any) -> Condition:
        return Compared(self.path, "=", value)

    def lt(self, value: Any) -> Condition:
        return Compared(self.path, "<", value)

    def lte(self, value: Any) -> Condition:
        return Compared(self.path, "<=", value)

    def gt(self, value: Any) -> Condition:
        return Compared(self.path, ">", value)

    def gte(self, value: Any) -> Condition:
        return Compared(self.path, ">=", value)

    def begins_with(self, prefix: str) -> Condition:
        return Begins(self.path, prefix)

    def between(self, low: Any, high: Any) -> Condition:
        """Both ends belong to it."""
        return Between(self.path, low, high)

    def is_in(self, values: Collection[Any]) -> Condition:
        return OneOf(self.path, tuple(values))

    def exists(self) -> Condition:
        return Present(self.path, True)

    def not_exists(self) -> Condition:
        return Present(self.path, False)
