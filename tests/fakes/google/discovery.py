"""Google's own discovery document as the judge of what the stand-in answers, and of what AMO asks."""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

Schema = dict[str, Any]

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "object": dict,
    "array": list,
}


@cache
def document() -> Schema:
    folder = files("googleapiclient.discovery_cache.documents")
    found: Schema = json.loads(folder.joinpath("calendar.v3.json").read_text(encoding="utf-8"))
    return found


def check_answer(schema: str, content: Any) -> None:
    """Raises AssertionError for whatever the document does not know: a field, a type, a format."""
    wrong = list(_wrong(content, {"$ref": schema}, schema))
    assert wrong == [], wrong


def check_query(method: str, asked: dict[str, str]) -> None:
    """``method`` as ``events.list``. Every parameter has to exist and to have the right type."""
    resource, name = method.split(".")
    known = {**document()["resources"][resource]["methods"][name].get("parameters", {}), **document()["parameters"]}
    for parameter, value in asked.items():
        assert parameter in known, f"{method} has no parameter {parameter}"
        kind = known[parameter]
        if kind["type"] == "boolean":
            assert value in ("true", "false"), parameter
        elif kind["type"] == "integer":
            assert value.isdecimal(), parameter
        elif kind.get("format") == "date-time":
            assert TIMESTAMP.fullmatch(value), f"{parameter} needs an offset"


def _wrong(value: Any, schema: Schema, where: str) -> Iterator[str]:
    if "$ref" in schema:
        schema = document()["schemas"][schema["$ref"]]
    kind = schema.get("type", "any")
    if kind == "any":
        return
    is_expected = isinstance(value, TYPES[kind])
    if not is_expected or (kind in ("integer", "number") and isinstance(value, bool)):
        yield f"{where} is {type(value).__name__}, not {kind}"
    elif kind == "array":
        for number, item in enumerate(value):
            yield from _wrong(item, schema["items"], f"{where}[{number}]")
    elif kind == "object":
        yield from _wrong_fields(value, schema, where)
    elif schema.get("format") == "date-time" and not TIMESTAMP.fullmatch(value):
        yield f"{where} is no time with an offset: {value}"
    elif schema.get("format") == "date" and not DAY.fullmatch(value):
        yield f"{where} is no day: {value}"
    elif schema.get("format") == "int64" and not str(value).lstrip("-").isdecimal():
        yield f"{where} is no number in a string: {value}"


def _wrong_fields(value: dict[str, Any], schema: Schema, where: str) -> Iterator[str]:
    known, other = schema.get("properties", {}), schema.get("additionalProperties", {})
    for name, content in value.items():
        if name in known or other:
            yield from _wrong(content, known.get(name) or other, f"{where}.{name}")
        else:
            yield f"{where}.{name} is not a field"
