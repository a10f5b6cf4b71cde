"""The fields that make no record, each with the reason, in our words."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError


def wrong_fields(error: ValidationError, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each wrong field, by another name where ``names`` has one, and what is wrong with it."""
    for detail in error.errors(include_url=False, include_input=False):
        place = [str(part + 1) if isinstance(part, int) else part for part in detail["loc"]]
        name = " ".join(names.get(part, part) for part in place)
        yield name, _reason(detail["type"], detail.get("ctx", {}), detail["msg"])


def _reason(error_type: str, context: Mapping[str, Any], message: str) -> str:
    if error_type in {"missing", "string_too_short"}:
        return "is empty"
    return str(context.get("error", message))
