"""DynamoDB's expressions out of values, and its typed form of JSON values."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from lambdas.aws.conditions import AllOf, AnyOf, Begins, Between, Compared, Condition, OneOf, Present


class Expression:
    """The placeholders of one request: every name and value gets one, so that no reserved word is in the way."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._values: dict[str, Any] = {}

    def parts(self) -> dict[str, Any]:
        """Goes into the request once everything else of it has been rendered."""
        names = {placeholder: name for name, placeholder in self._names.items()}
        parts = {"ExpressionAttributeNames": names, "ExpressionAttributeValues": self._values}
        return {name: part for name, part in parts.items() if part}

    def condition(self, condition: Condition) -> str:
        match condition:
            case Compared(path, operator, value):
                return f"{self._name(path)} {operator} {self._value(value)}"
            case Present(path, is_wanted):
                return f"attribute_{'' if is_wanted else 'not_'}exists({self._name(path)})"
            case Begins(path, prefix):
                return f"begins_with({self._name(path)}, {self._value(prefix)})"
            case Between(path, low, high):
                return f"{self._name(path)} BETWEEN {self._value(low)} AND {self._value(high)}"
            case OneOf(path, values):
                return f"{self._name(path)} IN ({', '.join(map(self._value, values))})"
            case AllOf(parts):
                return " AND ".join(self._part_of_all(part) for part in parts)
            case AnyOf(parts):
                return " OR ".join(self.condition(part) for part in parts)
        raise TypeError(f"no condition: {condition!r}")

    def update(
        self, values: Mapping[str, Any], defaults: Mapping[str, Any], remove: Sequence[str], add: Mapping[str, int]
    ) -> str:
        assignments = [f"{self._name(path)} = {self._value(value)}" for path, value in values.items()]
        assignments += [
            f"{name} = if_not_exists({name}, {self._value(value)})"
            for name, value in ((self._name(path), value) for path, value in defaults.items())
        ]
        clauses = {
            "SET": assignments,
            "REMOVE": [self._name(path) for path in remove],
            "ADD": [f"{self._name(path)} {self._value(value)}" for path, value in add.items()],
        }
        return " ".join(f"{verb} {', '.join(terms)}" for verb, terms in clauses.items() if terms)

    def projection(self, paths: Collection[str]) -> str:
        return ", ".join(self._name(path) for path in paths)

    def _part_of_all(self, part: Condition) -> str:
        """DynamoDB refuses parentheses that are not needed."""
        return f"({self.condition(part)})" if isinstance(part, AnyOf) else self.condition(part)

    def _name(self, path: str) -> str:
        return ".".join(self._names.setdefault(name, f"#n{len(self._names)}") for name in path.split("."))

    def _value(self, value: Any) -> str:
        placeholder = f":v{len(self._values)}"
        self._values[placeholder] = _attribute(value)
        return placeholder


def encoded(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the low-level client takes it: attribute name -> ``{"S": ...}``."""
    return {name: _attribute(value) for name, value in row.items()}


def decoded(item: Mapping[str, Any]) -> dict[str, Any]:
    """Inverse of :func:`encoded`; a number without a fraction comes back as int."""
    return {name: _plain(value) for name, value in item.items()}


def _attribute(value: Any) -> dict[str, Any]:
    """Anything but a JSON value is a programming error and raises TypeError."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int() | float():
            return {"N": repr(value)}
        case Mapping():
            return {"M": encoded(value)}
        case list() | tuple():
            return {"L": [_attribute(element) for element in value]}
    raise TypeError(f"DynamoDB rows hold JSON values only, not {type(value).__name__}")


def _plain(value: Mapping[str, Any]) -> Any:
    kind, content = next(iter(value.items()))
    match kind:
        case "NULL":
            return None
        case "N":
            return int(content) if content.lstrip("-").isdigit() else float(content)
        case "M":
            return decoded(content)
        case "L":
            return [_plain(element) for element in content]
    return content
