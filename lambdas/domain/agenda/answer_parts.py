"""Takes an answer apart into the single things it names, in the user's words, with the rank they give each.

A list is cut: lines, bullets, numbers, "first ... second ...", semicolons, "also", commas and the last "and". Prose is
not: a part that only goes on with what came before stays with it.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from lambdas.domain.agenda.answer_privacy import apart, is_never_told, is_private
from lambdas.domain.agenda.answer_ranks import rank_of
from lambdas.domain.agenda.answer_stances import SENTENCE, leans
from lambdas.domain.conversation.replies import says_something
from lambdas.domain.conversation.topics import topic_of
from lambdas.domain.kernel.plain_text import one_line

MAX_PART = 600
MAX_PARTS = 10
MAX_LISTED = 8
MAX_IN_SERIES = 18
"""Words in one part of a comma list, and of one that goes on to a third part or to "and"; longer parts are prose."""


class Part(NamedTuple):
    """``rank`` is what the user said its place is, 0 where they did not. ``is_counted``: it stood under a number."""

    text: str
    rank: int = 0
    is_counted: bool = False


_BULLET = re.compile(r"^\s*(?:[-*•–—]\s+|\(?[a-e]\)\s+)")
_NUMBER = re.compile(r"(?:^|(?<=\s))\(?(\d{1,2})[.)]\s+")
_ORDINALS = (r"first(?:ly)?(?: of all)?", r"second(?:ly)?", r"third(?:ly)?", r"fourth(?:ly)?", r"fifth(?:ly)?")
_AFTER_A_CLAUSE = r"(?:[.,;:]\s*(?:and\s+)?|\band\s+)"
_HEADING = re.compile(r"[^:]{0,80}:")
_COMMA = re.compile(r",(?!\d)\s*(?![^(]*\))")
_ALSO = re.compile(
    r"(?:[,.;]\s*(?:and\s+)?|\s+and\s+)(?:also|plus|as well as)\b[,:]?\s+|\s+as well as\s+", re.IGNORECASE
)
_NEXT = re.compile(
    r"(?:(?:and|&)\s+)?(?:(?:then|after that|next|finally|lastly|last|also|plus)\b[,:]?\s+)?", re.IGNORECASE
)
_OF_ONE_THING = re.compile(r".*\s(?:from|with|between|by|of|in|at|across|to|for)\s+\S+", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|a|an|our|my|one|two|three|four|five|\d+)\s", re.IGNORECASE)
_ASKED = re.compile(r"and (?:who|what|when|where|why|how)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"^(?:and|&|also|plus)\b,?\s+", re.IGNORECASE)
_AND = re.compile(r"(?:and|&)\s+", re.IGNORECASE)
_PROSE = re.compile(
    r"(?:wer|wen|wem|wie|was|wann|wo|ob|dass|weil|wenn|damit|sondern|aber|denn|ich|wir|sie|es)\b|"
    r"(?:but|because|so|which|who|that|if|when|while|since|although|though|as|or|i|we|it|they|he|she|this|there|then|not|"
    r"especially|including|mostly|e\.g|i\.e|for|is|are|was|were|i'm|we're|it's|that's|these|those|you|otherwise|only)\b",
    re.IGNORECASE,
)
_DEPENDENT = re.compile(
    r"(?:(?:under|over|above|below)(?=\W+\d)|by|before|after|until|till|with|without|within|from|than|at|in|on|preferably|ideally|owned|due|per|via|please|"
    r"both|each|all of|measured|starting|(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|"
    r"\d{1,2}\.? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*)\b",
    re.IGNORECASE,
)
_OWN_SENTENCE = re.compile(r"(?:we|i)\b(?!.*\b(?:it|its|this|that|they|them|so|too|then)\b)", re.IGNORECASE)
"""Speaks of nothing said before it, though it begins as prose does."""
_TURN = re.compile(
    r"\s+[-–—]\s+(?=(?:i|we)(?:'d| would| am|'m)? (?:lean|rather|prefer|tend)|my (?:preference|vote|lean))",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:(?:well|so|ok(?:ay)?|hm+|maybe|honestly)\b[,:]?\s+)?(?:"
    r"(?:two|three|four|five|[2-5]) (?:things|points|items|wishes|asks|topics):\s+|"
    r"(?:my |our |the )?(?:top |main |biggest )?(?:two |three |[2-5] )?(?:priorit(?:y|ies)|wishes|goals?|asks)"
    r"(?: (?:here|today|for (?:me|us|this meeting|today)))?(?: (?:is|are|would be)|:)[,:]?\s+|"
    r"(?:i|we)(?:'d| would| really| also)*\s+(?:want|need|like|hope)(?: (?:us|you|them|everybody))?"
    r"(?: to(?: (?:get|have|see|leave with|walk out with|talk about|discuss))?)?:?\s+)",
    re.IGNORECASE,
)


def split(text: str, *, is_list: bool, question: str = "") -> list[str]:
    """The texts of :func:`parts_of`."""
    return [part.text for part in parts_of(text, is_list=is_list, question=question)]


def parts_of(text: str, *, is_list: bool, question: str = "") -> list[Part]:
    """The parts of one answer; with ``is_list`` (the question asks for things) also its sentences and comma lists.

    Parts that say nothing are left out; without any that says something, the answer has none.
    """
    if not says_something(text.strip(), question):
        return []
    is_cut_at_clauses = is_list and not is_never_told(text)
    lines = [line.strip() for line in _lines(text, is_cut_at_clauses=is_cut_at_clauses)]
    found = [part for line in _without_heading([line for line in lines if line]) for part in _counted(line)]
    found = [part._replace(text=text) for part in found for text in apart(part.text)]
    found = [thing for part in found for thing in _cut_further(part, is_list=is_list)]
    shown = (part._replace(text=one_line(part.text.strip(" ,;"), MAX_PART)) for part in found)
    return [part for part in shown if part.text and says_something(part.text)][:MAX_PARTS]


def _lines(text: str, *, is_cut_at_clauses: bool) -> Iterator[str]:
    """Semicolons end a line but between "first ...; second ...", which are cut by their words."""
    for line in text.splitlines():
        is_counted = len(_ordinals(line.strip(), _AFTER_A_CLAUSE)) > 1
        yield from line.split(";") if is_cut_at_clauses and not is_counted else [line]


def _without_heading(lines: list[str]) -> list[str]:
    """``My priorities:`` above a list is no part of it."""
    return lines[1:] if len(lines) > 1 and _HEADING.fullmatch(lines[0]) else lines


def _counted(line: str) -> list[Part]:
    """``1. audit log 2. hires`` as two, ``first the audit log, second hires`` too; a lone "in 3. quarter" is prose."""
    line = _BULLET.sub("", line)
    marks = list(_NUMBER.finditer(line))
    numbers = [int(mark[1]) for mark in marks]
    if not marks or line[: marks[0].start()].strip() or (len(marks) > 1 and not _goes_up(numbers)):
        return _ordered(line)
    pieces = _cut(line, [(mark.start(), mark.end()) for mark in marks])
    return [Part(text, is_counted=True) for text in pieces]


def _goes_up(numbers: list[int]) -> bool:
    return numbers == list(range(1, len(numbers) + 1))


def _ordered(line: str) -> list[Part]:
    spans = _ordinals(line, _AFTER_A_CLAUSE)
    if len(spans) < 2:
        spans = _ordinals(line, r"\s+")
        if len(spans) < len(("first", "second", "third")):
            return [Part(line)]
    return [Part(text, is_counted=True) for text in _cut(line, spans)]


def _ordinals(line: str, separator: str) -> list[tuple[int, int]]:
    """Finds "first", "second" and so on: the first at the line's beginning, the others after a separator."""
    spans: list[tuple[int, int]] = []
    for word in _ORDINALS:
        begin = separator if spans else "^"
        mark = re.compile(rf"{begin}{word}\b[,:]?\s+", re.IGNORECASE).search(line, spans[-1][1] if spans else 0)
        if mark is None:
            break
        spans.append((mark.start(), mark.end()))
    return spans


