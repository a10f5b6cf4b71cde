"""The result of a rule that read a sentence, with the very words that name its owner and its day."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from lambdas.domain.kernel.plain_text import one_line
from lambdas.domain.kernel.spoken_days import SpokenDay, due_day
from lambdas.domain.meeting_notes import phrases
from lambdas.domain.meeting_notes.candidates import MAX_WHAT, CandidateKind
from lambdas.domain.meeting_notes.owners import NOBODY, KnownPeople, Owner

_ABBREVIATED = re.compile(
    r"(?:\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|okt|nov|dec|dez|dept|inc|ltd|dr|mr|mrs|ms|st|vs|etc|e\.g|i\.e|approx|no|nr|ca|bzw|z\.b|inkl|ggf|max|min|incl|prof|sr|sra|p\.ej)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?<=[.!?…])\s+(?=[\"“„«(¿¡]?[A-ZÀ-ÖØ-Þ0-9])")
_EDGES = " \t,;:–—-•·|*_"
_BRACKETS = re.compile(r"\s*[(\[]\s*[)\]]")
_DANGLING = re.compile(r"\s(?:at|by|um|à|due|fällig)$", re.IGNORECASE)
_LEAD = re.compile(rf"(?:{phrases.LEADS})(?:[,.!:…]+\s*|\s+(?=\S))", re.IGNORECASE)
MAX_LEADS = 4
MAX_SENTENCES = 40
"""Of one line."""
MIN_SENTENCE = 8
"""Characters of a sentence that may say what somebody does."""


class Speech(NamedTuple):
    """The setting of a sentence. ``who`` is whoever "I" is; ``is_spoken``: in a transcript, not in notes."""

    people: KnownPeople
    day: date
    who: Owner = NOBODY
    is_spoken: bool = False


class Finding(NamedTuple):
    """``owner_said`` and ``due_said`` are the words the owner and the day are read from.

    ``is_own``: the owner is whoever says it.
    """

    kind: CandidateKind
    what: str
    owner: Owner = NOBODY
    owner_said: str = ""
    is_own: bool = False
    due: date | None = None
    due_said: str = ""
    why: str = ""
    asked: str = ""
    sentence: str = ""


def sentences(text: str) -> Iterator[str]:
    """A full stop behind a number, an initial or an abbreviation ends none."""
    start = 0
    for end in _ENDS.finditer(text):
        if text[end.start() - 2 : end.start() - 1].isdigit() and text[end.start() - 1] == ".":
            continue
        if text[end.start() - 1] != "." or not _ABBREVIATED.search(text[max(start, end.start() - 8) : end.start()]):
            yield text[start : end.start()].strip()
            start = end.end()
    yield text[start:].strip()


def without_leads(text: str) -> str:
    """Without "Okay, so then" before what is said."""
    for _ in range(MAX_LEADS):
        found = _LEAD.match(text)
        if not found:
            break
        text = text[found.end() :]
    return text


def with_due(text: str, today: date) -> tuple[str, date | None, str]:
    """``text`` without the day it is due, where that stands at one of its ends; the day; and its words."""
    found = due_day(text, today)
    if found is None:
        return text, None, ""
    return _without(text, found), found.day, text[found.start : found.end]


def _without(text: str, found: SpokenDay) -> str:
    before, behind = text[: found.start].rstrip(), text[found.end :]
    rest = behind.strip(" .!,;)]*|")
    if not rest:
        return before.rstrip(_EDGES + "([@") + (
            ")" if before.count("(") > before.count(")") and before[-1:] not in "([" else ""
        )
    if not before.strip(_EDGES + "(["):
        return behind.lstrip(" ,:;)]-–—")
    if before[-1:] in "([" and behind.lstrip()[:1] in (")", "]"):
        return before[:-1].rstrip() + " " + behind.lstrip()[1:].lstrip()
    return text


def tidy(text: str) -> str:
    """A short line of its own, with a capital at its beginning."""
    line = bare(text)
    return line[:1].upper() + line[1:]


def bare(text: str) -> str:
    """A short line as it was written, without signs around it."""
    line = one_line(_BRACKETS.sub("", text), MAX_WHAT).strip(_EDGES).rstrip(".").rstrip(_EDGES)
    return _DANGLING.sub("", line)
