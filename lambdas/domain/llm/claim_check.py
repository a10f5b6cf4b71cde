"""Holds all that a line claims against all that its references say."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from lambdas.domain.llm.claim_addresses import flattened
from lambdas.domain.llm.claim_dates import Dates, Fact, borne_out_by, dates_in
from lambdas.domain.llm.claim_names import unknown_names, words_in
from lambdas.domain.llm.claim_number_words import in_digits, says_one
from lambdas.domain.llm.claim_numbers import SaidFigures, figures_in, implied

Unfounded = Literal["DATE", "NUMBER", "NAME"]


def unfounded(
    text: str, borne_out: Sequence[str], names: Collection[str], computed: Collection[str]
) -> Unfounded | None:
    """Returns what in a line stands in none of the texts, None where all does."""
    said = _Said.of((text,))
    on_record = [flattened(one) for one in borne_out]
    known = _Said.of((*on_record, *sorted(computed)))
    facts = known.facts | {("word", word) for word in words_in(" ".join((*on_record, *names)))}
    if not said.dates_stand(facts):
        return "DATE"
    if said.figures.unfounded(known.figures, facts):
        return "NUMBER"
    if unknown_names(dates_in(flattened(text)).rest, " ".join(on_record), names):
        return "NAME"
    return None


@dataclass(frozen=True, slots=True)
class _Said:
    """All that texts claim."""

    dates: Dates
    figures: SaidFigures
    facts: frozenset[Fact]

    @staticmethod
    def of(texts: Iterable[str]) -> "_Said":
        text = " \u00b6 ".join(flattened(text) for text in texts)
        dates = dates_in(in_digits(text))
        figures = figures_in(dates.rest)
        one = {("number", 1)} if says_one(text) else set()
        facts = borne_out_by(dates) | frozenset(implied(figures)) | one
        return _Said(dates, figures, facts)

    def dates_stand(self, facts: frozenset[Fact]) -> bool:
        return all(any(all(_is_borne_out(fact, facts) for fact in way) for way in claim) for claim in self.dates.claims)


def _is_borne_out(fact: Fact, facts: frozenset[Fact]) -> bool:
    """A weekday beside a day must be that day's, where the record tells it."""
    if fact[0] != "weekday of":
        return fact in facts
    told = [known for known in facts if known[:3] == fact[:3]]
    return fact in told if told else ("weekday", fact[3]) in facts
