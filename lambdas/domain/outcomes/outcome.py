"""Outcomes: each want somebody had of a meeting, and whether they got it."""

from enum import StrEnum

from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.model import Instant, Model


class Reached(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Outcome(Model):
    """``want`` is in its owner's words; ``reached`` is None until they say. ``start`` is the meeting's."""

    user_id: str
    meeting_id: str
    want_key: str
    want: str
    series_id: str | None = None
    start: Instant
    reached: Reached | None = None
    answered_at: Instant | None = None


def want_key(want: str) -> str:
    """The same for the same want, however often the materials are written."""
    return digest(" ".join(want.casefold().split()))[:12]
