"""Puts the lists of config/titles/ together, the languages' words beside those that every title is read with."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from lambdas.domain.classification.language import Language
from lambdas.domain.classification.lexicon_parts import Asides, MeetingPhrases, Objections, PeopleWords, SmallWords
from lambdas.domain.classification.phrases import Phrases
from lambdas.domain.classification.segments import Segments
from lambdas.domain.classification.titles import Clause, read_description, read_title
from lambdas.domain.kernel.model import Model

ModelT = TypeVar("ModelT", bound=Model)

OPENERS = ("papers", "preparation", "learning", "hiring", "media", "social")
"""Objections that most languages put before the keyword, where English puts them after it."""


class TitleLexicon(Model):
    """Holds all of config/titles/, each field the file of that name; ``languages`` the files of that folder."""

    objections: Objections
    meetings: MeetingPhrases
    asides: Asides
    small_words: SmallWords
    people: PeopleWords
    languages: tuple[Language, ...] = ()

    def speaking(self, languages: Sequence[Language]) -> "TitleLexicon":
        """The lexicon with the languages' words beside its own in every list."""
        return TitleLexicon.model_construct(
            languages=tuple(languages),
            objections=_enlarged(self.objections, [language.objections for language in languages]),
            meetings=_enlarged(self.meetings, [language.meetings for language in languages]),
            asides=_enlarged(self.asides, [language.asides for language in languages]),
            small_words=_enlarged(self.small_words, [language.small_words for language in languages]),
            people=self.people,
        )

    @cached_property
    def openers(self) -> Phrases:
        """Holds what an entry is about that begins with it, of languages that put it there."""
        return Phrases.merged(
            language.objections[name] for language in self.languages for name in OPENERS if name in language.objections
        )

    @cached_property
    def keys(self) -> frozenset[str]:
        """Holds the letters of every word and phrase."""
        parts = (self.objections, self.meetings, self.asides, self.small_words)
        lists = [words for part in parts for _, words in part]
        return frozenset(
            key for words in lists for key in (words.groups_by_key if isinstance(words, Phrases) else words)
        )

    @cached_property
    def _segments(self) -> Segments:
        return Segments.of(self.keys)

    def title(self, text: str) -> tuple[Clause, ...]:
        return read_title(text, self._segments)

    def description(self, text: str) -> tuple[Clause, ...]:
        return read_description(text, self._segments)


def _enlarged(part: ModelT, sections: Sequence[Mapping[str, Phrases]]) -> ModelT:
    """The part with the languages' lists of that name in each of its lists."""
    update = {name: _with(words, [section[name] for section in sections if name in section]) for name, words in part}
    return part.model_copy(update=update)


def _with(words: Phrases | frozenset[str], others: Sequence[Phrases]) -> Phrases | frozenset[str]:
    if isinstance(words, Phrases):
        return Phrases.merged([words, *others])
    return words.union(*(phrases.groups_by_key for phrases in others))