def _cut(line: str, spans: list[tuple[int, int]]) -> list[str]:
    ends = [start for start, _ in spans[1:]] + [len(line)]
    return [line[begin:end].strip(" ,;.") for (_, begin), end in zip(spans, ends, strict=True)]


def _things(part: Part) -> Iterator[Part]:
    """The things a piece of an answer names, with their ranks; under a number of its own it is one thing."""
    if leans(part.text):
        yield from _with_its_lean(part)
        return
    for sentence in [part.text] if part.is_counted else _sentences(part.text):
        if leans(sentence):
            yield Part(sentence)
            continue
        rank, rest = rank_of(_NEXT.sub("", sentence, count=1))
        for place, thing in enumerate([_unled(rest)] if part.is_counted else _listed(_unled(rest))):
            own, text = rank_of(thing)
            yield Part(text.rstrip("."), own or (rank if place == 0 else 0), part.is_counted)


def _cut_further(part: Part, *, is_list: bool) -> Iterable[Part]:
    if is_private(part.text):
        return [part._replace(rank=0, is_counted=False)]
    return _things(part) if is_list else _with_its_lean(part)


def _with_its_lean(part: Part) -> list[Part]:
    """Cuts off the way somebody leans, a point by itself; what they say before and after it are others."""
    sentences = [said for sentence in SENTENCE.split(part.text) for said in _TURN.split(sentence)]
    groups = groupby(sentences, key=leans)
    return [part._replace(text=_begun(" ".join(said))) for _, said in groups]


