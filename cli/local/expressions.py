"""The embedded engine parses an expression of DynamoDB once, not once more for each row that it is held against.

A query holds its key condition against every row of the partition: in a team's audit log of some thousand rows three
quarters of the time went into reading the same text again. So it did in a list of actions, whose attributes were
compared with each other for each row. What is remembered depends on nothing but that text.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from ministack.services import dynamodb

MAX_REMEMBERED = 1000
ALIAS = re.compile(r"#\w+")


def in_copies(read: Callable[[str], list[Any]]) -> Callable[[str], list[Any]]:
    """``read``, once for each text; every caller gets a list of its own, to do with as it likes."""
    remembered = lru_cache(MAX_REMEMBERED)(lambda text: tuple(read(text)))
    return lambda text: list(remembered(text))


def by_name(project: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """``project``, which takes the attributes of an item that a projection names, faster where it names whole ones."""

    def projected(item: dict[str, Any], expression: str, aliases: Mapping[str, str] | None) -> dict[str, Any]:
        names = whole_attributes(expression, tuple((aliases or {}).items()))
        return {name: item[name] for name in names if name in item} if names else project(item, expression, aliases)

    return projected


@lru_cache(MAX_REMEMBERED)
def whole_attributes(expression: str, aliases: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Those it names by aliases alone, each once; empty where it names others, which the engine has to judge."""
    known, parts = dict(aliases), [part.strip() for part in expression.split(",")]
    if not all(ALIAS.fullmatch(part) and part in known for part in parts):
        return ()
    names = tuple(known[part] for part in parts)
    return names if len(set(names)) == len(names) else ()


def remember_expressions() -> None:
    dynamodb._project_item = by_name(dynamodb._project_item)
    dynamodb._tokenize = in_copies(dynamodb._tokenize)
    dynamodb._condition_syntax_error = lru_cache(MAX_REMEMBERED)(dynamodb._condition_syntax_error)
