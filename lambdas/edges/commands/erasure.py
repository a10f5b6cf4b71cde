"""Forgetting a meeting, for a signed-in user: a preparation that runs is ended first."""

from datetime import datetime
from typing import TYPE_CHECKING

from lambdas import wiring

if TYPE_CHECKING:
    from lambdas.domain.meetings.erasure import ErasureReceipt
    from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
    from lambdas.meeting_erasure.request import ErasureRequests


def look(user_id: str, meeting_id: str) -> "ErasureReceipt":
    """Returns what would go, or went. Raises NotFound for somebody else's meeting."""
    return _requests().look(user_id, meeting_id, wiring.now())


def forget(user_id: str, meeting_id: str) -> "ErasureReceipt":
    """Raises NotFound for somebody else's meeting, Refused while something about it is still to be decided."""
    return _requests().request(user_id, meeting_id, wiring.now())


def _requests() -> "ErasureRequests":
    from lambdas.meeting_erasure.wiring import erasure_requests

    return erasure_requests(_halt)


def _halt(tracked: "TrackedMeeting", now: datetime) -> None:
    from lambdas.domain.conversation.conversation import ConversationStatus
    from lambdas.meeting_prep.wiring import prep_runs

    prep_runs().halt(tracked, ConversationStatus.WITHDRAWN, now)
