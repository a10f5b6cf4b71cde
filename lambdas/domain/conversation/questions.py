"""The 3 to 5 questions a conversation asks (CHAT-1): the type's own ones first, sharpened by what is on record.

A question about a subject names the one record of it that is most open ("On record: ..."); records never take a
question's place. Where the type leaves room, open records that the meeting itself names are asked about after them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from lambdas.domain.classification.meeting_types import MeetingType
from lambdas.domain.context.kinds.spec import spec_of
from lambdas.domain.context.notes import NEEDS_DECISION, OFF_TRACK, ContextNote, Fact, FactPart
from lambdas.domain.conversation.conversation import GENERIC_REF, ON_RECORD, Question
from lambdas.domain.conversation.last_time import last_answer, recalled_answers
from lambdas.domain.conversation.occasion import ANY_MEETING, Occasion
from lambdas.domain.conversation.topics import QuestionTopic, Topic, topic_of_question
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.preferences.material_preferences import NO_PREFERENCES, MaterialPreferences

MIN_QUESTIONS = 3
MAX_QUESTIONS = 5
MAX_FROM_FACTS = 2
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

_SHARPENED_BY: Mapping[Topic, tuple[FactPart, ...]] = MappingProxyType(
    {
        QuestionTopic.IMPACT: (FactPart.COURSE,),
        QuestionTopic.CAUSE: (FactPart.RECOVERY,),
        QuestionTopic.PREVENTION: (FactPart.BEFORE, FactPart.FOLLOW_UP),
    }
)
"""What of the incident under review belongs to a question about it."""
_ABOUT_THE_PAST = re.compile(r"\blast time\b", re.IGNORECASE)


class _Open(NamedTuple):
    kind: ContextKind
    fact: Fact
    rank: int
    """Place among the open facts of its kind, heaviest first."""


def questions_for(
    meeting_type: MeetingType,
    notes: Iterable[ContextNote],
    preferences: MaterialPreferences = NO_PREFERENCES,
    occasion: Occasion = ANY_MEETING,
) -> tuple[Question, ...]:
    """Returns what a meeting of this type asks, given all notes; what the type does not call for, and what the person
    does not want to be asked, is left aside.
    """
    gathered = {note.kind: note for note in notes}
    own = [text for text in meeting_type.prep_questions if preferences.asks(_own(text, ANY_MEETING).key)]
    asked = compose_questions(own, _welcome_notes(meeting_type, gathered.values(), preferences), occasion)
    recalled = recalled_answers(gathered.values())
    with_answers = (q.model_copy(update={"last_time": last_answer(q, recalled)}) for q in asked)
    return tuple(question for question in with_answers if preferences.asks(question.key)) or asked[:1]


def spare_questions(
    questions: Sequence[Question],
    meeting_type: MeetingType,
    notes: Iterable[ContextNote],
    preferences: MaterialPreferences = NO_PREFERENCES,
    occasion: Occasion = ANY_MEETING,
) -> tuple[Question, ...]:
    """Returns what the rules would ask about open records that none of the questions names, heaviest first."""
    facts = _relevant(_welcome_notes(meeting_type, notes, preferences), occasion)
    named = {question.ref for question in questions}
    spare = [Question(text=_question(item), ref=item.fact.ref) for item in facts if item.fact.ref not in named]
    return tuple(one for one in spare if not any(_alike(one.text, other.text) for other in questions))


def _welcome_notes(
    meeting_type: MeetingType, notes: Iterable[ContextNote], preferences: MaterialPreferences
) -> list[ContextNote]:
    """In the order that matters to the type."""
    gathered = {note.kind: note for note in notes}
    wanted = (gathered[kind] for kind in meeting_type.context_required if kind in gathered)
    return [_welcome(note, preferences) for note in wanted]


def _welcome(note: ContextNote, preferences: MaterialPreferences) -> ContextNote:
    """The note with the facts the person is willing to be asked about."""
    facts = () if note.kind in preferences.less_of else tuple(fact for fact in note.facts if preferences.asks(fact.ref))
    return note.model_copy(update={"facts": facts})


def compose_questions(
    prep_questions: Sequence[str], notes: Sequence[ContextNote], occasion: Occasion = ANY_MEETING
) -> tuple[Question, ...]:
    """The conversation's questions. ``notes`` in the order that matters to the meeting's type."""
    facts = _relevant(notes, occasion)
    own = [_own(text, occasion) for text in _asked_at_all(prep_questions, occasion)]
    sharpened = list(_sharpened(own, notes, facts))
    further = [item for item in facts if item.kind not in map(_topic, own) and _is_named(item.fact, occasion)]
    specific = [Question(text=_question(item), ref=item.fact.ref) for item in further[:MAX_FROM_FACTS]]
    questions = _distinct([*sharpened, *specific])
    if len(questions) < MIN_QUESTIONS:
        fallbacks = (_own(text, occasion) for text in FALLBACKS)
        questions = _distinct([*questions, *fallbacks])[:MIN_QUESTIONS]
    return tuple(questions[:MAX_QUESTIONS])


def _asked_at_all(prep_questions: Sequence[str], occasion: Occasion) -> Iterator[str]:
    """Leaves out what asks about last time, where there was none."""
    for text in prep_questions:
        if text.strip() and (occasion.has_past or not _ABOUT_THE_PAST.search(text)):
            yield text


def _own(text: str, occasion: Occasion) -> Question:
    """A type's own question in this meeting's words; ``own`` keeps the general ones where they differ."""
    said, general = occasion.filled(text.strip()), ANY_MEETING.filled(text.strip())
    return Question(text=said, ref=GENERIC_REF, own="" if said == general else general)


def _sharpened(own: Iterable[Question], notes: Sequence[ContextNote], facts: Sequence[_Open]) -> Iterator[Question]:
    """Each question with the record it is most likely to be about, no record twice."""
    used: set[str] = set()
    for question in own:
        fact = _record_for(_topic(question), notes, [item for item in facts if item.fact.ref not in used])
        if fact is None:
            yield question
            continue
        used.add(fact.ref)
        text = f"{question.text} {recorded(fact)}"
        yield question.model_copy(update={"text": text, "ref": fact.ref, "own": question.wording})


def recorded(fact: Fact) -> str:
    """The record behind a question."""
    return f"{ON_RECORD}{one_line(fact.text, MAX_FACT).rstrip(' .')}."


def _record_for(topic: Topic, notes: Iterable[ContextNote], facts: Iterable[_Open]) -> Fact | None:
    known = [fact for note in notes for fact in note.facts if fact.text.strip()]
    if any(fact.part is FactPart.COURSE for fact in known) and topic in _SHARPENED_BY:
        return next((fact for part in _SHARPENED_BY[topic] for fact in known if fact.part is part), None)
    mine = [item.fact for item in facts if item.kind is topic]
    if topic is ContextKind.DECISIONS:
        mine.sort(key=lambda fact: not any(_belong_together(fact, item.fact) for item in facts))
    return next((fact for fact in mine if fact.part is not FactPart.FOLLOW_UP), None) or next(iter(mine), None)


def _belong_together(decision: Fact, other: Fact) -> bool:
    """Returns whether another record is about what is to be decided."""
    is_of_another_kind = other.ref.partition(":")[0] != decision.ref.partition(":")[0]
    shared = content_words(decision.subject) & content_words(f"{other.subject} {other.background}")
    return is_of_another_kind and len(shared) > 1


def _relevant(notes: Sequence[ContextNote], occasion: Occasion) -> list[_Open]:
    """The open facts, heaviest first, each matter once."""
    places = {note.kind: place for place, note in reversed(list(enumerate(notes)))}
    ranked = sorted(_open(notes), key=lambda item: (-item.fact.weight, item.rank, places[item.kind]))
    distinct: list[_Open] = []
    for item in ranked:
        if _concerns(item.fact, occasion) and not any(_same(item, other) for other in distinct):
            distinct.append(item)
    return distinct


def _concerns(fact: Fact, occasion: Occasion) -> bool:
    """With guests in the room only what is theirs; a decision only where whoever decides it comes."""
    if _is_named(fact, occasion):
        return True
    is_decidable = fact.part is not FactPart.DECISION or not fact.asks or occasion.is_invited(fact.asks)
    return not occasion.has_guests() and is_decidable


def _is_named(fact: Fact, occasion: Occasion) -> bool:
    """A promise is always of this very series."""
    return fact.part is FactPart.PROMISE or occasion.is_named(fact)


def _open(notes: Sequence[ContextNote]) -> Iterator[_Open]:
    for note in notes:
        facts = sorted(filter(_is_open, note.facts), key=lambda fact: -fact.weight)
        for rank, fact in enumerate(facts):
            yield _Open(note.kind, fact, rank)


def _is_open(fact: Fact) -> bool:
    needs_answer = fact.weight >= NEEDS_DECISION or (fact.weight >= OFF_TRACK and bool(fact.question))
    return needs_answer and bool(fact.text.strip()) and fact.part is not FactPart.SUMMARY


def _question(item: _Open) -> str:
    ask = ASKS_AGAIN if item.rank else _ask(item)
    statement = one_line(item.fact.text, MAX_FACT).rstrip(" .:;!?")
    if re.search(r"[:.?!](\s|$)", statement):
        return f"{statement}. {ask[0].upper()}{ask[1:]}"
    return f"{statement}: {ask}"


def _ask(item: _Open) -> str:
    spec = spec_of(item.kind)
    needs_decision = item.fact.weight >= NEEDS_DECISION and item.fact.part is not FactPart.PROMISE
    return spec.decision_ask if needs_decision else spec.ask


def _topic(question: Question) -> Topic:
    return topic_of_question(question.wording)


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
