"""The user's answers as single points: what each says, what it is about, which way it leans, what comes first."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from lambdas.domain.agenda.answer_parts import Part, parts_of
from lambdas.domain.agenda.answer_privacy import is_private
from lambdas.domain.agenda.answer_ranks import TOP
from lambdas.domain.agenda.answer_stances import Read, Stance, read
from lambdas.domain.agenda.materials import answer_ref
from lambdas.domain.conversation.conversation import ON_RECORD, Conversation, Question, Recalled
from lambdas.domain.conversation.last_time import last_answer
from lambdas.domain.conversation.replies import Reply, reply_kind
from lambdas.domain.conversation.topics import (
    QuestionTopic,
    Topic,
    Topics,
    topic_of,
    topic_of_question,
    topic_said,
)
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import one_line

LISTED = frozenset({QuestionTopic.WANTS, ContextKind.DECISIONS, QuestionTopic.PREVENTION, QuestionTopic.NEWS})
"""Topics whose questions ask for several things, in the order that matters to the user."""
ENOUGH_OF_A_NAME = 2
"""Words: one alone may be the customer's own name."""
NO_FACTS: Mapping[str, Topic] = MappingProxyType({})
_TO_DECIDE = re.compile(
    r"(?:we (?:have|need|want) to |to |please |let's )?"
    r"(?:decide|approve|choose|sign off|vote on|yes or no|go or no.?go)\b|"
    r"(?:a |the )?(?:decision|approval|sign-?off) (?:on|for|of|about|whether)\b",
    re.IGNORECASE,
)


class Point(Model):
    """One thing the user said. ``refs`` holds the answer and, when a fact was asked about, the fact.

    ``stance`` is yes or no to what was asked; on a fact, ``text`` is then what was added to it, possibly nothing.
    ``lean`` is which way they would have it, in their words: "yes, if we can cancel by Q2", or "undecided".
    ``topic`` is what it says, which may be something else than what was asked; ``subject`` what its words are about.
    ``priority`` counts the things wanted, 1 for the most important; 0 for what is no such thing. ``is_aside``: it only
    says which way they lean on what was said just before it.
    """

    text: str
    refs: tuple[str, ...]
    topic: Topic
    subject: Topic | None = None
    stance: Stance = ""
    lean: str = ""
    priority: int = 0
    asked: str = ""
    is_aside: bool = False

    @property
    def asks_to_decide(self) -> bool:
        return asks_to_decide(self.text)

    @property
    def is_private(self) -> bool:
        """Returns whether it is for the user's eyes alone: feedback, a limit, a fallback, a doubt."""
        return self.topic is QuestionTopic.FEEDBACK or is_private(self.text)

    @property
    def about(self) -> str:
        """The fact the question came from, empty for a type's own question."""
        return self.refs[1] if self.asked and len(self.refs) > 1 else ""


def points(
    session: Conversation, facts: Mapping[str, Topic] = NO_FACTS, recalled: Mapping[str, Recalled] | None = None
) -> tuple[Point, ...]:
    """All points of all answers, in the order of the questions, wishes in the order of their importance.

    Skipped questions, "nothing" and what says nothing give none. ``facts`` are the topics of the facts that questions
    may be about, by reference; ``recalled`` what was answered last time, by question, for "same as last time".
    """
    topics = frozenset(topic_of_question(question.wording) for question in session.questions)
    found = [
        (part, point)
        for answer in _answers(session, recalled or {})
        for part, point in _points_of(answer, facts, topics)
    ]
    return tuple(_in_order(found))


def unanswered(session: Conversation) -> tuple[Question, ...]:
    """The questions that got no answer: skipped, or with a reply that says nothing."""
    return tuple(
        question
        for place, question in enumerate(session.questions)
        if not _is_answered(question, _said(session, place))
    )


class _Said(NamedTuple):
    """One answer; ``recalled`` is the reference of what it took from last time."""

    question: Question
    text: str
    ref: str
    recalled: tuple[str, ...] = ()


def asks_to_decide(text: str) -> bool:
    return bool(_TO_DECIDE.match(text))


def _answers(session: Conversation, recalled: Mapping[str, Recalled]) -> Iterator[_Said]:
    for place, question in enumerate(session.questions):
        text, ref = _said(session, place), answer_ref(place)
        kind = reply_kind(text, question.text)
        if kind is Reply.AS_LAST_TIME and (before := last_answer(question, recalled)):
            yield _Said(question, before.text, ref, (before.ref,))
        elif kind is Reply.ANSWER or (kind is Reply.NOTHING and text):
            yield _Said(question, text, ref)


def _points_of(said: _Said, facts: Mapping[str, Topic], topics: Topics) -> Iterator[tuple[Part, Point]]:
    if said.question.ref in facts and not said.question.own:
        yield from _on_fact(said, facts[said.question.ref], topics)
    else:
        yield from _on_question(said, said.question.ref in facts, topics)


