"""Lines of notes that somebody said or wrote then, in pieces a model can read: all that it may point to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from lambdas.domain.kernel.plain_text import clip, plain
from lambdas.domain.meeting_notes.doubts import is_blank_form, is_hostile, takes_back
from lambdas.domain.meeting_notes.mails import mail_of, mails_in, of_now
from lambdas.domain.meeting_notes.note_outline import Passage, outlined
from lambdas.domain.meeting_notes.notes import MeetingNotes
from lambdas.domain.meeting_notes.owners import NOBODY, KnownPeople, Owner
from lambdas.domain.meeting_notes.texts import MAX_LINE, SpokenLine

MAX_CHUNK = 6000
"""Characters of one question to a model."""
MAX_CHUNKS = 8


_LABEL = re.compile(r"(?P<name>(?:[A-ZÀ-ÖØ-Þ][^\s:]*\s?){1,3}):\s")


class SaidLine(NamedTuple):
    """``who`` is whoever "I" is in it, ``day`` the one it was said on; ``text`` is as a model reads it."""

    line: SpokenLine
    text: str
    who: Owner
    day: date

    @property
    def shown(self) -> str:
        speaker = clip(plain(self.line.speaker), 60)
        return f"{self.line.number}| {f'{speaker}: ' if speaker else ''}{self.text}"


class NotesChunk(NamedTuple):
    """``lines`` by their numbers."""

    text: str
    lines: Mapping[int, SaidLine]


def typed_lines(notes: MeetingNotes) -> tuple[SpokenLine, ...]:
    """The free text of the form; its rows say themselves what they are."""
    return tuple(SpokenLine(number=line.number, text=line.text[:MAX_LINE]) for line in notes.lines() if not line.row)


def said_lines(lines: Sequence[SpokenLine], people: KnownPeople, day: date) -> Iterator[SaidLine]:
    """Without headings and tables, without what was planned, quoted, done, taken back or speaks to a program."""
    is_transcript = any(line.speaker for line in lines)
    mails = tuple(mails_in(lines, day))
    parts = list(outlined(of_now(lines, mails, day)))
    for part, following in zip_longest(parts, parts[1:]):
        if not isinstance(part, Passage) or is_hostile(part.text) or is_blank_form(part.text):
            continue
        if takes_back(part.text) or (isinstance(following, Passage) and takes_back(following.text)):
            continue
        line, mail = part.lines[0], None if part.speaker else mail_of(part.lines[0], mails)
        label = mail.sender if mail else part.speaker
        own = NOBODY if is_transcript else people.own
        who = people.speaker(label) if label else _labelled(part.text, people, own)
        yield SaidLine(line, plain(part.text), who, (mail.sent if mail else None) or day)


def _labelled(text: str, people: KnownPeople, own: Owner) -> Owner:
    """The one "Ana: I'll do it" is of; nobody where the word before the colon may be a name nobody knows."""
    label = _LABEL.match(text)
    return (people.known(label["name"]) or NOBODY) if label else own


def chunks(lines: Iterator[SaidLine]) -> Iterator[NotesChunk]:
    """In order, each as long as fits."""
    taken: list[SaidLine] = []
    room = MAX_CHUNK
    for line in lines:
        if taken and len(line.shown) + 1 > room:
            yield _chunk(taken)
            taken, room = [], MAX_CHUNK
        taken.append(line)
        room -= len(line.shown) + 1
    if taken:
        yield _chunk(taken)


def _chunk(lines: Sequence[SaidLine]) -> NotesChunk:
    return NotesChunk("\n".join(line.shown for line in lines), {line.line.number: line for line in lines})
