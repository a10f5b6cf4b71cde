"""The claim gate: what a model wrote is shown only where what it points to bears it out.

It is code, not a request to the model: a line passes with every number, date and name it holds standing in the text of
its references, with no address of any kind, and no longer than a line. docs/decisions/2026-11-30-claim-gate.md says
what it cannot see.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lambdas.domain.llm.claim_addresses import flattened, holds_address, holds_hidden, holds_markup
from lambdas.domain.llm.claim_dates import Dates, Fact, borne_out_by, dates_in
from lambdas.domain.llm.claim_names import unknown_names, words_in
from lambdas.domain.llm.claim_number_words import in_digits, says_one
from lambdas.domain.llm.claim_numbers import SaidFigures, figures_in, implied

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
        return form_objection(text) or self._unfounded(text, refs)

    def _unfounded(self, text: str, refs: Sequence[str]) -> Objection | None:
        said = _Said.of((text,))
        borne_out = [flattened(self.texts[ref]) for ref in dict.fromkeys(refs)]
        known = _Said.of((*borne_out, *sorted(self.computed)))
        facts = known.facts | {("word", word) for word in words_in(" ".join((*borne_out, *self.names)))}
        if not said.dates_stand(facts):
            return Objection.DATE
        if said.figures.unfounded(known.figures, facts):
            return Objection.NUMBER
        if unknown_names(said.named, " ".join(borne_out), self.names):
            return Objection.NAME
        return None


def form_objection(text: str) -> Objection | None:
    """Returns what no line of a model may be, whatever is on record: too long, hidden, marked up, or an address."""
    if len(text) > MAX_LINE:
        return Objection.TOO_LONG
    if holds_hidden(text):
        return Objection.HIDDEN
    if holds_address(text):
        return Objection.ADDRESS
    return Objection.MARKUP if holds_markup(text) else None


def is_believable(dropped: int, lines: int) -> bool:
    """Says whether the rest of an answer is shown, of whose ``lines`` so many were dropped."""
    return lines > 0 and dropped / lines <= MAX_DROPPED_SHARE


@dataclass(frozen=True, slots=True)
class _Said:
    """All that texts claim; ``named`` is the text with its dates masked."""

    dates: Dates
    figures: SaidFigures
    facts: frozenset[Fact]
    named: str

    @staticmethod
    def of(texts: Iterable[str]) -> "_Said":
        text = " \u00b6 ".join(flattened(text) for text in texts)
        dates = dates_in(in_digits(text))
        figures = figures_in(dates.rest)
        one = {("number", 1)} if says_one(text) else set()
        facts = borne_out_by(dates) | frozenset(implied(figures)) | one
        return _Said(dates, figures, facts, dates_in(text).rest)

    def dates_stand(self, facts: frozenset[Fact]) -> bool:
        return all(any(all(_is_borne_out(fact, facts) for fact in way) for way in claim) for claim in self.dates.claims)


def _is_borne_out(fact: Fact, facts: frozenset[Fact]) -> bool:
    """A weekday beside a day must be that day's, where the record tells it."""
    if fact[0] != "weekday of":
        return fact in facts
    told = [known for known in facts if known[:3] == fact[:3]]
    return fact in told if told else ("weekday", fact[3]) in facts
