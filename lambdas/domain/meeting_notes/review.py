"""The review of one meeting's candidates: each kept, as it was worded then, or dropped."""

from enum import StrEnum

from pydantic import Field

from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.meeting_notes.candidates import Candidate, CandidateKind

MAX_REVIEWED = 150
"""As many as a row takes, each with all its quotes."""


class CandidateVerdict(StrEnum):
    KEPT = "kept"
    DROPPED = "dropped"


class Reviewed(Model):
    """``found`` is the id of the candidate as it was found, ``candidate`` how it reads now.

    ``became`` is what it was made: the id of an action item, or the reference of a record.
    """

    found: str
    candidate: Candidate
    verdict: CandidateVerdict
    became: str = ""


class NotesReview(Model):
    """``version`` grows with every confirmation, 0 before the first. ``is_empty``: its owner said there is nothing."""

    meeting_id: str
    user_id: str
    version: int = 0
    reviewed: tuple[Reviewed, ...] = Field(default=(), max_length=MAX_REVIEWED)
    is_empty: bool = False
    reviewed_at: Instant | None = None

    def kept(self, kind: CandidateKind) -> tuple[Reviewed, ...]:
        return tuple(
            one for one in self.reviewed if one.verdict is CandidateVerdict.KEPT and one.candidate.kind is kind
        )
