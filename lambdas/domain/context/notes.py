"""The findings of a context agent: typed facts with their source and age, or the gap said in one line (CTX-1..6)."""

from enum import StrEnum

from pydantic import Field

from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.model import Instant, Model

NEEDS_DECISION, OFF_TRACK, WORTH_KNOWING, TOO_SMALL = 3, 2, 1, 0
"""The weights of facts: what is overdue needs a decision; the smallest matters only where somebody asks."""


class FactPart(StrEnum):
    """The part of its record that a fact tells, where that decides where it stands."""

    STATE = "state"
    SUMMARY = "summary"
    WIN = "win"
    DECISION = "decision"
    PROMISE = "promise"
    LAST_TIME = "last_time"
    LAST_ANSWER = "last_answer"
    DECIDED = "decided"
    OWED = "owed"
    REACHED = "reached"
    LEFT_OPEN = "left_open"
    PEOPLE = "people"
    NEWCOMERS = "newcomers"
    FIRST = "first"
    GUESTS = "guests"
    ABSENT = "absent"
    COURSE = "course"
    RECOVERY = "recovery"
    IMPACT = "impact"
    BEFORE = "before"
    FOLLOW_UP = "follow_up"


RECAP = frozenset({FactPart.DECIDED, FactPart.OWED, FactPart.REACHED})
"""What a meeting opens with: what became of the last one, each in one line."""


class Fact(Model):
    """One line a person could say aloud. ``ref`` is where it comes from: ``budget:compute``, ``action_items:17``.

    ``weight`` orders facts within a note, from ``NEEDS_DECISION`` down to ``TOO_SMALL``.
    ``asks`` is who could answer for it (a name or a role), empty when the record does not say.
    ``question`` is what to ask about it, empty when nothing is open.
    ``subject`` is what the thing is called, ``standing`` how it stands in a few words, where the text says more.
    ``background`` is what the record holds beside the text (its note, its owner): it tells what belongs together, and
    is never shown. ``choices`` are those a decision is between. Days in the text are counted to the meeting's day.
    ``origin`` are the sources its records came from by themselves, by name, and ``read_at`` is when they were last
    read, the oldest of them; empty for what people keep.
    """

    text: str
    ref: str
    weight: int = 1
    asks: str = ""
    question: str = ""
    as_of: Instant | None = None
    part: FactPart = FactPart.STATE
    subject: str = ""
    standing: str = ""
    background: str = ""
    choices: tuple[str, ...] = ()
    origin: str = ""
    read_at: Instant | None = None


class ContextNote(Model):
    """The facts one agent gathered for one meeting. With no facts, ``gap`` says what is missing and since when.

    ``unread`` are the sources of this kind that could not be read; each completes the sentence "Not known: ...".
    """

    kind: ContextKind
    source: str
    gathered_at: Instant
    headline: str = ""
    facts: tuple[Fact, ...] = ()
    figures: dict[str, float] = Field(default_factory=dict)
    gap: str = ""
    unread: tuple[str, ...] = ()
