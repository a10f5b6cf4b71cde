"""Puts together what meetings are classified by: the kinds there are, and the words that titles are read with."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lambdas.domain.classification.keywords import Keyword, Keywords, Mention
from lambdas.domain.classification.meeting_types import MeetingTypes
from lambdas.domain.classification.rows import Pattern, patterns_in
from lambdas.domain.classification.segments import Segments
from lambdas.domain.classification.title_lexicon import TitleLexicon
from lambdas.domain.classification.titles import Clause, read_description, read_title


@dataclass(frozen=True)
class ClassificationRules:
    types: MeetingTypes
    lexicon: TitleLexicon

    @cached_property
    def keywords(self) -> Keywords:
        """Holds the keywords of all types, those of the types' own file before the languages'."""
        return Keywords((*self._of_types(), *self._of_languages()))

    def _of_types(self) -> Iterator[tuple[Pattern, Keyword]]:
        for name, kind in self.types.items():
            for row in kind.keywords:
                keyword = Keyword(name, row in kind.needs_meeting_word, row in kind.also_a_title)
                yield from ((pattern, keyword) for pattern in patterns_in(row))

    def _of_languages(self) -> Iterator[tuple[Pattern, Keyword]]:
        """A type that was taken out of the configuration has none."""
        for language in self.lexicon.languages:
            for needs_meeting_word, also_a_title, rows in (
                (False, False, language.keywords),
                (True, False, language.subjects),
                (False, True, language.works),
            ):
                for name in rows.keys() & set(self.types.names):
                    keyword = Keyword(name, needs_meeting_word, also_a_title)
                    yield from ((pattern, keyword) for pattern in rows[name])

    @cached_property
    def _segments(self) -> Segments:
        return Segments.of((*self.lexicon.keys, *self.keywords.keys))

    def title(self, text: str) -> tuple[Clause, ...]:
        return read_title(text, self._segments)

    def description(self, text: str) -> tuple[Clause, ...]:
        return read_description(text, self._segments)

    @cached_property
    def _passed_over(self) -> frozenset[str]:
        return self.lexicon.small_words.fillers - self.lexicon.small_words.prepositions

    def mentions(self, clause: Clause) -> Sequence[Mention]:
        """The keywords in a clause; where there is none, across words that only say when or which one.

        "Comité mensuel de direction" is a comité de direction.
        """
        found = tuple(self.keywords.mentions(clause))
        if found or self._passed_over.isdisjoint([word.text for word in clause.words]):
            return found
        places = [at for at, word in enumerate(clause.words) if word.text not in self._passed_over]
        bare = Clause(tuple(clause.words[at] for at in places))
        return tuple(
            Mention(each.keyword, clause, places[each.start], places[each.end - 1] + 1)
            for each in self.keywords.mentions(bare)
        )

    @cached_property
    def fingerprint(self) -> str:
        """Changes with every word and every key of a type."""
        return hashlib.sha256(f"{self.types.model_dump_json()}{self.lexicon.model_dump_json()}".encode()).hexdigest()
