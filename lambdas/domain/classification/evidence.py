"""Holds what a rule judges a keyword by, and the sentences in which it objects."""

from collections.abc import Sequence
from dataclasses import dataclass

from lambdas.domain.classification.meeting_types import MeetingType
from lambdas.domain.classification.phrases import Found
from lambdas.domain.classification.title_lexicon import TitleLexicon
from lambdas.domain.classification.titles import Clause, TitleWord

OBJECTIONS = {
    "papers": "it is about the paper work",
    "preparation": "it is about getting ready for it",
    "planning": "it is about planning it",
    "news": "it only says how far it is",
    "aftermath": "it is about what follows it",
    "social": "people meet to eat, drink or celebrate",
    "learning": "people meet to learn",
    "hiring": "it is an interview",
    "media": "it is something to read, watch or hear",
    "welcome": "it is about newcomers",
    "speech": "it is a talk or a part of it",
    "drill": "it is an exercise",
    "tool": "it is a product",
    "other_sense": "the words mean something else there",
    "sport": "it is sport or a lesson",
}
"""By list of config/titles/objections.yaml, as the end of a sentence for the user."""


@dataclass(frozen=True, slots=True)
class TitleEvidence:
    """Says in which title a keyword stands, which type it would make the meeting, and which words are known."""

    title: Sequence[Clause]
    kind: MeetingType
    lexicon: TitleLexicon


def explained(found: Found, words: Sequence[TitleWord]) -> str:
    named = " ".join(word.written for word in words[found.start : found.end])
    return f'{OBJECTIONS[found.group]} ("{named}")'
