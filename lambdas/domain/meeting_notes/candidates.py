"""Candidates: the next steps that notes seem to name, nothing yet until somebody confirms them."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from lambdas.domain.kernel.canonical import canonical, digest
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.model import Model

MAX_WHAT = 300
MAX_QUOTES = 4
MAX_QUOTE = 300


class CandidateKind(StrEnum):
    ITEM = "item"
    DECISION = "decision"
    QUESTION = "question"


KIND_NAMES: Mapping[CandidateKind, str] = MappingProxyType(
    {
        CandidateKind.ITEM: "Action item",
        CandidateKind.DECISION: "Decision",
        CandidateKind.QUESTION: "Open question",
    }
)


class Quote(Model):
    """A line it was found in, copied: the text itself goes after 30 days."""

    text_id: str
    number: int
    text: str = Field(max_length=MAX_QUOTE)
    speaker: str = ""


class Candidate(Model):
    """``owner`` and ``due`` only where ``quotes`` name them; ``owner_email`` where exactly one invited person is it.

    Of a decision, ``owner`` is who decided, ``why`` the reason given, and ``ref`` the open decision it answers
    (``decisions:ID``), with ``asked`` the words that one was asked in. ``written_by``: the model that wrote it.
    """

    kind: CandidateKind
    what: str = Field(min_length=1, max_length=MAX_WHAT)
    owner: str = Field(default="", max_length=200)
    owner_email: str = ""
    due: date | None = None
    why: str = Field(default="", max_length=MAX_WHAT)
    ref: str = ""
    asked: str = ""
    quotes: tuple[Quote, ...] = Field(default=(), max_length=MAX_QUOTES)
    by: Literal["rules", "model", "person"] = "rules"
    written_by: str = Field(default="", max_length=200)

    @property
    def candidate_id(self) -> str:
        """Returns the same for the same thing of the same person, however often notes that say it come in."""
        said = (" ".join(words.casefold().split()) for words in (self.what, self.owner))
        return digest(canonical([self.kind.value, *said]))[:16]


def kinds_counted(kinds: Sequence[CandidateKind]) -> str:
    """``2 action items, 1 decision``"""
    told = ((kinds.count(kind), name.lower()) for kind, name in KIND_NAMES.items())
    return ", ".join(counted(count, name) for count, name in told if count)
