"""The user's answers, taken apart into single points with the topic each belongs to."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from lambdas.domain.agenda.materials import answer_ref
from lambdas.domain.conversation.conversation import Conversation, Question
from lambdas.domain.conversation.topics import QuestionTopic, Topic, topic_of, topic_of_question
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.model import Model
from lambdas.domain.kernel.plain_text import one_line

MAX_POINT = 300
MAX_POINTS = 6
MAX_LISTED = 8
"""Words in one part of a comma list; longer parts are prose, and prose is not cut at commas."""
LISTING = frozenset({QuestionTopic.WANTS, ContextKind.DECISIONS, QuestionTopic.PREVENTION})
"""Questions that ask for several things, so that commas between short parts separate things."""

_NOTHING = re.compile(
    r"(?:no|none|nope|nothing(?: new| special| at all)?|n/?a|nil|skip|pass|not (?:really|sure)|no idea|[-.?]+)"
    r"(?:,? (?:thanks|thank you|really|for now|this (?:week|time)))?[.!]*",
    re.IGNORECASE,
)
_YES = re.compile(
    r"(?:yes|yep|yeah|sure|ok(?:ay)?|definitely|absolutely|please do|ja|oui|sí)\b(?:,? please)?[\s,.;:!–—-]*", re.I
)
_NO = re.compile(r"no(?:pe| need)?\b[\s,.;:!–—-]*", re.IGNORECASE)
_TO_DECIDE = re.compile(r"(?:decide|approve|choose|sign off|yes or no|go or no.?go)\b", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•–—]\s+|\(?[a-e]\)\s+)")
_NUMBER = re.compile(r"(?:^|(?<=\s))\(?(\d{1,2})[.)]\s+")
_SENTENCE = re.compile(r"(?<=[^\W_]{3}[.!?])\s+(?=[^\W_])")
_COMMA = re.compile(r",(?!\d)\s*(?![^(]*\))")
_AND = re.compile(r"(?:and|&)\s+", re.IGNORECASE)
_PROSE = re.compile(
    r"(?:but|because|so|which|who|that|if|when|while|since|although|though|as|or|i|we|it|they|he|she|this|there|then|not|"
    r"especially|including|mostly|e\.g|i\.e|for)\b",
    re.IGNORECASE,
)


class Point(Model):
    """One thing the user said. ``refs`` holds the answer and, when a fact was asked about, the fact.

    ``stance`` is yes or no to that fact's question; ``text`` is then what was added to it, possibly nothing.
    ``subject`` is what its own words are about, whatever the question was.
    """

    text: str
    refs: tuple[str, ...]
    topic: Topic
    subject: Topic | None = None
    stance: Literal["yes", "no", ""] = ""
    asked: str = ""

    @property
    def asks_to_decide(self) -> bool:
        return bool(_TO_DECIDE.match(self.text))

    @property
    def about(self) -> str:
        """The fact the question came from, empty for a type's own question."""
        return self.refs[1] if len(self.refs) > 1 else ""


def points(session: Conversation, facts: Mapping[str, Topic]) -> tuple[Point, ...]:
    """All points of all answers, in the order of the questions. Skipped questions and "nothing" give none.

    ``facts`` are the topics of the facts that questions may be about, by reference.
    """
    return tuple(point for place in range(len(session.questions)) for point in _points_of(session, place, facts))


def unanswered(session: Conversation) -> tuple[Question, ...]:
    """The questions that got no answer."""
    return tuple(question for place, question in enumerate(session.questions) if not _answer(session, place))


def split(text: str, *, is_list: bool) -> list[str]:
    """The points of one answer: its lines and numbers; with ``is_list`` also its sentences and the parts of a list."""
    if _NOTHING.fullmatch(text.strip()):
        return []
    lines = [line.strip() for line in re.split(r"[\n;]+" if is_list else r"\n+", text)]
    parts = [part for line in lines if line for part in _numbered(line)]
    if is_list:
        sentences = [sentence for part in parts for sentence in _sentences(part)]
        parts = _listed(sentences[0]) if len(sentences) == 1 else sentences
    shown = (one_line(part.strip(" ,;"), MAX_POINT) for part in parts)
    return [part for part in shown if part and not _NOTHING.fullmatch(part)]


def _points_of(session: Conversation, place: int, facts: Mapping[str, Topic]) -> Iterator[Point]:
    question, text = session.questions[place], _answer(session, place)
    if question.ref in facts:
        yield from _points_on_fact(question, answer_ref(place), text, facts[question.ref])
        return
    topic = topic_of_question(question.text)
    for part in split(text, is_list=topic in LISTING)[:MAX_POINTS]:
        yield Point(text=part, refs=(answer_ref(place),), topic=topic, subject=topic_of(part))


def _points_on_fact(question: Question, ref: str, text: str, topic: Topic) -> Iterator[Point]:
    stance, rest = _stance(text)
    for part in split(rest, is_list=False)[:MAX_POINTS] or [""] * bool(stance):
        yield Point(text=part, refs=(ref, question.ref), topic=topic, stance=stance, asked=one_line(question.text))


def _stance(text: str) -> tuple[Literal["yes", "no", ""], str]:
    if agreed := _YES.match(text):
        return "yes", text[agreed.end() :]
    if denied := _NO.match(text):
        return "no", text[denied.end() :]
    return "", text


def _answer(session: Conversation, place: int) -> str:
    answer = session.answers.get(str(place))
    return answer.text.strip() if answer else ""


def _numbered(line: str) -> list[str]:
    """``1. audit log 2. hires`` as two; a lone "in 3. quarter" stays whole."""
    line = _BULLET.sub("", line)
    marks = list(_NUMBER.finditer(line))
    counted = [int(mark[1]) for mark in marks]
    if not marks or line[: marks[0].start()].strip() or (len(marks) > 1 and counted != list(range(1, len(marks) + 1))):
        return [line]
    ends = [mark.start() for mark in marks[1:]] + [len(line)]
    return [line[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]


def _sentences(text: str) -> list[str]:
    parts = [part.strip().rstrip(".") for part in _SENTENCE.split(text)]
    return parts if all(len(part.split()) > 1 for part in parts) else [text.rstrip(".")]


def _listed(text: str) -> list[str]:
    """``the date, two hires and the budget`` as three; a sentence with commas stays whole."""
    parts = [part.strip() for part in _COMMA.split(text) if part.strip()]
    if not parts or any(len(part.split()) > MAX_LISTED for part in parts) or any(map(_PROSE.match, parts[1:])):
        return [text]
    *head, last = parts
    return [*head, *_pair(last, ends_a_list=bool(head))]


def _pair(text: str, *, ends_a_list: bool) -> list[str]:
    """Cut at "and" at the end of a list, or between two things about different subjects."""
    if ends_a_list and (leading := _AND.match(text)):
        return [text[leading.end() :]]
    left, found, right = text.partition(" and ")
    if not found or " and " in right:
        return [text]
    subjects = (topic_of(left), topic_of(right))
    differ = None not in subjects and subjects[0] is not subjects[1]
    return [left, right] if differ or ends_a_list else [text]
