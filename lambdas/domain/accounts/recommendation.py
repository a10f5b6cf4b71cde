"""A person's word on whether they would recommend AMO to a colleague (seed 001): seldom asked. Pure."""

from datetime import datetime, timedelta

from pydantic import Field

from lambdas.domain.kernel.model import Instant, Model

ASKED_AFTER_MEETINGS = 5
"""Prepared meetings somebody has had before they can tell."""
ASKED_AGAIN_AFTER = timedelta(days=90)
MAX_REMARK = 300


class Recommendation(Model):
    """``score`` is from 0, not at all, to 10; None where they never said. ``remark`` is in their own words.

    ``said_at`` is when they said so, or that they did not want to say.
    """

    score: int | None = Field(default=None, ge=0, le=10)
    remark: str = Field(default="", max_length=MAX_REMARK)
    said_at: Instant


def is_due(said: Recommendation | None, now: datetime) -> bool:
    """Returns whether they may be asked again, or for the first time."""
    return said is None or now - said.said_at >= ASKED_AGAIN_AFTER
