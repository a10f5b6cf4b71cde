"""The lines of one item, each with its sources, and the title that says what is open in it."""

import re
from collections.abc import Iterable, Iterator, Sequence

from lambdas.domain.agenda.answer_points import Point
from lambdas.domain.agenda.fact_names import is_named
from lambdas.domain.agenda.items import Item
from lambdas.domain.agenda.materials import INVITE, MEETING_TYPE, Line, harmless
from lambdas.domain.context.notes import NEEDS_DECISION, OFF_TRACK, RECAP, Fact, FactPart
from lambdas.domain.kernel.content_words import content_words
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.plain_text import clip

MAX_LINE = 240
MAX_TITLE = 72
MAX_SUBJECTS = 2
ALWAYS_SAID = RECAP | frozenset({FactPart.WIN, FactPart.NEWCOMERS, FactPart.FIRST, FactPart.ABSENT})
MAX_LATE = 3
MAX_OWED = 3
REPEATED = 0.75
"""Share of a line's telling words that the title has already."""
_FROM_TO = re.compile(r"from (?P<began>\d{1,2}:\d\d) (?:to|until) (?P<ended>\d{1,2}:\d\d),?\s+", re.IGNORECASE)
MAX_WAITING = 3
"""Decisions on record that one item asks for; more would not be made in one meeting."""

_YES_OR_NO = content_words("yes no decision decide approve approval")
_ASKS_FOR_DECISION = re.compile(r"\b(?:decision|decide|closed? in the meeting|cut, or approve)\b", re.IGNORECASE)


def statement(text: str, max_length: int = MAX_LINE) -> str:
    """One line without its full stop."""
    return clip(harmless(text), max_length).rstrip(". ")


def sentence(text: str) -> str:
    """A statement as the beginning of a line."""
    said = statement(text)
    return said[:1].upper() + said[1:]


def fact_line(fact: Fact, priority: int = 0) -> Line:
    """Its line; private where it tells what somebody reached of what they wanted."""
    is_private = fact.part is FactPart.REACHED
    text = statement(fact.text)
    return Line(text=text, refs=(fact.ref,), priority=priority, as_of=fact.as_of, is_private=is_private)


def known_lines(item: Item) -> tuple[Line, ...]:
    """Returns what is to be said, in order: what is off track or asked for; where nothing is, what is worth knowing."""
    return tuple(
        _owed_line(fact, item) if fact.part is FactPart.OWED else fact_line(fact) for fact in _to_be_said(item)
    )


def _owed_line(fact: Fact, item: Item) -> Line:
    """The promises that no other item speaks of, first those that are late."""
    promises = sorted(_promises(item), key=lambda promise: -promise.weight)[:MAX_OWED]
    told = [f"{f'{one.asks}: ' if one.asks else ''}{promise_in(one)}, {one.standing}" for one in promises]
    text = statement(f"Owed: {'; '.join(told)}")
    return Line(text=text, refs=tuple(one.ref for one in promises), as_of=fact.as_of)


def _promises(item: Item) -> list[Fact]:
    return [fact for fact in item.facts if fact.part is FactPart.PROMISE]


def aside_lines(item: Item) -> tuple[Line, ...]:
    """Known, but for the notes."""
    said = {fact.ref for fact in _to_be_said(item)}
    return tuple(fact_line(fact) for fact in item.facts if fact.ref not in said)


def _to_be_said(item: Item) -> list[Fact]:
    """Leaves what is on track to the notes, unless somebody asked for it."""
    asked = {point.about for point in item.points if point.about}
    shown = [fact for fact in item.facts if not _is_said_elsewhere(fact, item)]
    is_summed_up = any(fact.part is FactPart.SUMMARY for fact in item.facts)
    always = ALWAYS_SAID if is_summed_up else ALWAYS_SAID | {FactPart.FOLLOW_UP}
    open_ones = [fact for fact in shown if fact.weight >= OFF_TRACK or fact.ref in asked or fact.part in always]
    if all(fact.part is FactPart.SUMMARY for fact in open_ones):
        open_ones = []
    return open_ones or (shown if item.rank or item.proposals else [])


