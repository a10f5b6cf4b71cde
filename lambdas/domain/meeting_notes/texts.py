"""Notes as somebody handed them in: a text or a transcript, line by line. Its lines are hostile: text, never more."""

from enum import StrEnum

from pydantic import Field

from lambdas.domain.kernel.canonical import canonical, digest
from lambdas.domain.kernel.model import Instant, Model

MAX_TEXTS = 12
"""Of one meeting."""
MAX_LINES = 6000
"""A day of talk, transcribed."""
MAX_LINE = 2000
MAX_BYTES = 2 * 1024 * 1024
"""Of one text, and of all of a meeting: one confirm screen reads them all."""
TYPED = "notes"
"""Stands for the id of a text where a line comes from the form of the page (notes.py)."""


class NoteSource(StrEnum):
    """The way a text came in."""

    PASTED = "pasted"
    FILE = "file"
    SLACK = "slack"
    TERMINAL = "terminal"
    API = "api"
    VOICE = "voice"


class SpokenLine(Model):
    """``number`` counts from 1; ``speaker`` is who says it where the text names one, as it names them."""

    number: int
    text: str = Field(max_length=MAX_LINE)
    speaker: str = Field(default="", max_length=200)


class NoteTextHeader(Model):
    """A text without its lines. ``name`` is the file's, or what a person calls it.

    ``count`` is how many lines it has, ``size`` how many characters.
    """

    text_id: str
    meeting_id: str
    user_id: str
    name: str
    source: NoteSource
    count: int
    size: int = 0
    added_at: Instant

    @property
    def key(self) -> str:
        """Returns the key of the lines in the bucket of documents, which forgets them after 30 days."""
        return f"{self.user_id}/{self.meeting_id}/notes/{self.text_id}.json"


class NoteText(Model):
    """The lines of one text."""

    lines: tuple[SpokenLine, ...] = Field(max_length=MAX_LINES)

    @property
    def size(self) -> int:
        return sum(len(line.text) for line in self.lines)

    @property
    def text_id(self) -> str:
        """Returns the same for the same lines: a text handed in twice is one."""
        said = [[line.speaker, line.text] for line in self.lines]
        return digest(canonical(said))[:20]
