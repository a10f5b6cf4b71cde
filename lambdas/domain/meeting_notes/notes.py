"""The notes of one meeting as its owner writes them: by section of the agenda, what was said, decided and promised."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.model import Instant, Model

MAX_SECTIONS = 60
MAX_ROWS = 60
MAX_SAID = 8000
MAX_TEXT = 1000
Key = Annotated[str, Field(pattern=r"^[a-z0-9]{1,16}$")]
"""Names a section or a row for as long as the notes live, so that whoever reads them later can point to it."""
Short = Annotated[str, Field(max_length=MAX_TEXT)]


class Origin(StrEnum):
    """``PLANNED`` is what the agenda says beforehand: never evidence that anybody said it."""

    SAID = "said"
    PLANNED = "planned"


class Decided(Model):
    """``asked`` and ``ref`` are the question of the agenda that it answers, and that question's record."""

    key: Key
    what: Short
    who: Short = ""
    why: Short = ""
    asked: Short = ""
    ref: Short = ""


class Promised(Model):
    """An action item as it was noted, before anybody confirmed it."""

    key: Key
    what: Short
    owner: Short = ""
    due: date | None = None


class SectionNotes(Model):
    """``title`` is the section's of the agenda the notes were written on; ``said`` may have many lines."""

    key: Key
    title: Short
    said: str = Field(default="", max_length=MAX_SAID)
    decided: tuple[Decided, ...] = Field(default=(), max_length=MAX_ROWS)
    promised: tuple[Promised, ...] = Field(default=(), max_length=MAX_ROWS)

    @property
    def is_empty(self) -> bool:
        return not (self.said.strip() or self.decided or self.promised)


class NoteLine(Model):
    """``number`` counts from 1 through the whole of the notes, ``row`` is empty for what was said."""

    number: int
    section: Key
    row: str = ""
    text: str
    origin: Origin = Origin.SAID


class MeetingNotes(Model):
    """``version`` grows with every save, 0 before the first."""

    meeting_id: str
    user_id: str
    version: int = 0
    sections: tuple[SectionNotes, ...] = Field(default=(), max_length=MAX_SECTIONS)
    saved_at: Instant | None = None

    def lines(self) -> Iterator[NoteLine]:
        """Every line with its number, in the order of the document."""
        told = (line for section in self.sections for line in _lines(section))
        for number, (section, row, text, origin) in enumerate(told, start=1):
            yield NoteLine(number=number, section=section, row=row, text=text, origin=origin)


def section_key(title: str) -> str:
    """The same for the same title, however often the agenda is made anew."""
    return digest(" ".join(title.casefold().split()))[:10]


def _lines(section: SectionNotes) -> Iterator[tuple[str, str, str, Origin]]:
    for line in filter(None, map(str.strip, section.said.splitlines())):
        yield section.key, "", line, Origin.SAID
    for decided in section.decided:
        if decided.asked:
            yield section.key, decided.key, decided.asked, Origin.PLANNED
        said = "; ".join(filter(None, (decided.what, decided.who, decided.why)))
        yield section.key, decided.key, said, Origin.SAID
    for promised in section.promised:
        due = promised.due.isoformat() if promised.due else ""
        yield section.key, promised.key, "; ".join(filter(None, (promised.what, promised.owner, due))), Origin.SAID
