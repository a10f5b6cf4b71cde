"""Builds the services that forget a meeting. What a function does not use is not imported."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from lambdas import wiring
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.meeting_erasure.held import HeldOfMeetings

if TYPE_CHECKING:
    from lambdas.meeting_erasure.erase import Erasures
    from lambdas.meeting_erasure.request import ErasureRequests


def erasure_requests(halt: Callable[[TrackedMeeting, datetime], None]) -> "ErasureRequests":
    """``halt`` is the preparations' own."""
    from lambdas.meeting_erasure.request import ErasureRequests

    return ErasureRequests(_held(), wiring.preparations(), wiring.audit_log(), wiring.bus(), halt)


def erasures() -> "Erasures":
    from lambdas.meeting_erasure.erase import Erasures

    return Erasures(_held(), wiring.material_texts(), wiring.schedules())


def _held() -> HeldOfMeetings:
    return HeldOfMeetings(
        meetings=wiring.meetings(),
        users=wiring.users(),
        conversations=wiring.conversations(),
        transcripts=wiring.transcripts(),
        contexts=wiring.contexts(),
        documents=wiring.documents(),
        notes=wiring.meeting_notes(),
        items=wiring.action_items(),
        outcomes=wiring.outcomes(),
        records=wiring.records(),
        inbox=wiring.inbox(),
        deliveries=wiring.deliveries(),
        slack=wiring.slack_records(),
        actions=wiring.pending_actions(),
        looks=wiring.action_looks(),
        questions=wiring.meeting_questions(),
    )
