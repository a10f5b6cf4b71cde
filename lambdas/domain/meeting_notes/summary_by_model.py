"""The lines a model sums a meeting up in: of what was confirmed alone, each held against the very things it points to.

What nobody confirmed is not shown to it, so nothing of the notes leaves that their owner has not looked at.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pydantic import Field

from lambdas.domain.kernel.canonical import canonical, digest
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.llm.claims import Evidence, is_believable
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.meeting_notes.borne_out import is_borne_out
from lambdas.domain.meeting_notes.doubts import is_denied, is_hostile
from lambdas.domain.meeting_notes.note_readings import ReadingState
from lambdas.domain.meeting_notes.review import Reviewed
from lambdas.domain.meeting_notes.summary import Confirmed, fact_lines
from lambdas.domain.meeting_notes.summary_line import SummaryLine
from lambdas.domain.meeting_notes.summary_words import SummaryWording
from lambdas.domain.meeting_notes.texts import TYPED

MAX_LINES_OF_MODEL = 5
MAX_FACTS = 60


class SummedLine(Model):
    text: str
    refs: tuple[str, ...] = Field(default=())


class SummaryAnswer(Model):
    """A model's answer."""

    lines: tuple[SummedLine, ...] = ()


class WrittenSummary(Model):
    """A model's lines about what ``facts`` is the hash of, at one ``version`` of the review.

    ``outside_texts``: what was handed in, as it is called, and stands in what the model read.
    """

    meeting_id: str
    user_id: str
    version: int
    state: ReadingState = ReadingState.WAITING
    requested_at: Instant
    facts: str = ""
    written_by: str = ""
    reason: NoAnswerReason | None = None
    lines: tuple[SummaryLine, ...] = Field(default=(), max_length=MAX_LINES_OF_MODEL)
    outside_texts: tuple[str, ...] = ()

    def lines_about(self, facts: "SummaryFacts") -> tuple[SummaryLine, ...]:
        """None of them once anything of it reads otherwise."""
        return self.lines if self.state is ReadingState.READ and self.facts == facts.hash else ()


class SummaryFacts(NamedTuple):
    """All that was confirmed, as the mail says it: ``found`` by a short name that a model points to."""

    texts: Mapping[str, str]
    found: Mapping[str, str]

    @property
    def hash(self) -> str:
        return digest(canonical([[self.found[ref], text] for ref, text in self.texts.items()]))

    @property
    def shown(self) -> str:
        return "\n".join(f"{ref}| {text}" for ref, text in self.texts.items())

    def lines(self, answer: SummaryAnswer, model: str) -> tuple[SummaryLine, ...] | None:
        """Those that hold; None where so few do that the rest is not believed either."""
        given = answer.lines[:MAX_LINES_OF_MODEL]
        held = [line for line in given if self._holds(line)]
        if not held or not is_believable(len(given) - len(held), len(given)):
            return None
        return tuple(
            SummaryLine(text=one_line(line.text), refs=tuple(self.found[ref] for ref in line.refs), written_by=model)
            for line in held
        )

    def _holds(self, line: SummedLine) -> bool:
        if Evidence(self.texts).objection(line.text, line.refs) or is_hostile(line.text):
            return False
        said = " ".join(self.texts[ref] for ref in line.refs)
        return is_borne_out(line.text, said) and is_denied(line.text) == is_denied(said)


def facts_of(confirmed: Confirmed, words: SummaryWording) -> SummaryFacts:
    """In the order of the mail."""
    told = list(fact_lines(confirmed, words))[:MAX_FACTS]
    names = [f"c{number}" for number in range(1, len(told) + 1)]
    return SummaryFacts(
        {name: text for name, (text, _) in zip(names, told, strict=True)},
        {name: one.found for name, (_, one) in zip(names, told, strict=True)},
    )


def outside_texts(confirmed: Confirmed, names: Mapping[str, str]) -> tuple[str, ...]:
    """The texts that were handed in, by their ids' ``names``, and are quoted in what was confirmed."""
    read: Iterable[Reviewed] = (*confirmed.decisions, *confirmed.items, *confirmed.questions)
    ids: Sequence[str] = [quote.text_id for one in read for quote in one.candidate.quotes if quote.text_id != TYPED]
    return tuple(dict.fromkeys(one_line(names.get(text_id, "notes"), 80) for text_id in ids))
