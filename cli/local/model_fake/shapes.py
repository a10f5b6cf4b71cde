"""Fills the JSON schema of an answer with what stands in the data: by rules, the same for the same question."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cli.local.model_fake.shown_data import ShownLine

MAX_LISTED = 4
POINTING = re.compile(r"(^|_)(refs?|ids?|handles?|keys?|lines?|numbers?|places?|before|other)$")
COPIED = re.compile(r"(^|_)(quote|owner|who|name|source|evidence)$")
DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
NAME = re.compile(r"\b[A-ZÄÖÜÀ-Þ][\w'’-]+")
_ASKING = re.compile(r"question|ask")
_CLAUSES = re.compile(r"(?P<first>[^:;]{4,}?)(?P<sign>[:;]) (?P<second>.{4,})")

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scripted:
    """``lines`` are what may be spoken of, ``at`` is the one spoken of now."""

    lines: Sequence[ShownLine]
    at: int = 0

    def fill(self, schema: Schema, name: str = "") -> Any:
        """A value of the schema. What may be null is null only where nothing in the data fits."""
        if "const" in schema or "enum" in schema:
            return schema["const"] if "const" in schema else self._chosen(schema["enum"], name)
        if options := schema.get("anyOf") or schema.get("oneOf"):
            return self._of_several(options, name)
        match schema.get("type"):
            case "object":
                return {key: self.fill(part, key) for key, part in schema.get("properties", {}).items()}
            case "array":
                return self._listed(schema, name)
            case "integer" | "number":
                return self._counted(schema, name)
            case "boolean":
                return False
            case "null":
                return None
        return self._said(schema, name)

    @property
    def line(self) -> ShownLine:
        return self.lines[self.at % len(self.lines)] if self.lines else ShownLine("", "", "")

    def _chosen(self, options: Sequence[Any], name: str) -> Any:
        """Takes a handle of the data where one is among them."""
        known = [line.handle for line in self.lines]
        fitting = [option for option in options if option in known]
        return fitting[self.at % len(fitting)] if fitting and POINTING.search(name) else options[0]

    def _of_several(self, options: Sequence[Schema], name: str) -> Any:
        for option in options:
            value = None if option.get("type") == "null" else self.fill(option, name)
            if value not in (None, "", []):
                return value
        is_nullable = any(option.get("type") == "null" for option in options)
        return None if is_nullable else self.fill(options[0], name)

    def _listed(self, schema: Schema, name: str) -> list[Any]:
        of = schema.get("items", {})
        fewest, most = schema.get("minItems", 0), min(schema.get("maxItems", MAX_LISTED), MAX_LISTED)
        if POINTING.search(name) and of.get("type") != "object":
            return [self.fill(of, name)] if most else []
        handled = [at for at, line in enumerate(self.lines) if line.handle] or list(range(len(self.lines)))
        count = max(fewest, min(most, len(handled)))
        places = [handled[turn % len(handled)] if handled else 0 for turn in range(count)]
        return [replace(self, at=at).fill(of, name) for at in places]

    def _counted(self, schema: Schema, name: str) -> int:
        least, most = schema.get("minimum", schema.get("exclusiveMinimum", 0)), schema.get("maximum", 10**6)
        wanted = int(self.line.handle) if POINTING.search(name) and self.line.handle.isdigit() else self.at
        return int(max(least, min(most, wanted)))

    def _said(self, schema: Schema, name: str) -> str:
        if schema.get("format") == "date" or name in ("due", "day", "date"):
            found = DAY.search(self.line.text)
            return found[0] if found else ""
        if POINTING.search(name):
            return self.line.handle
        if COPIED.search(name):
            return self.line.text if "quote" in name or "evidence" in name else first_name(self.line.text)
        said = asked(self.line.text) if _ASKING.search(name) else reworded(self.line.text)
        return said[: schema.get("maxLength", 240)].strip()


def first_name(text: str) -> str:
    """The first word of a text that may be a name."""
    found = NAME.search(text)
    return found[0] if found else ""


def reworded(text: str) -> str:
    """The same said in another order, with every number and name it holds: ``A: b`` becomes ``b (A)``."""
    found = _CLAUSES.fullmatch(text.strip().rstrip("."))
    if found and "(" not in text:
        return f"{found['second']} ({found['first']})"
    return text if text.startswith("In short: ") else f"In short: {text}"


def asked(text: str) -> str:
    """A question about a line."""
    return f"Who takes this on, and until when: {text.strip().rstrip('.?!')}?" if text.strip() else ""
