"""The first mistake in a file of config/, in one line for the operator who wrote it."""

from typing import Any, get_args

from pydantic import BaseModel, ValidationError


def first_mistake(model: type[BaseModel], error: ValidationError) -> str:
    """``days_sideways: there is no such key here; it takes provider, days_ahead``: the key, and what to write."""
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"]) or "the file"
    if first["type"] == "extra_forbidden" and (allowed := _keys_at(model, first["loc"][:-1])):
        return f"{key}: there is no such key here; it takes {', '.join(allowed)}"
    return f"{key}: {first['msg'].removeprefix('Value error, ')}"


def _keys_at(model: type[BaseModel], place: tuple[int | str, ...]) -> tuple[str, ...]:
    found: Any = model
    for part in place:
        fields = found.model_fields if _is_model(found) else {}
        found = _model_in(fields[part].annotation) if part in fields else found
    return tuple(found.model_fields) if _is_model(found) else ()


def _model_in(annotation: Any) -> Any:
    """The model a field holds, one or many of it."""
    if _is_model(annotation):
        return annotation
    return next((inner for each in get_args(annotation) if (inner := _model_in(each))), None)


def _is_model(found: Any) -> bool:
    return isinstance(found, type) and issubclass(found, BaseModel)
