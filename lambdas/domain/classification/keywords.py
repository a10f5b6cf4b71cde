"""Finds where a title mentions a type of meeting: whole words, any spelling."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lambdas.domain.classification.meeting_types import MeetingTypes
from lambdas.domain.classification.phrases import MAX_WORDS, key_of, singular
from lambdas.domain.classification.titles import Clause, TitleWord, words_of

WIDEST_GAP = 2
"""Words that ``*`` in a keyword may stand for."""


@dataclass(frozen=True, slots=True)
class Keyword:
    """``first`` and ``second`` are the letters before and after the ``*``; without one, ``second`` is empty."""

    type_name: str
    first: str
    second: str
    needs_meeting_word: bool
    also_a_title: bool

    def end_at(self, words: Sequence[TitleWord], start: int) -> int | None:
        """Returns the end of the keyword that begins at ``start``, or None if it does not begin there."""
        middle = _end_of(self.first, words, start)
        if middle is None or not self.second:
            return middle
        candidates = (_end_of(self.second, words, middle + gap) for gap in range(WIDEST_GAP + 1))
        return next((end for end in candidates if end is not None), None)


@dataclass(frozen=True, slots=True)
class Mention:
    """A keyword in a clause: ``clause.words[start:end]``."""

    keyword: Keyword
    clause: Clause
    start: int
    end: int

    @property
    def written(self) -> str:
        """As the title has it."""
        return "".join(word.gap + word.written for word in self.clause.words[self.start : self.end]).lstrip(" -")

    @property
    def is_number(self) -> bool:
        return self.end - self.start == 1 and self.clause.words[self.start].is_number

    @property
    def before(self) -> tuple[TitleWord, ...]:
        return self.clause.words[: self.start]

    @property
    def after(self) -> tuple[TitleWord, ...]:
        return self.clause.words[self.end :]


def keywords_of(types: MeetingTypes) -> tuple[Keyword, ...]:
    return tuple(
        Keyword(name, *_halves(text), text in kind.needs_meeting_word, text in kind.also_a_title)
        for name, kind in types.items()
        for text in kind.keywords
    )


def mentions(clause: Clause, keywords: Sequence[Keyword]) -> Iterator[Mention]:
    """The keywords in a clause from left to right, the longest of several that start together, none inside another."""
    start = 0
    while start < len(clause.words):
        # Most keywords begin with other letters; the closer look is what classifying costs.
        stem = singular(clause.words[start].text)
        likely = (keyword for keyword in keywords if keyword.first.startswith(stem))
        found = [(end, keyword) for keyword in likely if (end := keyword.end_at(clause.words, start)) is not None]
        if found:
            end, keyword = max(found, key=lambda pair: pair[0])
            yield Mention(keyword, clause, start, end)
            start = end
        else:
            start += 1


def _end_of(key: str, words: Sequence[TitleWord], start: int) -> int | None:
    for end in range(start + 1, min(start + MAX_WORDS, len(words)) + 1):
        written = key_of(words[start:end])
        if key in (written, singular(written)):
            return end
        if len(written) > len(key):
            return None
    return None


@lru_cache(maxsize=1024)
def _halves(keyword: str) -> tuple[str, str]:
    first, _, second = keyword.partition("*")
    return key_of(words_of(first)), key_of(words_of(second))
