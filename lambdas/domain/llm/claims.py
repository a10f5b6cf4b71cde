"""The claim gate: what a model wrote is shown only where what it points to bears it out.

It is code, not a request to the model: a line passes with every number, date and name it holds standing in the text of
its references, with no address of any kind, and no longer than a line.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_LINE = 240
MAX_DROPPED_SHARE = 1 / 3
"""With more lines than that unfounded, the rest of an answer is not believed either."""
_NUMBER = re.compile(r"\d[\d.,'\u00a0\u202f]*\d|\d")
_ADDRESS = re.compile(
    r"https?:|www\.|\S@\S|@(channel|here|everyone)\b|<[!@#]|[a-z0-9-]+\.(com|net|org|io)\b", re.IGNORECASE
)
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-ZÄÖÜÀ-Þ][\w'’-]+")


class Objection(StrEnum):
    """Why a line is not shown."""

    NO_REFERENCE = "points to nothing"
    NUMBER = "holds a number that is not on record"
    NAME = "names somebody or something that is not on record"
    ADDRESS = "holds an address"
    TOO_LONG = "is too long"


@dataclass(frozen=True, slots=True)
class Evidence:
    """``texts``: all that each reference says. ``names``: people and things of the meeting, nameable in any line.

    ``computed`` are figures that the rules worked out, such as sums and days.
    """

    texts: Mapping[str, str]
    names: frozenset[str] = frozenset()
    computed: frozenset[str] = frozenset()

    def objection(self, text: str, refs: Sequence[str]) -> Objection | None:
        """Returns why the line is not shown, None where it may be."""
        if not refs or not all(ref in self.texts for ref in refs):
            return Objection.NO_REFERENCE
        if len(text) > MAX_LINE:
            return Objection.TOO_LONG
        if _ADDRESS.search(text):
            return Objection.ADDRESS
        borne_out = " ".join(self.texts[ref] for ref in refs)
        if not set(_numbers(text)) <= {*_numbers(borne_out), *self.computed}:
            return Objection.NUMBER
        known = {word.casefold() for word in re.findall(r"[\w'’-]+", " ".join((borne_out, *self.names)))}
        if any(name.casefold() not in known for name in _NAME.findall(text)):
            return Objection.NAME
        return None


def is_believable(dropped: int, lines: int) -> bool:
    """Says whether the rest of an answer is shown, of whose ``lines`` so many were dropped."""
    return lines > 0 and dropped / lines <= MAX_DROPPED_SHARE


def _numbers(text: str) -> Iterator[str]:
    for found in _NUMBER.findall(text):
        yield re.sub(r"[.,'\u00a0\u202f]", "", found)
