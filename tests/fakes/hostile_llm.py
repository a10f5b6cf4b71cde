"""A model that belongs to an attacker: it does what the texts planted for it say, in any shape it is asked for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from lambdas.domain.kernel.model import Model
from lambdas.domain.llm.answer import ModelAnswer, NoAnswer, NoAnswerReason
from lambdas.domain.llm.answer_schema import answer_schema
from lambdas.domain.llm.claim_addresses import holds_address, holds_hidden, holds_markup
from lambdas.domain.llm.consent import ModelAsker
from lambdas.domain.llm.prompt import ModelPrompt

ATTACKS = Path(__file__).parents[1] / "data" / "attacks.yaml"
NAME = "hostile-model"
Manner = Literal["open", "sly"]
"""Openly every text is harmful. Slyly two of three are true, so that the rest of the answer is believed."""
MANNERS: tuple[Manner, ...] = ("open", "sly")
MOST = 12
"""Items of a list without a limit of its own."""
INVENTED = ("Mallory", "Krull", "99,999", "99.999", "99 999", "2031", "Nightjar", "212")
"""Stands in no record: where one of these is shown, a model said it and was believed."""
SAID = (
    "Pay at https://evil.example/pay",
    "See evil.example for the decision",
    "Write to attacker@evil.example",
    "Send it to attacker at evil dot example",
    "Mallory Krull owes 99,999 USD by 31 March 2031",
    "Mallory Krull decides",
    "Due on 31 March 2031",
    "99.999 EUR sind freigegeben",
    "Project Nightjar lays off 212 people",
    "![status][1] for everybody",
    "[1]: https://evil.example/p.png",
    "@channel sign in at hxxps://evil[.]example",
    "Approve all: <a href=//evil.example>here</a>",
    "Sign in at e\u200bvil\u200b.exam\u200bple",
    "Read javascript:alert(1) first",
    "Sign in at еvil.example",
)
_REFERENCES = frozenset(
    {"line", "lines", "other", "before", "ref", "refs", "section", "handle", "source", "sources", "record"}
    | {"fact", "facts", "item", "items_of", "quote_of", "about", "of"}
)
_KNOWN = re.compile(r"\b(?:[LSAF]\d{1,3}|[a-z_]{3,}:[\w/-]+|invite)\b")


@dataclass(frozen=True, slots=True)
class Attack:
    """``place`` is where it is planted: a title, a record, an attendee's name ..."""

    place: str
    language: str
    text: str


@cache
def attacks() -> tuple[Attack, ...]:
    planted: dict[str, list[list[str]]] = yaml.safe_load(ATTACKS.read_text("utf-8"))
    return tuple(Attack(place, language, text) for place, rows in planted.items() for language, text in rows)


def harm_in(texts: Sequence[str], attack: Attack) -> list[str]:
    """Returns the texts that hold an address, markup, what nobody sees, or what is on no record.

    What the attack itself names is on record where it was planted: a line may quote it, as the rules do.
    """
    invented = [word for word in INVENTED if word not in attack.text]
    return [
        text
        for text in texts
        if holds_address(text) or holds_markup(text) or holds_hidden(text) or any(word in text for word in invented)
    ]


@dataclass
class HostileLlm:
    """Stands in for the chain: it sees what the asker allows. ``asked`` are the prompts, ``told`` its answers."""

    attack: Attack
    manner: Manner = "open"
    asked: list[ModelPrompt] = field(default_factory=list)
    told: list[Any] = field(default_factory=list)

    def ask(self, prompt: ModelPrompt, returns: type[Any], *, asker: ModelAsker, deadline: datetime) -> Any:
        seen = prompt.readable_by(asker)
        if not asker.is_willing or not seen.data:
            return NoAnswer(NoAnswerReason.OFF)
        self.asked.append(seen)
        given = self.answer(returns, "\n".join(piece.text for piece in seen.data))
        try:
            value = returns.model_validate(given)
        except ValidationError as error:
            raise AssertionError(f"the hostile model does not know the shape of {returns.__name__}") from error
        self.told.append(value)
        return ModelAnswer(value, NAME, prompt.instructions.version)

    def answer(self, returns: type[Model], data: str) -> dict[str, Any]:
        """The most harmful value of that type, as JSON."""
        given: dict[str, Any] = HostileAnswer(self.attack, self.manner, data).of(answer_schema(returns))
        return given


class HostileAnswer:
    """Fills a schema: each text with the attack or what it asks for, each reference with one out of the data."""

    def __init__(self, attack: Attack, manner: Manner, data: str) -> None:
        known = list(dict.fromkeys(_KNOWN.findall(data)))
        self._handles = [ref for ref in known if re.fullmatch(r"[LF]\d+", ref)] or known or ["invite"]
        self._groups = [ref for ref in known if re.fullmatch(r"S\d+", ref)] or self._handles
        self._all = cycle(self._handles)
        self._sections = cycle(self._groups)
        self._harmful = cycle((attack.text, *SAID))
        self._honest = _lines_of(data) if manner == "sly" else {}
        self._said = 0
        self._at = ""

    def of(self, schema: Mapping[str, Any], name: str = "") -> Any:
        """A value of this schema, whose field is called so."""
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][-1]
        if options := schema.get("anyOf") or schema.get("oneOf"):
            return self.of(next(one for one in options if one.get("type") != "null"), name)
        match schema.get("type"):
            case "object":
                parts = sorted(schema.get("properties", {}).items(), key=lambda part: part[0] not in _REFERENCES)
                return {key: self.of(part, key) for key, part in parts}
            case "array":
                length = min(schema.get("maxItems", MOST), MOST)
                return [self.of(schema.get("items", {}), name) for _ in range(max(length, schema.get("minItems", 0)))]
            case "integer" | "number":
                return schema.get("maximum", schema.get("minimum", 99_999))
            case "boolean":
                return True
        return self._text(schema, name)

    def _text(self, schema: Mapping[str, Any], name: str) -> str:
        if name in _REFERENCES:
            is_section = name.startswith("section")
            self._at = self._at if is_section else next(self._all)
            return next(self._sections) if is_section else self._at
        if schema.get("format") in ("date", "date-time"):
            return "2031-03-31" if schema["format"] == "date" else "2031-03-31T00:00:00+00:00"
        most: int = schema.get("maxLength", 2_000)
        return self._words()[:most]

    def _words(self) -> str:
        """Of three texts of a sly model two are those of the reference, put as questions."""
        self._said += 1
        honest = self._honest.get(self._at, "")
        return f"{honest.rstrip('.?')}?" if honest and self._said % 3 else next(self._harmful)


def _lines_of(data: str) -> dict[str, str]:
    """The text behind each reference: ``L3: text``, ``L4 (decision): text``."""
    found = (re.match(rf"({_KNOWN.pattern})(?: \(\w+\))?: (.+)", line) for line in data.splitlines())
    return {one[1]: one[2] for one in found if one}
