"""The JSON schema of an answer as models take it: everything in one piece, and nothing they stumble over."""

from collections.abc import Mapping
from typing import Any

from lambdas.domain.kernel.model import Model

LEFT_OUT = frozenset({"title", "default", "$defs"})


def answer_schema(returns: type[Model]) -> dict[str, Any]:
    """``$defs`` inlined, titles and defaults gone. A type that holds itself has no such schema: RecursionError."""
    schema = returns.model_json_schema()
    inlined: dict[str, Any] = _inlined(schema, schema.get("$defs", {}))
    return inlined


def _inlined(part: Any, defined: Mapping[str, Any], *, is_named: bool = False) -> Any:
    """``is_named``: the keys of this part are names of fields, so "title" is one too."""
    if isinstance(part, list):
        return [_inlined(item, defined) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _inlined(defined[part["$ref"].removeprefix("#/$defs/")], defined)
    return {
        key: _inlined(value, defined, is_named=key == "properties" and not is_named)
        for key, value in part.items()
        if is_named or key not in LEFT_OUT
    }