def _begun(text: str) -> str:
    """``The cap today``, where a sentence went on with "And the cap today"."""
    rest = _GOES_ON.sub("", text)
    return rest[:1].upper() + rest[1:] if rest != text else text


def _unled(text: str) -> str:
    """``two hires``, where the user wrote "I need two hires"."""
    rest = text[found.end() :] if (found := _LEAD.match(text)) else text
    return rest if rest.strip(" .,;") else text


def _sentences(text: str) -> list[str]:
    """A sentence that goes on with the one before it ("It is 12 % over.") stays with it."""
    sentences: list[str] = []
    for sentence in (piece.strip() for piece in SENTENCE.split(text)):
        is_prose = _PROSE.match(_unled(rank_of(sentence)[1])) and not _OWN_SENTENCE.match(sentence)
        goes_on = is_prose or len(sentence.split()) == 1
        if sentences and goes_on and not leans(sentence):
            sentences[-1] = f"{sentences[-1]} {sentence}"
        else:
            sentences.append(sentence)
    return [sentence.rstrip(".") for sentence in sentences]


def _listed(text: str) -> list[str]:
    """``the date, two hires and the budget`` as three; a sentence with commas stays whole."""
    return [thing for piece in _ALSO.split(text) if piece.strip() for thing in _cut_at_commas(piece.strip())]


def _cut_at_commas(text: str) -> list[str]:
    raw = _with_their_dates(part.strip() for part in _COMMA.split(text) if part.strip())
    is_series = len(raw) > 2 or (len(raw) > 1 and bool(re.search(r"(?:^|\s)and\s", raw[-1], re.IGNORECASE)))
    things = [raw[0], *(_unled(_NEXT.sub("", part, count=1)) for part in raw[1:])] if raw else []
    limit = MAX_IN_SERIES if is_series else MAX_LISTED
    if not things or any(len(thing.split()) > limit for thing in things) or any(map(_goes_on, raw[1:], things[1:])):
        return [text]
    if _is_one_thing(things):
        return [text]
    if len(raw) > 1 and _AND.match(raw[-1]):
        return things
    *head, last = things
    return [*head, *_pair(last, ends_a_list=bool(head))]


def _goes_on(raw: str, thing: str) -> bool:
    """Returns whether a part only goes on with the one before; "and who tells them" is a thing of its own."""
    return bool(_PROSE.match(thing)) and not _ASKED.match(raw)


def _is_one_thing(things: list[str]) -> bool:
    """``a yes from Ana, Ben and Chloé``, ``Berlin, Munich or none``: names or choices of one thing."""
    first, *others = things
    names = [name for other in others for name in other.split(" and ")]
    are_names = all(len(name.split()) <= 2 and name[:1].isupper() for name in names)
    is_choice = bool(others) and bool(re.search(r"\bor\b", others[-1], re.IGNORECASE))
    return is_choice or (bool(names) and are_names and bool(_OF_ONE_THING.fullmatch(first)))


def _with_their_dates(pieces: Iterable[str]) -> list[str]:
    """``two hires, before January`` is one thing."""
    joined: list[str] = []
    for piece in pieces:
        if joined and _DEPENDENT.match(piece):
            joined[-1] = f"{joined[-1]}, {piece}"
        else:
            joined.append(piece)
    return joined


def _pair(text: str, *, ends_a_list: bool) -> list[str]:
    """Cut at "and" at the end of a list, or between two things that stand on their own."""
    left, found, right = (piece.strip() for piece in text.partition(" and "))
    right = _unled(right)
    if not found or " and " in right or _PROSE.match(right) or _DEPENDENT.match(right):
        return [text]
    return [left, right] if ends_a_list or _stand_alone(left, right) else [text]


def _stand_alone(left: str, right: str) -> bool:
    """Returns whether two halves are two things: other subjects, an article each, or two telling words each."""
    subjects = (topic_of(left), topic_of(right))
    if None not in subjects and subjects[0] is not subjects[1]:
        return True
    if _ARTICLE.match(left) and _ARTICLE.match(right):
        return True
    return all(_content_words(half) > 1 for half in (left, right))


def _content_words(text: str) -> int:
    return len(re.sub(r"\b(?:the|a|an|of|for|to|our|my|on|in)\b", " ", text, flags=re.IGNORECASE).split())
