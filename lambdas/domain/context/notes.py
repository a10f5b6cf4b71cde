"""The findings of a context agent: typed facts with their source and age, or the gap said in one line (CTX-1..6)."""

from pydantic import Field

from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.model import Instant, Model


class Fact(Model):
    """One line a person could say aloud. ``ref`` is where it comes from: ``budget:compute``, ``action_items:17``.

    ``weight`` orders facts within a note: 3 needs a decision or is overdue, 2 is off track, 1 is worth knowing.
    ``asks`` is who could answer for it (a name or a role), empty when the record does not say.
    ``question`` is what to ask about it, empty when nothing is open.
    """

    text: str
    ref: str
    weight: int = 1
    asks: str = ""
    question: str = ""
    as_of: Instant | None = None


class ContextNote(Model):
    """The facts one agent gathered for one meeting. With no facts, ``gap`` says what is missing and since when."""

    kind: ContextKind
    source: str
    gathered_at: Instant
    headline: str = ""
    facts: tuple[Fact, ...] = ()
    figures: dict[str, float] = Field(default_factory=dict)
    gap: str = ""
