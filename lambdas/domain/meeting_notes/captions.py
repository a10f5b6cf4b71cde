"""Captions with their times, as WebVTT and SubRip write them: one line for each cue, by whoever speaks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import NamedTuple

from lambdas.domain.kernel.plain_text import plain
from lambdas.domain.meeting_notes.phrases import UNKNOWN_SPEAKER
from lambdas.domain.meeting_notes.texts import MAX_LINE, SpokenLine
from lambdas.domain.meeting_notes.transcripts import TextLine, is_label, split_label

_TIMES = re.compile(r"\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,60})?\s+([^>]{1,120})>")
_TAG = re.compile(r"</?(?:v|c|i|b|u|ruby|rt|lang|font|\d{1,2}:)[^>]{0,120}>|\{\\an\d\}")
_ALONE = re.compile(r"[(\[]([^)\]]{1,80})[)\]]")
"""``(Ana Roe)`` above what she says."""
_DASH = re.compile(r"^(?:-|–|>>+)\s*")


class _Spoken(NamedTuple):
    number: int
    speaker: str
    text: str


def is_captions(lines: Sequence[str]) -> bool:
    """Returns whether it is captions whatever its name is."""
    return bool(lines) and (lines[0].startswith("WEBVTT") or any(map(_TIMES.fullmatch, lines[:8])))


def captioned(lines: Sequence[str]) -> tuple[SpokenLine, ...]:
    """Each cue's text is joined; what captions that roll say again is said once. Numbers are those of the file."""
    told = list(_told(_without_repeats(_spoken(lines))))
    return tuple(
        SpokenLine(number=one.number, text=one.text[:MAX_LINE], speaker=one.speaker or UNKNOWN_SPEAKER) for one in told
    )


def _cues(lines: Sequence[str]) -> Iterator[list[TextLine]]:
    """The lines below each line of times, up to an empty one: headers, notes, styles and names of cues have none."""
    cue: list[TextLine] | None = None
    for number, line in enumerate(lines, start=1):
        if _TIMES.fullmatch(line):
            if cue:
                yield cue
            cue = []
        elif not line.strip():
            if cue:
                yield cue
            cue = None
        elif cue is not None:
            cue.append(TextLine(number, line))
    if cue:
        yield cue


def _spoken(lines: Sequence[str]) -> Iterator[list[_Spoken]]:
    for cue in _cues(lines):
        speaker = ""
        said: list[_Spoken] = []
        for line in cue:
            for voice, text in _voices(line.text, speaker):
                speaker = voice
                if text:
                    said.append(_Spoken(line.number, speaker, text))
        yield said


def _voices(line: str, speaker: str) -> Iterator[tuple[str, str]]:
    """Yields who says what on a line: by a tag, by a label, by a name alone in brackets."""
    before, *parts = _VOICE.split(line)
    if text := _clean(before):
        alone = _ALONE.fullmatch(text)
        if alone and is_label(alone[1]):
            yield alone[1].strip(), ""
        else:
            named = split_label(_DASH.sub("", text))
            yield (named.speaker, named.said) if named else (speaker, _DASH.sub("", text))
    for voice, text in zip(parts[::2], parts[1::2], strict=True):
        yield plain(unescape(voice))[:80], _clean(text)


def _clean(text: str) -> str:
    return plain(unescape(_TAG.sub("", text)))


def _without_repeats(cues: Iterable[list[_Spoken]]) -> Iterator[list[_Spoken]]:
    """A cue that begins with lines of the one before brings only the others; one that goes on growing, its new end."""
    before: list[_Spoken] = []
    for cue in cues:
        known = {(one.speaker, one.text) for one in before}
        fresh = [one for one in cue if (one.speaker, one.text) not in known]
        yield [_grown(one, before) for one in fresh]
        before = cue or before


def _grown(one: _Spoken, before: Iterable[_Spoken]) -> _Spoken:
    for earlier in before:
        if earlier.speaker == one.speaker and one.text.startswith(earlier.text + " "):
            return one._replace(text=one.text[len(earlier.text) :].strip())
    return one


def _told(cues: Iterable[list[_Spoken]]) -> Iterator[_Spoken]:
    """One for each speaker of a cue."""
    for cue in cues:
        joined: list[_Spoken] = []
        for one in cue:
            if joined and joined[-1].speaker == one.speaker:
                joined[-1] = joined[-1]._replace(text=f"{joined[-1].text} {one.text}")
            else:
                joined.append(one)
        yield from joined
