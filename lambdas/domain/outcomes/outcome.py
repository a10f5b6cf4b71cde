"""Outcomes: each want somebody had of a meeting, and whether they got it."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from itertools import islice

from lambdas.domain.kernel.canonical import digest
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.meetings.meeting import Meeting

MAX_WANTS = 3
"""Of a meeting that are asked about."""
MAX_WANT = 200
"""What somebody writes themselves, afterwards."""


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


def outcomes_wanted(wants: Iterable[str], meeting: Meeting, now: datetime) -> list[Outcome]:
    """None answered; empty until the meeting is over."""
    if meeting.end > now:
        return []
    return [
        Outcome(
            user_id=meeting.user_id,
            meeting_id=meeting.meeting_id,
            want_key=want_key(want),
            want=want,
            series_id=meeting.series_id,
            start=meeting.start,
        )
        for want in islice(wants, MAX_WANTS)
    ]
