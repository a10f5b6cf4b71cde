"""MAT-2: what to ask, by whom to ask: what the records leave open, what follows from the answers, what nobody said."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from lambdas.domain.agenda.addressees import EVERYONE, READER, Room
from lambdas.domain.agenda.answer_points import Point
from lambdas.domain.agenda.items import Item, Items
from lambdas.domain.agenda.lines import statement
from lambdas.domain.agenda.materials import AskGroup, Findings, Line
from lambdas.domain.context.notes import Fact, FactPart
from lambdas.domain.conversation.topics import QuestionTopic, Topic
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.plain_text import one_line

MAX_FOR_ONE = 5
MAX_IN_ALL = 18
MAX_ABOUT_ONE = 2
"""Questions about one subject."""
BEST = 3
ALIKE = 0.75
ENOUGH_WORDS = 3

_FOLLOWING: Mapping[Topic, str] = MappingProxyType(
    {
        QuestionTopic.THEIRS: "{said}: what would make it better, and what do you need from me for that?",
        QuestionTopic.RISKS: "“{said}”: what will be the first sign of it, and who is watching for that?",
        QuestionTopic.OUTLOOK: "“{said}”: what would make us miss it, and when would we know?",
        QuestionTopic.COMMITMENTS: "“{said}”: what would make us miss it, and when would we know?",
        QuestionTopic.TIMELINE: "“{said}”: who was there, and what did they see at that moment?",
        QuestionTopic.CAUSE: "“{said}”: what would have shown it sooner?",
        QuestionTopic.PREVENTION: "“{said}”: who owns it, and how will we see that it works?",
        QuestionTopic.CHANGE: "“{said}”: what keeps people from doing it today?",
    }
)
"""The question an answer leads to, by what it answers. Feedback is never quoted to anybody."""
_WISHES = (
    "“{said}”: what has to be agreed here so that it happens, and who takes it on?",
    "“{said}”: what stands in its way, and who can clear it?",
    "“{said}”: what is the first step we can agree on today?",
)
_DECISIONS = (
    "“{said}”: who is against it, and what would change their mind?",
    "“{said}”: what do we still need to know to decide it today?",
)
_INSTRUCTION = re.compile(r"\s*[A-Z][\w-]* (?:should|could|can|may|might) (?:ask|know|tell|own)\b[^.?!]*[.?!]?$")
_KNOWS = re.compile(
    r"[A-Z][\w-]*(?: (?:can|could|should|will|may|might))? (?:knows?|answers?|says?|decides?|entscheidet|weiß)[.;!]?"
)
"""Who can answer the question before, told to the reader."""
_CALLED = re.compile(r"^[A-Z][\w-]*\s*[:,]\s+(?=\S)")
_DEMAND = re.compile(r"^(?:i|we) (?:need|want|ask) (?:everybody|everyone|people|all of you|the team|teams) to ", re.I)
_OF_SOMEBODY = re.compile(r"\b(?:she|he|they|her|his|him|them|their)\b", re.IGNORECASE)


class _Ask(NamedTuple):
    """``weight`` puts the best first; ``subject`` is what it is about."""

    whom: str
    line: Line
    weight: int
    subject: str = ""


def question_bank(findings: Findings, items: Items) -> tuple[AskGroup, ...]:
    """Groups in the order of their best question. The room comes last but for the reader, unless its is one of three.

    Only people who are invited are asked; what somebody else would know is the reader's to find out.
    """
    chosen = _chosen(sorted(_asks(findings, items), key=lambda ask: -ask.weight))
    best = {ask.whom for ask in chosen[:BEST]}
    order = {whom: place for place, whom in enumerate(dict.fromkeys(ask.whom for ask in chosen))}
    last = {whom for whom in (EVERYONE, READER) if whom not in best or whom == READER}
    groups = sorted(order, key=lambda whom: (whom == READER, whom in last, order[whom]))
    return tuple(
        AskGroup(whom=whom, questions=tuple(ask.line for ask in chosen if ask.whom == whom)) for whom in groups
    )


def _chosen(asks: Sequence[_Ask]) -> list[_Ask]:
    """The best of them: none that says what another says, not too many for one person or about one thing."""
    chosen: list[_Ask] = []
    for ask in asks:
        for_one = sum(other.whom == ask.whom for other in chosen)
        about_one = sum(bool(ask.subject) and other.subject == ask.subject for other in chosen)
        is_new = not any(_alike(ask.line.text, other.line.text) for other in chosen)
        if is_new and for_one < MAX_FOR_ONE and about_one < MAX_ABOUT_ONE:
            chosen.append(ask)
    return chosen[:MAX_IN_ALL]


def _asks(findings: Findings, items: Items) -> Iterator[_Ask]:
    room = Room(findings.tracked.meeting, findings.reader)
    yield from _about_facts(room, items.all)
    yield from _about_answers(room, items)


def _about_facts(room: Room, items: Iterable[Item]) -> Iterator[_Ask]:
    for item in items:
        for fact in item.facts:
            if text := _question(fact, item):
                absent = f"For {one_line(fact.asks, 60)}, who is not invited: " if room.is_absent(fact.asks) else ""
                line = Line(text=f"{absent}{text}", refs=(fact.ref,), priority=item.rank, as_of=fact.as_of)
                yield _Ask(room.owner(fact.asks), line, _weight(fact, item), fact.subject or fact.ref)


def _question(fact: Fact, item: Item) -> str:
    if fact.question or fact.part is not FactPart.FOLLOW_UP or not fact.asks:
        return one_line(fact.question)
    is_of_review = QuestionTopic.PREVENTION in item.shape.topics
    return f"“{one_line(fact.subject)}” {fact.standing}: what could still stop it?" if is_of_review else ""


def _weight(fact: Fact, item: Item) -> int:
    """The user's priorities in their order; a promise or a follow-up that is late is a mere question of status."""
    is_status = fact.part in (FactPart.PROMISE, FactPart.FOLLOW_UP)
    wished = max(0, 100 - 10 * item.rank) if item.rank else 0
    return 10 * fact.weight + wished - (12 if is_status else 0)


