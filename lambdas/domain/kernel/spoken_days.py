"""Days as people say them in a sentence, made absolute from the day they were said on.

What may be two days is none: "11/12", "next Friday" said on a Monday, "Monday, 3 March" where that is a Tuesday. No
day is named by "next week", "soon", "Q1" or a time of the day.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from lambdas.domain.kernel import day_words as words
from lambdas.domain.kernel.named_days import named_day

MAX_READ_FOR_DAYS = 1200
"""Characters of a sentence in which days are looked for."""


class SpokenDay(NamedTuple):
    """A day at ``start`` to ``end`` of a text, its preposition with it; ``day`` is None where it names none for sure.

    ``is_due``: behind "by", "until" and the like. ``is_bare``: without any preposition. ``kind``: how it was said.
    """

    start: int
    end: int
    day: date | None
    is_due: bool
    is_bare: bool
    kind: str


def _any(names: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_WEEKDAY, _SHORT, _MONTH, _COUNT = map(_any, (words.WEEKDAYS, words.SHORT_WEEKDAYS, words.MONTH_NAMES, words.COUNTS))
_EXPRESSION = "|".join(
    (
        r"(?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})(?![\d-])",
        r"(?P<dotted>\d{1,2}\.\s?\d{1,2}\.(?:\s?20\d\d|\d\d)?)(?![\d.])",
        rf"(?P<dmy>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s(?:of |de |d['’])?(?P<dmy_month>{_MONTH})\b\.?"
        r"(?:,? (?:de |del )?(?P<dmy_year>20\d\d))?",
        rf"(?P<mdy_month>{_MONTH})\b\.? (?P<mdy>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.%]\d|%)(?:,? (?P<mdy_year>20\d\d))?",
        r"(?P<slashed>\d{1,2}/\d{1,2}(?:/(?:20)?\d\d)?)(?![\d/])",
        rf"(?P<month_end>(?:{words.END_OF}) (?P<month_end_of>{_MONTH}))\b",
        *(
            rf"(?P<{name}>{pattern})\b"
            for name, pattern in (
                ("day_after", words.DAY_AFTER),
                ("next_week_end", words.NEXT_WEEK_END),
                ("week_end", words.WEEK_END),
                ("next_month_end", words.NEXT_MONTH_END),
                ("this_month_end", words.MONTH_END),
                ("year_end", words.YEAR_END),
            )
        ),
        rf"(?:(?P<week_first>{words.NEXT_WEEK})(?: on| am|,)? )?(?:(?:(?P<next>{words.NEXT})|(?P<this>{words.THIS})) )?"
        rf"(?P<weekday>{_WEEKDAY})\b(?!['’]s|-\w)"
        rf"(?: (?P<week_behind>{words.NEXT_WEEK})\b| (?P<next_behind>{words.NEXT})\b)?",
        rf"(?P<short>(?-i:{_SHORT}))\b\.?(?!['’-])",
        rf"(?:{words.WITHIN}) (?:(?P<count>{_COUNT}|\d{{1,2}})) "
        rf"(?:(?P<days>{words.DAY_UNITS})|(?P<weeks>{words.WEEK_UNITS}))\b",
        rf"(?P<today>{words.TODAY})\b(?!['’-])",
        rf"(?P<tomorrow>{words.TOMORROW})\b(?!['’-])",
        r"(?P<nth>\d{1,2})(?:st|nd|rd|th)\b(?=\s*(?:[.,;:)!]|$))",
    )
)
_DAY = re.compile(
    rf"(?<![\w./'’-])(?:(?P<not_by>{words.NOT_BY}) (?:(?:the|le|el|dem|den) )?"
    rf"|(?P<by>{words.BY})\s(?:{words.EOD}(?: on)? )?"
    rf"|(?P<on>{words.ON})\s|(?P<eod>{words.EOD}) (?:on )?)?"
    rf"(?:the )?(?:{_EXPRESSION})(?: (?P<past>{words.PAST_BEHIND})\b)?",
    re.IGNORECASE,
)
_CORE_WORDS = frozenset(
    {
        *words.WEEKDAYS,
        *(word.casefold() for word in words.SHORT_WEEKDAYS),
        *words.MONTH_NAMES,
        *words.CORE_WORDS.split(),
    }
)
_WORD = re.compile(r"[^\W\d_]+|\d+(?:st|nd|rd|th|[-/.]\s?\d+)", re.IGNORECASE)
_LETTERS, _DIGIT = re.compile(r"[^\W\d_]+"), re.compile(r"\d")
_BEFORE, _BEHIND = 48, 40
"""Characters around a word for a day within which the whole of its expression stands."""
_MORNING = re.compile(r"(?:guten|am|jeden|heute|la|por|de|der|den)\s$", re.IGNORECASE)
_OR = re.compile(r"\s(?:or|and|oder|und|ou|et|o|y|to|through|-|–)\s|\s?[-–/]\s?")
_NO_DUE_BEHIND = re.compile(
    r"\b(?:to|of|about|than|with|auf|von|vom|zum|über|du|de|à|al|a|con|sobre|into|onto|around|called)$", re.IGNORECASE
)
"""A call is moved to Friday, and done before that."""
_BETWEEN = re.compile(r",?\s?(?:(?:the|den|le|el|dem)\s)?\(?")


@lru_cache(maxsize=256)
def spoken_days(text: str, today: date) -> tuple[SpokenDay, ...]:
    """Every day named in ``text``, said on ``today``, in order."""
    read = text[:MAX_READ_FOR_DAYS]
    found = [day for start, end in _places(read) for day in _found(read, start, end, today)]
    return tuple(_joined(text, found))


def end_of_first_day(text: str) -> int:
    """Returns where the day ends that ``text`` begins with; 0 where it begins with none."""
    head = text[:_BEFORE]
    found = _DAY.match(head) if next(_places(head), None) else None
    return found.end() if found else 0


def due_day(text: str, today: date) -> SpokenDay | None:
    """The one day that ``text`` says something is to be done by; None where it says none, or several.

    A day behind "by" or its like goes first. Without any preposition a weekday or a date counts at the beginning or
    the end of the text and in brackets: "the Monday meeting" says nothing about when.
    """
    found = spoken_days(text, today)
    if any(_OR.fullmatch(text, one.end, other.start) for one, other in pairwise(found)):
        return None
    promised = [one for one in found if one.is_due]
    eligible = promised or [one for one in found if not one.is_bare or _stands_out(text, one)]
    if not eligible or len({one.day for one in eligible}) > 1 or eligible[0].day is None:
        return None
    return eligible[0]


def _stands_out(text: str, one: SpokenDay) -> bool:
    if one.kind in ("today", "tomorrow", "span"):
        return True
    before, behind = text[: one.start].rstrip(), text[one.end :].lstrip()
    if _NO_DUE_BEHIND.search(before) or text[one.start : one.start + 4].casefold() == "the ":
        return False
    return not before or not behind.strip(".!,;:)]|* ") or before[-1] in "([|:" or behind[0] in ")]|"


def _places(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a text that may name a day: a look at each word spares the long look at every place."""
    if _CORE_WORDS.isdisjoint(_LETTERS.findall(text.casefold())) and not _DIGIT.search(text):
        return
    start = end = -1
    for word in _WORD.finditer(text):
        if word[0].casefold() not in _CORE_WORDS and not word[0][0].isdigit():
            continue
        if start >= 0 and word.start() - _BEFORE > end:
            yield start, end
            start = -1
        if start < 0:
            start = max(0, end, text.rfind(" ", 0, max(0, word.start() - _BEFORE)) + 1)
        end = min(len(text), word.end() + _BEHIND)
    if start >= 0:
        yield start, end


