"""Another lead that was proposed to a person for a type of meeting, and when it may be proposed again. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.preparation.start_habits import DIFFERS

BETWEEN_PROPOSALS = timedelta(days=7)
CLOCKS_DIFFER = timedelta(hours=12)
"""Evenings a week apart are a few minutes or a change of the clocks less."""


class TimingProposal(Model):
    """``hours`` before the start instead of ``current_hours``; ``kept_at`` is when they said that it stays as it is.

    ``usual_start`` says when they usually start: "the evening before".
    """

    meeting_type: str
    hours: int
    current_hours: int
    usual_start: str
    proposed_at: Instant
    kept_at: Instant | None = None

    @property
    def is_open(self) -> bool:
        return self.kept_at is None


def may_propose_now(earlier: Iterable[TimingProposal], now: datetime) -> bool:
    """Returns whether a week has gone by since the last one, of whatever type."""
    return all(now - before.proposed_at >= BETWEEN_PROPOSALS - CLOCKS_DIFFER for before in earlier)


def is_news(found: TimingProposal, before: TimingProposal | None) -> bool:
    """Returns whether it is worth proposing after the last one of its type: never much the same again."""
    return before is None or abs(found.hours - before.hours) > DIFFERS * before.hours
