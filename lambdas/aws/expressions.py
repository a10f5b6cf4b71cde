"""DynamoDB's expressions out of values, and its typed form of JSON values."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from lambdas.aws.conditions import Condition


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
        """DynamoDB refuses parentheses that are not needed."""
        operator, path, values = condition
        match operator:
            case "and":
                texts = ((part.operator, self.condition(part)) for part in values)
                return " AND ".join(f"({text})" if inner == "or" else text for inner, text in texts)
            case "or":
                return " OR ".join(self.condition(part) for part in values)
            case "exists" | "not_exists":
                return f"attribute_{operator}({self._name(path)})"
            case "begins_with":
                return f"begins_with({self._name(path)}, {self._value(values[0])})"
            case "between":
                return f"{self._name(path)} BETWEEN {self._value(values[0])} AND {self._value(values[1])}"
            case "in":
                return f"{self._name(path)} IN ({', '.join(map(self._value, values))})"
        return f"{self._name(path)} {operator} {self._value(values[0])}"

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
