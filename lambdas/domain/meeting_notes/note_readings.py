"""Keeps what a model found in notes: it waits beside what the rules found, and is nothing before it is confirmed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.meeting_notes.candidates import Candidate, Quote
from lambdas.domain.meeting_notes.similar import without_known
from lambdas.domain.meeting_notes.texts import SpokenLine

ALIKE_ON_ONE_LINE = 0.5
"""The share of words in common from which two findings of one line are one."""
MAX_FOUND_BY_MODEL = 60
WAITED_FOR = timedelta(minutes=3)


class ReadingState(StrEnum):
    WAITING = "waiting"
    READ = "read"
    NOT_READ = "not_read"


class NoteReading(Model):
    """Of one text at one ``version``: what a person typed changes, what was handed in stays at 0.

    ``candidates`` are the last that a model found; ``reason``: why it gave none. ``is_part``: it was too long to be
    read to its end.
    """

    meeting_id: str
    user_id: str
    text_id: str
    version: int = 0
    state: ReadingState = ReadingState.WAITING
    requested_at: Instant
    written_by: str = ""
    reason: NoAnswerReason | None = None
    is_part: bool = False
    candidates: tuple[Candidate, ...] = Field(default=(), max_length=MAX_FOUND_BY_MODEL)

    def is_waited_for(self, now: datetime) -> bool:
        return self.state is ReadingState.WAITING and now < self.requested_at + WAITED_FOR


class ReadingOrder(Model):
    """The message that asks for one: of a text, or, without ``text_id``, for a summary of what was confirmed."""

    user_id: str
    meeting_id: str
    text_id: str
    version: int = 0

    @property
    def is_for_summary(self) -> bool:
        return not self.text_id


def found_by_model(
    readings: Iterable[NoteReading], texts: Mapping[str, Sequence[SpokenLine]], by_rules: Sequence[Candidate]
) -> list[Candidate]:
    """All that the rules did not find, of lines that stand in the notes still."""
    standing = (one for reading in readings for one in _standing(reading, texts.get(reading.text_id, ())))
    return without_known((one for one in standing if not _is_found_there(one, by_rules)), by_rules)


def _standing(reading: NoteReading, lines: Sequence[SpokenLine]) -> Iterator[Candidate]:
    for candidate in reading.candidates:
        quotes = [moved for quote in candidate.quotes if (moved := _as_it_stands(quote, lines))]
        if quotes and len(quotes) == len(candidate.quotes):
            yield candidate.model_copy(update={"quotes": tuple(quotes)})


def _as_it_stands(quote: Quote, lines: Sequence[SpokenLine]) -> Quote | None:
    """The quote with the number its line has now; None where that line says something else by now."""
    text = quote.text.strip("…")
    same = [line.number for line in lines if text in line.text and line.speaker == quote.speaker]
    if not same:
        return None
    nearest = min(same, key=lambda number: abs(number - quote.number))
    return quote.model_copy(update={"number": nearest})


def _is_found_there(candidate: Candidate, by_rules: Iterable[Candidate]) -> bool:
    lines, words = _lines_of(candidate), content_words(candidate.what)
    return any(
        lines & _lines_of(one) and _share(words, content_words(one.what)) >= ALIKE_ON_ONE_LINE for one in by_rules
    )


def _lines_of(candidate: Candidate) -> frozenset[tuple[str, int]]:
    return frozenset((quote.text_id, quote.number) for quote in candidate.quotes)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)
