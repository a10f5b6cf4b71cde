"""Every status of the API that a test sees is one that its operation's document declares."""

import json
import re
from functools import cache

from lambdas.edges.api.api import describe_all


def undeclared(method: str, path: str, status: int) -> str:
    """Says so in one line; empty for what is declared, and for what is no operation."""
    address = path.partition("?")[0]
    for name, rule, statuses in _operations():
        if name == method and rule.fullmatch(address):
            return "" if status in statuses else f"{method} {address} answers {status}, which its document does not say"
    return ""


@cache
def _operations() -> tuple[tuple[str, re.Pattern[str], frozenset[int]], ...]:
    """Addresses without parameters first, as they are matched."""
    from lambdas.edges.api.document import document

    describe_all()
    paths = json.loads(document())["paths"]
    found = [
        (method.upper(), re.compile(re.sub(r"{\w+}", "[^/]+", path)), frozenset(map(int, operation["responses"])))
        for path, methods in sorted(paths.items(), key=lambda one: "{" in one[0])
        for method, operation in methods.items()
    ]
    return tuple(found)