def _on_fact(said: _Said, topic: Topic, topics: Topics) -> Iterator[tuple[Part, Point]]:
    """The first point carries what was decided; a point about something else leaves the fact."""
    answer = _read(said)
    parts = parts_of(answer.rest, is_list=False, question=said.question.text)
    for place, part in enumerate(parts or [Part("")] * bool(answer.stance or answer.lean)):
        found = topic_said(part.text, topic, topics)
        is_first = place == 0
        refs = (said.ref, said.question.ref) if found is topic else (said.ref,)
        yield (
            part,
            Point(
                text=part.text,
                refs=(*refs, *said.recalled),
                topic=found,
                subject=topic_of(part.text),
                stance=answer.stance if is_first and found is topic else "",
                lean=answer.lean if is_first else "",
                asked=one_line(said.question.text) if found is topic else "",
            ),
        )


def _on_question(said: _Said, has_fact: bool, topics: Topics) -> Iterator[tuple[Part, Point]]:
    asked = topic_of_question(said.question.wording)
    parts = parts_of(said.text, is_list=asked in LISTED, question=said.question.text)
    if not parts and has_fact and (stance := _read(said).stance):
        refs = (said.ref, said.question.ref, *said.recalled)
        yield Part(""), Point(text="", refs=refs, topic=asked, stance=stance, asked=one_line(said.question.text))
    for place, part in enumerate(parts):
        answer = read(part.text)
        is_on_fact = has_fact and _refers(part.text, said.question, answer.stance)
        refs = (said.ref, said.question.ref) if is_on_fact else (said.ref,)
        yield (
            part,
            Point(
                text=part.text,
                refs=(*refs, *said.recalled),
                topic=_topic(part, asked, answer.lean, topics),
                subject=topic_of(part.text),
                stance=answer.stance if is_on_fact or answer.lean else "",
                lean=answer.lean,
                asked=one_line(said.question.text) if is_on_fact else "",
                is_aside=bool(answer.lean) and place > 0,
            ),
        )


def _read(said: _Said) -> Read:
    """Nothing to say about a fact is a no to it."""
    kind = reply_kind(said.text, said.question.text)
    return Read("no", "", "") if kind is Reply.NOTHING else read(said.text, said.question.text)


def _topic(part: Part, asked: Topic, lean: str, topics: Topics) -> Topic:
    """Files a part: what is counted out or ranked as wanted stays wanted; a lean is about its subject, never a wish."""
    if is_private(part.text) and asked in LISTED:
        return QuestionTopic.OTHER
    is_counted = bool(part.rank or part.is_counted)
    found = topic_said(part.text, asked, topics, is_counted=is_counted)
    if lean and found is QuestionTopic.WANTS:
        return topic_of(part.text) or ContextKind.DECISIONS
    return found


def _refers(text: str, question: Question, stance: Stance) -> bool:
    """Returns whether an answer means the record that a type's own question names: by its name, or by yes or no."""
    named = content_words(question.text.rpartition(ON_RECORD)[2].partition(":")[0])
    shared = content_words(text) & named
    return bool(stance) or (bool(shared) and len(shared) >= min(ENOUGH_OF_A_NAME, len(named)))


def _in_order(found: Sequence[tuple[Part, Point]]) -> list[Point]:
    """Gives the things wanted their priorities, topic by topic, and puts them in that order where they stand."""
    ordered = [point for _, point in found]
    for topic in LISTED:
        wanted = (n for n, (_, point) in enumerate(found) if point.topic is topic and not point.is_aside)
        places = [n for n in wanted if found[n][1].text and not found[n][1].about]
        ranked = _ranked([found[place] for place in places])
        for place, (priority, point) in zip(places, enumerate(ranked, start=1), strict=True):
            ordered[place] = point.model_copy(update={"priority": priority})
    return ordered


def _ranked(wanted: Sequence[tuple[Part, Point]]) -> list[Point]:
    """The user's own numbers first; what has none takes the places left, in the order it was said."""
    numbered = sorted((item for item in wanted if item[0].rank), key=lambda item: item[0].rank)
    others = [point for part, point in wanted if not part.rank]
    ordered: list[Point] = []
    for part, point in numbered:
        while others and len(ordered) + TOP < part.rank:
            ordered.append(others.pop(0))
        ordered.append(point)
    return [*ordered, *others]


def _is_answered(question: Question, text: str) -> bool:
    kind = reply_kind(text, question.text)
    return kind in (Reply.ANSWER, Reply.NOTHING) or (kind is Reply.AS_LAST_TIME and question.last_time is not None)


def _said(session: Conversation, place: int) -> str:
    answer = session.answers.get(str(place))
    return answer.text.strip() if answer else ""
