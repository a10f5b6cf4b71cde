"""Transcripts as plain text, and who says what in them: the way Teams, Zoom, Meet and Otter write it, or by hand."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lambdas.domain.meeting_notes import phrases
from lambdas.domain.meeting_notes.texts import MAX_LINE, SpokenLine

MAX_SPEAKER = 80

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?(?: ?[AaPp][Mm])?"
_SPAN = rf"{_TIME}(?:\s*(?:-->|-|–)\s*{_TIME})?"
_LABEL = r"(?P<speaker>[^\W\d_][^\t:|<>\[\]{}#*]{0,78}?)"
_DATE = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+)?"
_HEADER = re.compile(rf"{_LABEL}\s*[\s,(\[–-]\s*{_DATE}{_SPAN}\s*[)\]]?:?")
"""``Ana Roe  0:12`` on a line of its own."""
_TIMED = re.compile(rf"[\[(]?{_DATE}{_SPAN}[\])]?\s*[-–]?\s*{_LABEL}\s*(?::|\s[-–]\s)\s*(?P<said>\S.*)")
"""``[00:12:04] Ana Roe: ...``."""
_NAMED_AND_TIMED = re.compile(rf"{_LABEL}\s*[\[(]?{_SPAN}[\])]?\s*:\s*(?P<said>\S.*)")
"""``Ana Roe (00:12): ...``."""
_NAMED = re.compile(rf"{_LABEL}\s?:\s+(?P<said>\S.*)")
_ONLY_TIME = re.compile(rf"[\[(]?{_SPAN}[\])]?")
_UNSPOKEN = re.compile(
    r".* (?:started|stopped) (?:transcription|recording)|transcribed by .*|meeting ended after .*", re.IGNORECASE
)
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*|\d{1,2}|\([^)]*\)|&|@")
_LABELS = frozenset(phrases.LABELS)
_MARKERS = re.compile(
    rf"{phrases.ACTION_MARKERS}|{phrases.DECISION_MARKERS}|{phrases.QUESTION_MARKERS}|{phrases.PLANNED_HEADINGS}",
    re.IGNORECASE,
)
MAX_LABEL_WORDS = 5
ENOUGH = 0.6
"""The share of lines with a label at which text by hand is a transcript: notes name a person at some lines, too."""


class TextLine(NamedTuple):
    """A line of a file by its number there."""

    number: int
    text: str


class _Voice(NamedTuple):
    speaker: str
    said: str


def transcribed(lines: Sequence[TextLine]) -> tuple[SpokenLine, ...] | None:
    """The lines with their speakers; None where it is no transcript."""
    timed = [_timed(line.text) for line in lines]
    headers = _headers(lines)
    if sum(map(bool, timed)) + sum(map(bool, headers)) >= 2:
        return tuple(_with_times(lines, timed, headers))
    named = [split_label(line.text) for line in lines]
    labels = Counter(voice.speaker for voice in named if voice)
    if len(labels) < 2 or max(labels.values()) < 2 or sum(labels.values()) < ENOUGH * len(lines):
        return None
    return tuple(_spoken(line, voice) for line, voice in zip(lines, named, strict=True))


def split_label(text: str) -> _Voice | None:
    """``Ana Roe: good morning`` as who and what; None where what stands before the colon is no name."""
    found = _NAMED.fullmatch(text)
    return _Voice(found["speaker"].strip(), found["said"]) if found and is_label(found["speaker"]) else None


def is_label(text: str) -> bool:
    return text.strip()[:1].isupper() and _may_be_name(text)


def _may_be_name(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= MAX_LABEL_WORDS
        and words[0].casefold() not in _LABELS
        and all(map(_NAME_WORD.fullmatch, words))
        and not _MARKERS.fullmatch(text.strip())
    )


def _timed(text: str) -> _Voice | None:
    for form in (_TIMED, _NAMED_AND_TIMED):
        found = form.fullmatch(text)
        if found and is_label(found["speaker"]):
            return _Voice(found["speaker"].strip(), found["said"])
    return None


def _headers(lines: Sequence[TextLine]) -> list[str]:
    """The speaker each line is the header of; names in small letters, as in chats, where one heads several lines."""
    names = [_header(line.text) for line in lines]
    is_chat = any(count > 1 and name[:1].islower() for name, count in Counter(names).items())
    return [name if is_chat or name[:1].isupper() else "" for name in names]


def _header(text: str) -> str:
    found = _HEADER.fullmatch(text) if len(text) <= MAX_SPEAKER + 40 else None
    return found["speaker"].strip() if found and _may_be_name(found["speaker"]) else ""


def _with_times(
    lines: Sequence[TextLine], timed: Iterable[_Voice | None], headers: Iterable[str]
) -> Iterator[SpokenLine]:
    """Gives what stands below a header to its speaker, until the next one."""
    speaker = ""
    for line, voice, header in zip(lines, timed, headers, strict=True):
        if header:
            speaker = header
        elif voice:
            speaker = ""
            yield _spoken(line, voice)
        elif _UNSPOKEN.fullmatch(line.text):
            speaker = ""
        elif not _ONLY_TIME.fullmatch(line.text):
            named = None if speaker else split_label(line.text)
            yield _spoken(line, named or _Voice(speaker, line.text))


def _spoken(line: TextLine, voice: _Voice | None) -> SpokenLine:
    if voice is None or not voice.said:
        return SpokenLine(number=line.number, text=line.text[:MAX_LINE])
    return SpokenLine(number=line.number, text=voice.said[:MAX_LINE], speaker=voice.speaker[:MAX_SPEAKER])