def _is_said_elsewhere(fact: Fact, item: Item) -> bool:
    """Returns whether the title or a sum says it, a line asks for it, or it is followed up at the end."""
    parts = [one.part for one in item.facts]
    match fact.part:
        case FactPart.SUMMARY:
            return FactPart.PROMISE in parts or item.is_opening
        case FactPart.OWED:
            return FactPart.PROMISE not in parts
        case FactPart.PROMISE:
            return item.is_opening or _is_answered(fact, item)
        case FactPart.FOLLOW_UP:
            return parts.count(FactPart.FOLLOW_UP) > 1 and FactPart.SUMMARY in parts
        case FactPart.DECISION:
            return _is_asked(fact, item)
        case _:
            return False


def _is_answered(promise: Fact, item: Item) -> bool:
    """Returns whether the user has said how a promise stands: that is newer than the record."""
    if ContextKind.HISTORY not in item.shape.topics:
        return False
    said = [part for point in item.points for part in re.split(r"(?<=[.!?;])\s+", point.text)]
    return any(is_named(promise, content_words(part)) for part in said)


def said_lines(item: Item, *, is_private: bool = False) -> tuple[Line, ...]:
    """Returns what the user said, where the title and the decisions do not say it already, and which way they lean."""
    decided = {line.text.casefold() for line in decision_lines(item)}
    sources = item.refs or [ref for point in item.points for ref in point.refs]
    lines = [Line(text=item.rest, refs=tuple(sources), is_private=is_private)] if item.rest and sources else []
    for point in item.points:
        if point.lean:
            lines.append(Line(text=f"You lean to {statement(_lean(point))}", refs=point.refs, is_private=True))
        elif point.text and statement(point.text).casefold() not in decided and not _repeats_title(point, item):
            text = sentence(_without_times(point.text, item))
            lines.append(Line(text=text, refs=point.refs, is_private=is_private))
    distinct = {line.text.casefold(): line for line in lines}
    return tuple(line for text, line in distinct.items() if text not in item.title.casefold())


def _repeats_title(point: Point, item: Item) -> bool:
    """Returns whether a line would say the wish again, in hardly other words."""
    words, title = content_words(point.text), content_words(item.title)
    return item.rank > 0 and len(words) > 2 and len(words & title) >= REPEATED * len(words)


def _without_times(text: str, item: Item) -> str:
    """The text without the hours that its incident's record says in the line above: "From 09:12 to 09:59 ..."."""
    found = _FROM_TO.match(text)
    known = [fact.text for fact in item.facts if fact.part is FactPart.COURSE]
    is_known = found and any(found["began"] in line and found["ended"] in line for line in known)
    return text[found.end() :] if found and is_known else text


def _lean(point: Point) -> str:
    return point.lean if point.lean != "undecided" else "neither side yet"


def asked_lines(item: Item, person: str) -> tuple[Line, ...]:
    """Returns what such a meeting has to answer, while no answer says anything to it."""
    if not item.shape.asks or item.points or item.rank:
        return ()
    asked = statement(item.shape.asks.format(person=person))
    return (Line(text=f"To answer: {asked}", refs=(MEETING_TYPE,)),)


def introducing_line(item: Item, caller: str) -> Line | None:
    """Returns who leads into an item that nothing is on record about; ``caller`` called the meeting."""
    if item.rank:
        return Line(text="Yours to introduce", refs=tuple(item.refs))
    if item.proposals:
        minutes = sum(proposal.minutes for proposal in item.proposals)
        asked = f", {minutes} min asked for" if minutes else ""
        return Line(text=f"{caller or 'You'} put it on the invitation{asked}", refs=(INVITE,))
    return None


def is_decided_by_title(item: Item, decisions: Sequence[Line]) -> bool:
    """Returns whether the wish that the title says is the decision: it is asked for, or the user leans one way."""
    has_lean = any(point.lean for point in item.points)
    return item.rank > 0 and not decisions and (item.is_to_decide or has_lean)


def decision_lines(item: Item, *, with_standing: bool = True) -> tuple[Line, ...]:
    """Returns what is to be decided: asked for by the user, agreed to when asked about a fact, or waiting on record.

    ``with_standing``: also since when it waits, and on whom.
    """
    named = [Line(text=statement(point.text), refs=point.refs) for point in item.decisions]
    facts = {fact.ref: fact for fact in item.facts}
    agreed = [
        Line(text=f"What to do about {subject_of(facts[point.about])}", refs=point.refs)
        for point in item.points
        if point.stance == "yes" and _ASKS_FOR_DECISION.search(point.asked) and point.about in facts
        if facts[point.about].part is not FactPart.DECISION
    ]
    waiting = [_waiting_line(fact, with_standing=with_standing) for fact in _waiting(item)]
    titled = item.title.casefold() if item.is_titled_by_user else ""
    on_record = [content_words(line.text) for line in waiting]
    named = [line for line in named if not any(content_words(line.text) - _YES_OR_NO <= words for words in on_record)]
    lines = {line.text.casefold(): line for line in (*named, *agreed, *waiting)}
    return tuple(line for text, line in lines.items() if text != titled)


