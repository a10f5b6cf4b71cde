"""Holds what the fake answers to the types Microsoft publishes (metadata.json): no property and no value of its own."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

_PUBLISHED = json.loads(Path(__file__).with_name("metadata.json").read_text(encoding="utf-8"))
TYPES: dict[str, Any] = _PUBLISHED["types"]
ENUMS: dict[str, list[str]] = _PUBLISHED["enums"]
PLAIN: dict[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "bool": bool,
    "float": (int, float),
    "datetime": str,
    "date": str,
}


def check(kind: str, value: Any, where: str = "") -> None:
    """Raises AssertionError for what the published type does not have. Null is allowed everywhere, as Graph does."""
    where = where or kind
    if value is None:
        return
    if kind in ENUMS:
        assert value in ENUMS[kind], f"{where}: {value!r} is none of {ENUMS[kind]}"
    elif kind in TYPES:
        _check_object(kind, value, where)
    else:
        _check_plain(kind, value, where)


def check_page(page: dict[str, Any]) -> None:
    """A collection of events, with delta links and removals where there are some."""
    assert set(page) <= {"@odata.context", "@odata.nextLink", "@odata.deltaLink", "value"}, sorted(page)
    assert not {"@odata.nextLink", "@odata.deltaLink"} <= set(page), "a page has one of the two links"
    for item in page["value"]:
        if "@removed" in item:
            assert set(item) == {"@odata.type", "id", "@removed"}
            assert item["@removed"]["reason"] in ("deleted", "changed")
        else:
            assert item["id"]
            check("event", item)


def _check_object(kind: str, value: Any, where: str) -> None:
    assert isinstance(value, dict), f"{where} is no object"
    known = _properties(kind)
    for name, content in value.items():
        if name.startswith("@odata."):
            continue
        assert name in known, f"{where}: {kind} has no {name}"
        wanted = known[name]
        if isinstance(wanted, list):
            assert isinstance(content, list), f"{where}.{name} is no collection"
            for element in content:
                check(wanted[0], element, f"{where}.{name}")
        else:
            check(wanted, content, f"{where}.{name}")


def _properties(kind: str) -> dict[str, Any]:
    base = TYPES[kind]["base"]
    own: dict[str, Any] = TYPES[kind]["properties"]
    return (_properties(base) if base else {}) | own


def _check_plain(kind: str, value: Any, where: str) -> None:
    is_plain = isinstance(value, PLAIN[kind])
    assert is_plain, f"{where}: {value!r} is no {kind}"
    assert kind == "bool" or not isinstance(value, bool), f"{where}: {value!r} is no {kind}"
    if kind == "datetime":
        assert datetime.fromisoformat(value).tzinfo is not None, f"{where}: {value!r} names no zone"
    if kind == "date":
        date.fromisoformat(value)
