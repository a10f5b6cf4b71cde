"""The question to a model: instructions out of a file, which are ours, and data, which is anybody's."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from lambdas.domain.llm.consent import DataOrigin, ModelAsker
from lambdas.domain.llm.purposes import Purpose

MAX_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Instructions:
    """One prompt file. ``version`` is the hash of all that stands in it; it is kept with every answer."""

    name: str
    purpose: Purpose
    text: str
    version: str


@dataclass(frozen=True, slots=True)
class Untrusted:
    """One piece of data: what it is (``label``, a word of ours), its text, and the characters shown at most."""

    label: str
    text: str = field(repr=False)
    origin: DataOrigin
    limit: int = MAX_TEXT


@dataclass(frozen=True, slots=True)
class ModelPrompt:
    """``language`` is what the answer is to be written in, in English ("German"); empty for the data's own."""

    instructions: Instructions
    data: tuple[Untrusted, ...]
    language: str = ""

    @property
    def purpose(self) -> Purpose:
        return self.instructions.purpose

    def readable_by(self, asker: ModelAsker) -> "ModelPrompt":
        """The prompt with what the asker lets a model read."""
        return replace(self, data=readable(self.data, asker))


def readable(data: Iterable[Untrusted], asker: ModelAsker) -> tuple[Untrusted, ...]:
    return tuple(piece for piece in data if piece.text.strip() and asker.consent.allows(piece.origin))