def _waiting(item: Item) -> list[Fact]:
    """Returns the decisions on record that this item asks for: those that will not decide themselves, or belong."""
    asked = {point.about for point in item.points if point.stance == "yes"}
    is_own = ContextKind.DECISIONS not in item.shape.topics or item.shape.relevant != "all"
    ripe = [
        fact
        for fact in item.facts
        if fact.part is FactPart.DECISION
        and fact.question
        and (fact.weight >= NEEDS_DECISION or fact.ref in asked or is_own)
    ]
    return ripe[:MAX_WAITING]


def _waiting_line(fact: Fact, *, with_standing: bool) -> Line:
    """The choice, and how long it has waited. Guests read its name: the choices and who pressed for it stay home."""
    asked = _unquoted(statement(fact.question), fact)
    return Line(
        text=f"{asked} ({fact.standing})" if fact.standing and with_standing else asked,
        refs=(fact.ref,),
        guest_text=fact.subject,
        as_of=fact.as_of,
    )


def _unquoted(asked: str, fact: Fact) -> str:
    """A decision's name needs no quotes at the beginning of its line."""
    name = f"“{harmless(fact.subject)}”"
    return f"{harmless(fact.subject)}{asked.removeprefix(name)}" if asked.startswith(name) else asked


def _is_asked(fact: Fact, item: Item) -> bool:
    return any(fact.ref == waiting.ref for waiting in _waiting(item))


def title_of(item: Item) -> str:
    """The topic, and what in it is open: ``Budget: compute``; for promises, how many and how late."""
    title = statement(item.title, MAX_TITLE)
    if item.is_titled_by_user:
        return title
    promises = _promises(item)
    if promises and ContextKind.HISTORY in item.shape.topics:
        overdue = sum(fact.weight >= NEEDS_DECISION for fact in promises)
        return f"{title}: {len(promises)} open" + (f", {overdue} overdue" if overdue else "")
    if not any(isinstance(topic, ContextKind) for topic in item.shape.topics):
        return title
    subjects = dict.fromkeys(_subjects(item))
    for number in range(min(MAX_SUBJECTS, len(subjects)), 0, -1):
        named = f"{title}: {', '.join(list(subjects)[:number])}"
        if len(named) <= MAX_TITLE:
            return named
    return title


def _subjects(item: Item) -> Iterator[str]:
    for fact in item.facts:
        is_open = fact.weight >= OFF_TRACK and fact.part in (FactPart.STATE, FactPart.COURSE)
        if is_open and fact.subject and fact.ref not in item.hosts:
            yield statement(fact.subject)


def closing_lines(items: Iterable[Item], decisions: Sequence[Line]) -> tuple[Line, ...]:
    """Returns what has to leave the room: a new date for each broken promise, owners and dates for the rest."""
    promises = [fact for item in items if item.is_opening for fact in item.facts if fact.part is FactPart.PROMISE]
    late = [fact for fact in promises if fact.weight >= NEEDS_DECISION][:MAX_LATE]
    lines = [Line(text=_new_date(fact), refs=(fact.ref,)) for fact in late]
    if decisions:
        refs = tuple(dict.fromkeys(ref for line in decisions for ref in line.refs))
        lines.append(Line(text="Owner and date for each decision, read back aloud", refs=refs))
    return tuple(lines) or (Line(text="Who does what by when, read back aloud", refs=(MEETING_TYPE,)),)


def _new_date(fact: Fact) -> str:
    whom = f"{fact.asks}: " if fact.asks else ""
    return f"{whom}new date for {promise_in(fact)}" + (f", {fact.standing}" if fact.standing else "")


def promise_in(fact: Fact) -> str:
    """Returns what was promised, without how old and whose it is."""
    if fact.subject:
        return f"“{clip(harmless(fact.subject), 80)}”"
    return clip(statement(fact.text).partition("”: ")[0] + "”", 60) if "”: " in fact.text else subject_of(fact)


def subject_of(fact: Fact) -> str:
    """Returns what a fact is about, in a few words."""
    return statement(fact.subject, 80) or clip(statement(fact.text), 60)
