"""The topic of a piece of text: the few subjects a meeting can have a section for, told by whole words."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TypeAlias

from lambdas.domain.context.kinds.spec import Words, spec_of
from lambdas.domain.kernel.choices import one_of
from lambdas.domain.kernel.context_kinds import ContextKind


class QuestionTopic(StrEnum):
    """The topics beside the contexts: what the types' own questions ask for."""

    WANTS = "wants"
    THEIRS = "theirs"
    FEEDBACK = "feedback"
    GROWTH = "growth"
    RESULT = "result"
    RISKS = "risks"
    OUTLOOK = "outlook"
    COMMITMENTS = "commitments"
    NEWS = "news"
    RECOGNITION = "recognition"
    HARD_QUESTIONS = "hard_questions"
    CHANGE = "change"
    IMPACT = "impact"
    TIMELINE = "timeline"
    CAUSE = "cause"
    PREVENTION = "prevention"
    OPEN_QUESTIONS = "open_questions"
    OTHER = "other"


Topic: TypeAlias = ContextKind | QuestionTopic

_QUESTIONS: Mapping[Topic, Words] = MappingProxyType(
    {
        QuestionTopic.WANTS: Words(
            10,
            r"priorit(?:y|ies)|want out|come out of|get out of|has to be different|outcomes? (?:do|would|are)|achieve",
        ),
        QuestionTopic.CHANGE: Words(20, r"(?:do|done|work) differently|stop doing|start doing"),
        QuestionTopic.PREVENTION: Words(30, r"prevent\w*|happen(?:ing)? again|safeguards?"),
        QuestionTopic.TIMELINE: Words(40, r"timeline|sequence of events"),
        QuestionTopic.CAUSE: Words(
            50, r"(?:root )?causes?|caused|made it worse|contribut\w+|went wrong|slower to (?:find|fix|detect)"
        ),
        QuestionTopic.IMPACT: Words(60, r"customers? notice|users? notice|impact|affected"),
        QuestionTopic.FEEDBACK: Words(70, r"feedback"),
        QuestionTopic.GROWTH: Words(80, r"grow|growth|careers?|develop(?:ment)?"),
        QuestionTopic.RECOGNITION: Words(90, r"recogni[sz]e|recognition|praise|thank|celebrate"),
        QuestionTopic.HARD_QUESTIONS: Words(100, r"(?:hard|difficult|awkward|tough) questions?"),
        QuestionTopic.OPEN_QUESTIONS: Words(110, r"questions? (?:must|should|has to|needs to) be answered"),
        QuestionTopic.RESULT: Words(130, r"results? of|everybody remember|achievements?"),
        QuestionTopic.RISKS: Words(140, r"risks?|bad news"),
        QuestionTopic.COMMITMENTS: Words(145, r"commit(?:ments?|s|ted)?(?: to)?"),
        QuestionTopic.OUTLOOK: Words(150, r"next quarter|outlook|look(?:ing)? ahead"),
        QuestionTopic.NEWS: Words(210, r"(?:everybody|everyone|people) (?:should )?know|announce\w*|know by the end"),
        QuestionTopic.THEIRS: Words(220, r"their|they|them|theirs|on (?:her|his) mind"),
    }
)
"""The words by which a type's own question shows what its answer is about; no match is about something else."""


def topic_named(name: object) -> Topic:
    """Raises ValueError, naming those there are."""
    topics: dict[str, Topic] = {topic.value: topic for topic in (*ContextKind, *QuestionTopic)}
    return topics[one_of(topics, name)]


def topic_of(text: str) -> Topic | None:
    """The subject a text is about: of those that its words name, the one of the lowest rank."""
    return next((topic for topic, pattern in _subjects() if pattern.search(text)), None)


def topic_of_question(text: str) -> Topic:
    """Returns what the answer to a type's own question will be about."""
    return next((topic for topic, pattern in _questions() if pattern.search(text)), QuestionTopic.OTHER)


@cache
def _subjects() -> tuple[tuple[Topic, re.Pattern[str]], ...]:
    """Money before decisions, so that "approve the budget" is about the budget."""
    return _in_order({kind: words for kind in ContextKind if (words := spec_of(kind).subject)})


@cache
def _questions() -> tuple[tuple[Topic, re.Pattern[str]], ...]:
    return _in_order({**_QUESTIONS, **{kind: spec_of(kind).question for kind in ContextKind}})


def _in_order(words: Mapping[Topic, Words]) -> tuple[tuple[Topic, re.Pattern[str]], ...]:
    ranked = sorted(words.items(), key=lambda item: item[1].rank)
    return tuple((topic, re.compile(rf"\b(?:{one.pattern})\b", re.IGNORECASE)) for topic, one in ranked)