def _found(text: str, start: int, end: int, today: date) -> Iterator[SpokenDay]:
    for found in _DAY.finditer(text, start, end):
        if found["tomorrow"] and _is_morning(text, found):
            continue
        is_alone = not (found["by"] or found["on"] or found["eod"])
        if is_alone and (found["nth"] or (found["short"] and text[: found.start()][-1:] != "(")):
            continue
        is_none = found["not_by"] or found["past"]
        yield SpokenDay(
            found.start(),
            found.end(),
            None if is_none else named_day(found, today),
            is_due=bool(found["by"] or found["eod"] or found["count"] or _is_end(found)),
            is_bare=not (found["by"] or found["on"] or found["eod"] or found["next"] or found["this"]),
            kind=_kind(found),
        )


def _is_morning(text: str, found: re.Match[str]) -> bool:
    """The German and the Spanish word for tomorrow are those for morning, too."""
    said = found["tomorrow"]
    return said == "Morgen" or (said[0] in "mM" and bool(_MORNING.search(text[: found.start("tomorrow")])))


def _is_end(found: re.Match[str]) -> bool:
    ends = ("month_end", "next_week_end", "week_end", "next_month_end", "this_month_end", "year_end")
    return any(found[name] for name in ends)


def _kind(found: re.Match[str]) -> str:
    if found["weekday"] or found["short"]:
        return "weekday"
    if found["today"] or found["tomorrow"] or found["day_after"]:
        return "today"
    return "span" if found["count"] or _is_end(found) else "date"


def _joined(text: str, found: list[SpokenDay]) -> Iterator[SpokenDay]:
    """A weekday beside its date is one day, and none where they are two."""
    beside = {}
    for one, other in pairwise(found):
        if {one.kind, other.kind} == {"weekday", "date"} and _BETWEEN.fullmatch(text, one.end, other.start):
            beside[one.start] = other
    taken = {other.start for other in beside.values()}
    for one in found:
        if one.start in beside:
            other = beside[one.start]
            dated, named = (one, other) if one.kind == "date" else (other, one)
            agrees = bool(dated.day and named.day and dated.day.weekday() == named.day.weekday())
            yield one._replace(end=other.end, day=dated.day if agrees else None, kind="date")
        elif one.start not in taken:
            yield one
