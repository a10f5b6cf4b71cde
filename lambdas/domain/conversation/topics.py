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
Topics: TypeAlias = frozenset[Topic]

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

_SAID: Mapping[Topic, Words] = MappingProxyType(
    {
        QuestionTopic.FEEDBACK: Words(10, r"^(?:my |some )?feedback (?:to|for|on)\b"),
        QuestionTopic.COMMITMENTS: Words(
            20,
            r"promised|(?:i|we) (?:promise|owe|pledged)|owes? (?:me|us|you)|"
            r"(?:i|we)(?:'ve| have)? commit(?:ted)?(?: to)?|"
            r"i(?:'ll| will) (?:send|get|give|deliver|have|finish|write|share|bring|prepare|review|do)",
        ),
        QuestionTopic.CHANGE: Words(
            25, r"^(?:i|we) (?:need|want|ask) (?:everybody|everyone|people|all of you|the team|teams) to"
        ),
        ContextKind.DECISIONS: Words(
            30,
            r"^(?:to |please |let's )?(?:decide|choose between|sign off|vote on)|"
            r"^(?:a |the )?decision (?:on|about|whether)|"
            r"(?:have|need|want|has|needs) to decide|(?:need|want) (?:a|your|the) (?:decision|sign-?off)|"
            r"(?:yes or no|go[ /-]no[ -]?go) (?:on|to|for)",
        ),
        QuestionTopic.PREVENTION: Words(
            40,
            r"would(?:'ve| have) (?:prevented|caught|stopped|avoided|spared)|(?:to|would|could) prevent|"
            r"(?:can't|cannot|does not|doesn't|won't) happen again|never again",
        ),
        QuestionTopic.IMPACT: Words(
            50,
            r"(?:customers?|users?|clients?|shoppers?|buyers?|orders?|payments?|requests?|checkouts?)"
            r"(?: \w+){0,3}? (?:saw|noticed?|got|had|lost|could(?:n't| not)|were(?:n't| not)? (?:able|affected|lost)|"
            r"failed|received|complained|timed out)|was down|were down|returned nothing|(?:were|was) affected",
        ),
        QuestionTopic.CAUSE: Words(60, r"root cause|caused by|was due to|made it worse|slowed (?:us|it|the)"),
        QuestionTopic.TIMELINE: Words(70, r"at \d{1,2}[:.h]\d{2}|\d{1,2}:\d{2} (?:to|until|-|–) \d{1,2}:\d{2}"),
        QuestionTopic.RISKS: Words(80, r"^(?:the |a |our )?(?:biggest |main )?risks?(?::| is| that)"),
    }
)
"""The words by which an answer shows that it is about something else than what was asked."""
_WANTED_BY_THEM = re.compile(
    r"^(?!(?:i|we|you|nobody|the|a|our|this|that)\b)(?:[\w-]+ ){0,2}?[\w-]+(?:"
    r" (?:also )?(?:wants?|would like|asked|hopes?|plans?|needs?) (?:to|me to) "
    r"(?:talk|speak|discuss|raise|bring up|ask|hear|go over)|"
    r"(?: will|'ll| is going to) (?:also )?(?:want|ask|talk|bring up))\b",
    re.IGNORECASE,
)
"""How people say what somebody else wants to speak of."""
REVIEW = frozenset({QuestionTopic.IMPACT, QuestionTopic.TIMELINE, QuestionTopic.CAUSE, QuestionTopic.PREVENTION})
"""The topics of a meeting about one incident."""
_STATE = re.compile(
    r"(?:\b(?:is|are|was|were|has|have)|'s|'re)\b.*\b(?:over|under|above|below|behind|ahead|late|down|blocked|missing|"
    r"short|gone|leaving|left|delayed|slipp\w+|overdue|at risk|on track|on plan|resigned|quit)\b|"
    r"\d ?% (?:over|under|above|below|behind|ahead)|\b(?:slipped|overran|resigned)\b",
    re.IGNORECASE,
)
"""How things stand, which is not something to wish for."""
_WISHED = frozenset({QuestionTopic.WANTS, ContextKind.DECISIONS, QuestionTopic.OTHER})


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


def topic_said(text: str, asked: Topic, topics: Topics = frozenset(), *, is_counted: bool = False) -> Topic:
    """The topic of an answer: what it was asked about, unless its own words say that it is about something else.

    Feedback stays where it was asked for: it is private. ``topics`` are all that its conversation asks about: what the
    others want is a topic only where it is asked for, as an incident's course is. ``is_counted``: it is one of several
    things counted out, so how things stand is why it is wanted.
    """
    if asked is QuestionTopic.FEEDBACK:
        return asked
    if asked is not QuestionTopic.THEIRS and QuestionTopic.THEIRS in topics and _WANTED_BY_THEM.search(text):
        return QuestionTopic.THEIRS
    said = next((topic for topic, pattern in _statements() if pattern.search(text)), None)
    if said in REVIEW and not topics & REVIEW:
        said = ContextKind.INCIDENTS
    if said and not _is_asked_for(said, asked):
        return said
    return asked if is_counted else _subject_said(text, asked)


def _is_asked_for(said: Topic, asked: Topic) -> bool:
    """Returns whether the question asks for just such words: a wish may be to decide, times tell what happened."""
    if said in (ContextKind.DECISIONS, QuestionTopic.CHANGE):
        return asked is QuestionTopic.WANTS
    if said is QuestionTopic.COMMITMENTS:
        return asked is ContextKind.HISTORY
    return said is QuestionTopic.TIMELINE and asked in REVIEW


def _subject_said(text: str, asked: Topic) -> Topic:
    """The subject, where it wins: how a thing stands belongs to that thing, also where a wish was asked for."""
    subject = topic_of(text)
    own = spec_of(asked).subject if isinstance(asked, ContextKind) else None
    if subject is None or asked is ContextKind.HISTORY or (own and _pattern(own).search(text)):
        return asked
    is_wished = asked in _WISHED
    if not is_wished and not isinstance(asked, ContextKind):
        return asked
    if _STATE.search(text) or asked is QuestionTopic.OTHER or asked in (ContextKind.INCIDENTS, ContextKind.STAFFING):
        return subject
    return asked


@cache
def _statements() -> tuple[tuple[Topic, re.Pattern[str]], ...]:
    return _in_order(_SAID)


@cache
def _subjects() -> tuple[tuple[Topic, re.Pattern[str]], ...]:
    """Money before decisions, so that "approve the budget" is about the budget."""
    return _in_order({kind: words for kind in ContextKind if (words := spec_of(kind).subject)})


@cache
def _questions() -> tuple[tuple[Topic, re.Pattern[str]], ...]:
    return _in_order({**_QUESTIONS, **{kind: spec_of(kind).question for kind in ContextKind}})


def _in_order(words: Mapping[Topic, Words]) -> tuple[tuple[Topic, re.Pattern[str]], ...]:
    ranked = sorted(words.items(), key=lambda item: item[1].rank)
    return tuple((topic, _pattern(one)) for topic, one in ranked)


@cache
def _pattern(words: Words) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words.pattern})(?!\w)", re.IGNORECASE)
