"""The lines of one section, each with its sources, and the title that says what it is about."""

import re
from collections.abc import Sequence

from lambdas.domain.agenda.answer_points import Point
from lambdas.domain.agenda.materials import INVITE, Line, harmless
from lambdas.domain.agenda.topic_files import ACTION_ITEM, TopicFile
from lambdas.domain.context.notes import Fact
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.plain_text import clip

MAX_LINE = 260
MAX_TITLE = 64
MAX_SUBJECTS = 2
OFF_TRACK, NEEDS_DECISION = 2, 3
DECISION = "decisions:"
MAX_LATE = 2
MAX_WAITING = 3
"""Decisions on record that one section asks for; more would not be made in one meeting."""

_LEADING_VERB = re.compile(r"^decide (?:on )?(?=\S)", re.IGNORECASE)
_ASKS_FOR_DECISION = re.compile(r"\b(?:decision|decide|closed? in the meeting|cut, or approve)\b", re.IGNORECASE)


def statement(text: str, max_length: int = MAX_LINE) -> str:
    """One line without its full stop."""
    return clip(harmless(text), max_length).rstrip(". ")


def fact_line(fact: Fact, priority: int = 0) -> Line:
    return Line(text=statement(fact.text), refs=(fact.ref,), priority=priority, as_of=fact.as_of)


def fact_lines(file: TopicFile) -> tuple[Line, ...]:
    """Returns what is to be said, in order: what is off track or asked for; where nothing is, what is worth knowing."""
    return tuple(fact_line(fact, file.priorities.get(fact.ref, 0)) for fact in _to_be_said(file))


def aside_lines(file: TopicFile) -> tuple[Line, ...]:
    """Known, but for the notes."""
    said = {fact.ref for fact in _to_be_said(file)}
    return tuple(fact_line(fact) for fact in file.facts if fact.ref not in said)


def _to_be_said(file: TopicFile) -> list[Fact]:
    asked = {point.about for point in file.points} | set(file.priorities)
    wanted = [fact for fact in file.facts if fact.weight and (fact.weight >= OFF_TRACK or fact.ref in asked)]
    return wanted or [fact for fact in file.facts if fact.weight]


def said_lines(file: TopicFile) -> tuple[Line, ...]:
    """Returns what the user said and the invitation proposes, where the title does not say it already."""
    decided = {line.text for line in decision_lines(file)}
    said = [
        Line(text=f"You: “{statement(point.text)}”", refs=point.refs)
        for point in file.points
        if point.text and statement(point.text) not in decided
    ]
    proposed = [Line(text=f"The invite: “{statement(topic.text)}”", refs=(INVITE,)) for topic in file.proposals]
    title = f"“{statement(file.title)}”".casefold()
    return tuple(line for line in (*said, *proposed) if title not in line.text.casefold())


def decision_lines(file: TopicFile) -> tuple[Line, ...]:
    """Returns what is to be decided: asked for by the user, agreed to when asked about a fact, or waiting on record."""
    named = [Line(text=to_be_decided(point.text), refs=point.refs) for point in file.decisions]
    facts = {fact.ref: fact for fact in file.facts}
    agreed = [
        Line(text=statement(point.text or f"what to do about {subject_of(facts[point.about])}"), refs=point.refs)
        for point in file.points
        if point.stance == "yes" and _ASKS_FOR_DECISION.search(point.asked) and point.about in facts
    ]
    waiting = [
        Line(text=statement(fact.question), refs=(fact.ref,))
        for fact in file.facts
        if fact.ref.startswith(DECISION) and fact.weight >= NEEDS_DECISION and fact.question
    ]
    return tuple({line.text.casefold(): line for line in (*named, *agreed, *waiting[:MAX_WAITING])}.values())


def title_of(file: TopicFile) -> str:
    """The topic, and what in it is open: ``Budget: compute``; for promises, how many and how late."""
    title = statement(file.title, MAX_TITLE)
    promises = [fact for fact in file.facts if fact.ref.startswith(ACTION_ITEM)]
    if promises and ContextKind.HISTORY in file.shape.topics:
        overdue = sum(fact.weight >= NEEDS_DECISION for fact in promises)
        return f"{title}: {len(promises)} open" + (f", {overdue} overdue" if overdue else "")
    if not any(isinstance(topic, ContextKind) for topic in file.shape.topics):
        return title
    open_facts = [fact for fact in file.facts if fact.weight >= OFF_TRACK or fact.ref in file.priorities]
    subjects = dict.fromkeys(name for fact in open_facts if (name := _name_in(fact)))
    named = f"{title}: {', '.join(list(subjects)[:MAX_SUBJECTS])}"
    return named if subjects and len(named) <= MAX_TITLE else title


def to_be_decided(text: str) -> str:
    """``whether it ships``, where the user wrote "Decide whether it ships"."""
    return _LEADING_VERB.sub("", statement(text))


def closing_lines(wants: Sequence[Point], decisions: Sequence[Line], late: Sequence[Fact]) -> tuple[Line, ...]:
    """Returns what has to leave the room with owner and date: decisions, what the user came for, broken promises."""
    things = {line.text.casefold(): line for line in decisions}
    for want in wants:
        text = to_be_decided(want.text)
        things.setdefault(text.casefold(), Line(text=text, refs=want.refs))
    for fact in late[:MAX_LATE]:
        things[fact.ref] = Line(text=f"a new date for {promise_in(fact)}", refs=(fact.ref,))
    if not things:
        return ()
    refs = tuple(dict.fromkeys(ref for line in things.values() for ref in line.refs))
    named = "; ".join(clip(line.text, 80) for line in things.values())
    return (Line(text=f"Read back aloud, each with owner and date: {named}", refs=refs),)


def promise_in(fact: Fact) -> str:
    """Returns what was promised, without how old and whose it is."""
    return clip(statement(fact.text).partition("”: ")[0] + "”", 60) if "”: " in fact.text else subject_of(fact)


def subject_of(fact: Fact) -> str:
    """Returns what a fact is about, in a few words."""
    return _name_in(fact) or clip(statement(fact.text), 60)


def _name_in(fact: Fact) -> str:
    """The record's id, as the line itself spells it at its beginning; empty where the line does not begin with it."""
    words = re.findall(r"[^\W_]+", fact.ref.partition(":")[2])
    if not words or all(word.isdigit() for word in words):
        return ""
    found = re.search(r"\b" + r"[\W_]+".join(map(re.escape, words)) + r"\b", fact.text, re.IGNORECASE)
    return statement(found[0]) if found and found.start() <= len("“") else ""
