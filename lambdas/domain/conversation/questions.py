"""The 3 to 5 questions a conversation asks (CHAT-1): what the records say is open, and the type's own ones around it.

Order: the type's opening question (what the person wants out of the meeting), then one question for each open fact,
heaviest first, then the type's remaining questions. A type's question about a subject the facts already ask about is
left out, so that nothing is asked twice.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lambdas.domain.classification.meeting_types import MeetingType
from lambdas.domain.context.kinds.spec import spec_of
from lambdas.domain.context.notes import ContextNote, Fact
from lambdas.domain.conversation.conversation import GENERIC_REF, Question
from lambdas.domain.conversation.topics import topic_of_question
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.preferences.material_preferences import NO_PREFERENCES, MaterialPreferences

MIN_QUESTIONS = 3
MAX_QUESTIONS = 5
MAX_FROM_FACTS = 3
MAX_FROM_ONE_KIND = 2
NEEDS_DECISION = 3
OFF_TRACK = 2
MAX_FACT = 180
ENOUGH_WORDS = 3
NEARLY_ALL = 0.75

FALLBACKS = (
    "What do you want out of this meeting?",
    "What must not be left unsaid?",
    "Who do you need something from, and what?",
)
"""Asked only where a type brings fewer than three questions of its own."""

ASKS_AGAIN = "what should come out of it?"
"""For the second fact of one kind: the same words twice in a row read like a form."""


class _Open(NamedTuple):
    kind: ContextKind
    fact: Fact
    rank: int
    """Place among the open facts of its kind, heaviest first."""


def questions_for(
    meeting_type: MeetingType, notes: Iterable[ContextNote], preferences: MaterialPreferences = NO_PREFERENCES
) -> tuple[Question, ...]:
    """Returns what a meeting of this type asks, given all notes; what the type does not call for, and what the person
    does not want to be asked, is left aside.
    """
    gathered = {note.kind: note for note in notes}
    wanted = [gathered[kind] for kind in meeting_type.context_required if kind in gathered]
    own = [text for text in meeting_type.prep_questions if preferences.asks(_own(text).key)]
    asked = compose_questions(own, [_welcome(note, preferences) for note in wanted])
    return tuple(question for question in asked if preferences.asks(question.key)) or asked[:1]


def _welcome(note: ContextNote, preferences: MaterialPreferences) -> ContextNote:
    """The note with the facts the person is willing to be asked about."""
    facts = () if note.kind in preferences.less_of else tuple(fact for fact in note.facts if preferences.asks(fact.ref))
    return note.model_copy(update={"facts": facts})


def compose_questions(prep_questions: Sequence[str], notes: Sequence[ContextNote]) -> tuple[Question, ...]:
    """The conversation's questions. ``notes`` in the order that matters to the meeting's type."""
    facts = _chosen(notes)
    specific = [Question(text=_question(item), ref=item.fact.ref) for item in facts]
    generic = list(_uncovered(prep_questions, {item.kind for item in facts}))
    opening = [question for question in generic[:1] if _kind(question.text) is None]
    questions = _distinct([*opening, *specific, *generic])
    if len(questions) < MIN_QUESTIONS:
        questions = _distinct([*questions, *map(_own, FALLBACKS)])[:MIN_QUESTIONS]
    return tuple(questions[:MAX_QUESTIONS])


def _chosen(notes: Sequence[ContextNote]) -> list[_Open]:
    """The facts worth a question: the heaviest, spread over the kinds before a second one of any kind."""
    places = {note.kind: place for place, note in reversed(list(enumerate(notes)))}
    ranked = sorted(_open(notes), key=lambda item: (-item.fact.weight, item.rank, places[item.kind]))
    distinct: list[_Open] = []
    for item in ranked:
        if not any(_same(item, other) for other in distinct):
            distinct.append(item)
    return distinct[:MAX_FROM_FACTS]


def _open(notes: Sequence[ContextNote]) -> Iterator[_Open]:
    for note in notes:
        facts = sorted(filter(_is_open, note.facts), key=lambda fact: -fact.weight)
        for rank, fact in enumerate(facts[:MAX_FROM_ONE_KIND]):
            yield _Open(note.kind, fact, rank)


def _is_open(fact: Fact) -> bool:
    needs_answer = fact.weight >= NEEDS_DECISION or (fact.weight >= OFF_TRACK and bool(fact.question))
    return needs_answer and bool(fact.text.strip())


def _question(item: _Open) -> str:
    ask = ASKS_AGAIN if item.rank else _ask(item)
    statement = one_line(item.fact.text, MAX_FACT).rstrip(" .:;!?")
    if re.search(r"[:.?!](\s|$)", statement):
        return f"{statement}. {ask[0].upper()}{ask[1:]}"
    return f"{statement}: {ask}"


def _ask(item: _Open) -> str:
    spec = spec_of(item.kind)
    return spec.decision_ask if item.fact.weight >= NEEDS_DECISION else spec.ask


def _uncovered(prep_questions: Sequence[str], asked: set[ContextKind]) -> Iterator[Question]:
    for text in prep_questions:
        if text.strip() and _kind(text) not in asked:
            yield _own(text)


def _own(text: str) -> Question:
    return Question(text=text.strip(), ref=GENERIC_REF)


def _kind(text: str) -> ContextKind | None:
    """The context that could have answered it; None for a question about the meeting as a whole."""
    topic = topic_of_question(text)
    return topic if isinstance(topic, ContextKind) else None


def _distinct(questions: Sequence[Question]) -> list[Question]:
    distinct: list[Question] = []
    for question in questions:
        if not any(_alike(question.text, other.text) for other in distinct):
            distinct.append(question)
    return distinct


def _same(item: _Open, other: _Open) -> bool:
    """Two records of one kind may read alike and still be two things; across kinds it is one thing seen twice."""
    return item.fact.ref == other.fact.ref or (item.kind is not other.kind and _alike(item.fact.text, other.fact.text))


def _alike(text: str, other: str) -> bool:
    """Returns whether two lines say the same thing: the same telling words, or nearly all of the shorter one's."""
    words, others = content_words(text), content_words(other)
    if words == others:
        return bool(words) or text.casefold() == other.casefold()
    shorter = min(len(words), len(others))
    return shorter >= ENOUGH_WORDS and len(words & others) / shorter > NEARLY_ALL
