"""The parts of a person's data that a model may be shown: those they allowed, and never what stands in ``NEVER``."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.model import Instant, Model

ConsentLevel = Literal["off", "own", "all"]


class DataOrigin(StrEnum):
    """The place a text comes from. Of records it is their kind, by the same name as in ``ContextKind``."""

    OWN_WORDS = "own_words"
    """Answers, questions and orders of the person themselves."""
    NOTES = "notes"
    """Notes they wrote or pasted after a meeting."""
    INVITATION = "invitation"
    """Title, description and people, as somebody else may have written them."""
    HISTORY = "history"
    BUDGET = "budget"
    BIG_ROCKS = "big_rocks"
    INCIDENTS = "incidents"
    STAFFING = "staffing"
    DECISIONS = "decisions"


OWN = frozenset({DataOrigin.OWN_WORDS, DataOrigin.NOTES})
NEVER = frozenset({DataOrigin.STAFFING})
"""Records about named people's work and pay never go to a model, whatever anybody allowed."""


class ModelConsent(Model):
    """``own``: a model reads what they wrote themselves, and nothing else; ``without`` are records it never reads.

    ``said_at``: None where they never said anything of it.
    """

    level: ConsentLevel = "off"
    without: frozenset[ContextKind] = Field(default=frozenset())
    said_at: Instant | None = None

    def allows(self, origin: DataOrigin) -> bool:
        if origin in NEVER or self.level == "off":
            return False
        is_left_out = origin in {kind.value for kind in self.without}
        return origin in OWN or (self.level == "all" and not is_left_out)


NO_CONSENT = ModelConsent()


class ModelAsker(Model):
    """On whose behalf a model is asked. ``task`` is what shares one ceiling: a preparation, a conversation, a sync.

    ``is_private``: the meeting is marked private or confidential, so no model hears of it.
    """

    user_id: str
    team_id: str
    consent: ModelConsent
    task: str
    meeting_id: str = ""
    is_private: bool = False

    @property
    def is_willing(self) -> bool:
        return self.consent.level != "off" and not self.is_private
