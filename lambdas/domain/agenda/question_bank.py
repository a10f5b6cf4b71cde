"""MAT-2: what to ask, by whom to ask: what the records leave open, and what follows from the user's own answers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from lambdas.domain.agenda.answer_points import Point
from lambdas.domain.agenda.items import Item, Items
from lambdas.domain.agenda.lines import statement
from lambdas.domain.agenda.materials import AskGroup, Brief, Line
from lambdas.domain.context.notes import Fact
from lambdas.domain.conversation.topics import QuestionTopic, Topic
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.meetings.people import counterpart, display_name, invited_as, others

EVERYONE = "Everyone"
READER = "You, to have the answer ready"
MAX_FOR_ONE = 5
MAX_IN_ALL = 24

_FOLLOWING: Mapping[Topic, str] = MappingProxyType(
    {
        QuestionTopic.THEIRS: "“{said}”: what would make it better, and what do you need from me for that?",
        QuestionTopic.FEEDBACK: "“{said}”: how did that look from your side?",
        QuestionTopic.GROWTH: "“{said}”: what would be the first step, and by when?",
        QuestionTopic.RISKS: "“{said}”: what will be the first sign of it, and who is watching for that?",
        QuestionTopic.OUTLOOK: "“{said}”: what would make us miss it, and when would we know?",
        QuestionTopic.TIMELINE: "“{said}”: who was there, and what did they see at that moment?",
        QuestionTopic.CAUSE: "“{said}”: what would have shown it sooner?",
        QuestionTopic.PREVENTION: "“{said}”: who owns it, and how will we see that it works?",
        QuestionTopic.CHANGE: "“{said}”: what keeps people from doing it today?",
    }
)
"""The question an answer leads to, by what it answers; anything else is asked about as it stands."""


def question_bank(brief: Brief, items: Items) -> tuple[AskGroup, ...]:
    """Groups in the order of their weightiest question; the room as a whole comes last but for the reader."""
    groups: dict[str, list[Line]] = {}
    for whom, line in _asked(brief, items):
        known = groups.setdefault(whom, [])
        if len(known) < MAX_FOR_ONE and all(line.text.casefold() != other.text.casefold() for other in known):
            known.append(line)
    named = [whom for whom in groups if whom not in (EVERYONE, READER)]
    ordered = [*named, *(whom for whom in (EVERYONE, READER) if whom in groups)]
    return tuple(_bounded(AskGroup(whom=whom, questions=tuple(groups[whom])) for whom in ordered))


def _bounded(groups: Iterable[AskGroup]) -> Iterator[AskGroup]:
    left = MAX_IN_ALL
    for group in groups:
        if left > 0:
            yield group.model_copy(update={"questions": group.questions[:left]})
            left -= len(group.questions)


def _asked(brief: Brief, items: Items) -> Iterator[tuple[str, Line]]:
    other = counterpart(brief.tracked.meeting, brief.reader)
    groups = items.all
    yield from sorted(_about_facts(brief, groups), key=lambda asked: asked[1].priority or 99)
    for point in (*(p for item in groups for p in item.points), *items.unknown):
        if point.text and not point.about:
            yield from _about_answer(brief, point, other)
    for item in groups:
        for point in item.decisions:
            text = f"“{statement(point.text)}”: who is against it, and what would change their mind?"
            yield EVERYONE, Line(text=text, refs=point.refs)


def _about_facts(brief: Brief, items: Sequence[Item]) -> Iterator[tuple[str, Line]]:
    pairs = [(item, fact) for item in items for fact in item.facts if fact.question]
    for item, fact in sorted(pairs, key=lambda pair: -pair[1].weight):
        priority = item.rank
        yield (
            _whom(brief, fact),
            Line(text=one_line(fact.question), refs=(fact.ref,), priority=priority, as_of=fact.as_of),
        )


def _whom(brief: Brief, fact: Fact) -> str:
    asked = one_line(fact.asks, 80)
    if asked and asked.casefold() in {name.casefold() for name in brief.reader}:
        return READER
    return invited_as(asked, brief.tracked.meeting) or asked or EVERYONE


def _about_answer(brief: Brief, point: Point, other: str) -> Iterator[tuple[str, Line]]:
    said = statement(point.text, 160)
    if point.topic is QuestionTopic.OPEN_QUESTIONS:
        yield _named_in(brief, said) or other or EVERYONE, Line(text=said, refs=point.refs)
    elif point.topic in _FOLLOWING:
        whom = _named_in(brief, said) or other or EVERYONE
        yield whom, Line(text=_FOLLOWING[point.topic].format(said=said), refs=point.refs)
    elif point.topic is QuestionTopic.WANTS:
        text = f"“{said}”: what has to be agreed here so that it happens, and who takes it on?"
        yield other or EVERYONE, Line(text=text, refs=point.refs)


def _named_in(brief: Brief, said: str) -> str:
    """The one person of the meeting whose name the text holds."""
    words = set(said.casefold().replace("’", "'").replace("'s", "").split())
    named = [
        display_name(person)
        for person in others(brief.tracked.meeting, brief.reader)
        if person.name and set(person.name.casefold().split()[:1]) <= words
    ]
    return named[0] if len(named) == 1 else ""
