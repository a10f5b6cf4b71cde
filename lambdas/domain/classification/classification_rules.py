"""Puts together what meetings are classified by: the kinds there are, and the words that titles are read with."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from lambdas.domain.classification.keywords import Keyword, keywords_of
from lambdas.domain.classification.meeting_types import MeetingTypes
from lambdas.domain.classification.title_lexicon import TitleLexicon


@dataclass(frozen=True)
class ClassificationRules:
    types: MeetingTypes
    lexicon: TitleLexicon

    @cached_property
    def keywords(self) -> tuple[Keyword, ...]:
        """Lists the keywords of all types."""
        return keywords_of(self.types)

    @cached_property
    def fingerprint(self) -> str:
        """Changes with every word and every key of a type."""
        return hashlib.sha256(f"{self.types.model_dump_json()}{self.lexicon.model_dump_json()}".encode()).hexdigest()
