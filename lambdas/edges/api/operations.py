"""Adds operations to the API's application; a request imports those of its own address alone."""

from collections.abc import Iterable
from functools import cache
from importlib import import_module

from lambdas.edges.api.app import app, require_own_word
from lambdas.edges.http.decisions import is_own_word

Operation = tuple[str, str, str, str]
"""Method, address, module, and the function in it."""


def register_for(path: str, operations: Iterable[Operation]) -> None:
    """Adds the operations that may answer at this address."""
    register_all(one for one in operations if one[1].split("/")[:3] == path.split("/")[:3])


def register_all(operations: Iterable[Operation]) -> None:
    for operation in operations:
        _register(operation)


@cache
def _register(operation: Operation) -> None:
    method, rule, module, name = operation
    before = [require_own_word] if is_own_word(method, rule) else None
    app.route(rule, method=method, middlewares=before)(getattr(import_module(module), name))
