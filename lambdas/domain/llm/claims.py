"""The claim gate: what a model wrote is shown only where what it points to bears it out.

It is code, not a request to the model: a line passes with every number, date and name it holds standing in the text of
its references, with no address of any kind, and no longer than a line. docs/decisions/2026-11-30-claim-gate.md says
what it cannot see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_LINE = 240
MAX_DROPPED_SHARE = 1 / 3
"""With more lines than that unfounded, the rest of an answer is not believed either."""


class Objection(StrEnum):
    """Why a line is not shown."""

    NO_REFERENCE = "points to nothing"
    NUMBER = "holds a number that is not on record"
    DATE = "names a day or a time that is not on record"
    NAME = "names somebody or something that is not on record"
    ADDRESS = "holds an address"
    MARKUP = "holds markup"
    HIDDEN = "holds characters that nobody sees or that look like others"
    INSTRUCTION = "is written for a program"
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
        if found := form_objection(text):
            return found
        from lambdas.domain.llm.claim_check import unfounded  # its patterns take 40 ms, which no rule has to wait for

        borne_out = [self.texts[ref] for ref in dict.fromkeys(refs)]
        failed = unfounded(text, borne_out, self.names, self.computed)
        return Objection[failed] if failed else None


def form_objection(text: str) -> Objection | None:
    """Returns what no line of a model may be, whatever is on record: too long, hidden, an address, or for a program."""
    from lambdas.domain.llm.claim_addresses import holds_address, holds_hidden, holds_markup
    from lambdas.domain.llm.claim_instructions import holds_instruction

    if len(text) > MAX_LINE:
        return Objection.TOO_LONG
    if holds_hidden(text):
        return Objection.HIDDEN
    if holds_address(text):
        return Objection.ADDRESS
    if holds_markup(text):
        return Objection.MARKUP
    return Objection.INSTRUCTION if holds_instruction(text) else None


def is_believable(dropped: int, lines: int) -> bool:
    """Says whether the rest of an answer is shown, of whose ``lines`` so many were dropped."""
    return lines > 0 and dropped / lines <= MAX_DROPPED_SHARE