def _about_answers(room: Room, items: Items) -> Iterator[_Ask]:
    for item in items.all:
        owner = _owner(room, item)
        for point in item.points:
            if point.text and not point.about and not point.is_private and not point.lean:
                yield from _following(room, point, owner, item.title)
        is_on_record = any(fact.part is FactPart.DECISION and fact.question for fact in item.facts)
        for text, point in zip(_DECISIONS, () if is_on_record else item.decisions, strict=False):
            yield _Ask(owner, _line(text, point), 22, item.title)
    told = [want for want in items.unknown if not want.is_private and want.topic is not ContextKind.DECISIONS]
    for text, want in zip(_WISHES, told, strict=False):
        yield _Ask(room.named_in(want.text) or room.other_side or EVERYONE, _line(text, want), 18)


def _owner(room: Room, item: Item) -> str:
    """Returns whoever answers for the record an item is about, the room where nobody here does."""
    owners = (room.owner(fact.asks) for fact in item.facts if fact.asks and fact.part is not FactPart.PROMISE)
    return next((owner for owner in owners if owner not in (EVERYONE, READER)), "") or room.counterpart or EVERYONE


def _following(room: Room, point: Point, owner: str, subject: str) -> Iterator[_Ask]:
    whom = room.named_in(point.text) or room.counterpart or owner
    said = statement(_INSTRUCTION.sub("", point.text), 160)
    if not said:
        return
    if point.topic is QuestionTopic.OPEN_QUESTIONS or (point.topic in _FOLLOWING and said.endswith("?")):
        for asked, named in _single_questions(room, point.text):
            yield _Ask(named or whom, Line(text=asked, refs=point.refs), 28, subject)
    elif point.topic is QuestionTopic.THEIRS:
        if theirs := _told_to_them(said, whom):
            yield _Ask(whom, _line(_FOLLOWING[point.topic], point, theirs), 26, subject)
    elif point.topic in _FOLLOWING and not _is_a_name(said, whom):
        yield _Ask(whom, _line(_FOLLOWING[point.topic], point, _DEMAND.sub("", said)), 20, subject)


def _single_questions(room: Room, text: str) -> Iterator[tuple[str, str]]:
    """``Can he do it alone? Emil knows; and at which level, Sara?`` as two, each with the person it names."""
    asked: list[tuple[str, str]] = []
    for piece in re.split(r"(?<=[?;.!])\s+", text):
        named = room.named_in(piece)
        if asked and not piece.endswith("?") and _KNOWS.fullmatch(piece):
            asked[-1] = (asked[-1][0], named or asked[-1][1])
        elif asked and not (piece.endswith("?") and "?" in asked[-1][0]):
            asked[-1] = (f"{asked[-1][0]} {piece}", asked[-1][1] or named)
        else:
            asked.append((piece, named))
    for question, named in asked:
        said = statement(_INSTRUCTION.sub("", question), 160)
        said = _CALLED.sub("", said) if named else said
        said = re.sub(rf",\s+{re.escape(named.partition(' ')[0])}(?=\?$)", "", said) if named else said
        said = re.sub(r"^(?:and|but|und|aber)\b[:,]?\s+", "", said, flags=re.IGNORECASE)
        if said:
            yield said[:1].upper() + said[1:], named


def _told_to_them(said: str, whom: str) -> str:
    """The user's guess as it may be said to the other one's face: its first clause, unless it speaks of them."""
    first = re.split(r"[;.]|,\s", said, maxsplit=1)[0].strip()
    wanting = rf"{re.escape(whom.split(' ')[0])} (?:probably )?(?:wants|will want|may want|might ask)\b"
    first = re.sub(rf"^{wanting}(?: to (?:hear|talk|know|ask))?(?: about)? ", "", first, flags=re.IGNORECASE)
    return "" if _OF_SOMEBODY.search(first) else first[:1].upper() + first[1:]


def _is_a_name(said: str, whom: str) -> bool:
    """Returns whether an answer only names somebody, as in "..., Lena"."""
    return content_words(said) <= content_words(whom)


def _line(text: str, point: Point, said: str = "") -> Line:
    return Line(text=text.format(said=said or statement(point.text, 160)), refs=point.refs)


def _alike(text: str, other: str) -> bool:
    words, others = content_words(text), content_words(other)
    shorter = min(len(words), len(others))
    return text.casefold() == other.casefold() or (
        shorter >= ENOUGH_WORDS and len(words & others) / shorter > ALIKE and len(words | others) < 2 * shorter
    )
