"""The workflow's first step: is the meeting still to be prepared, with what, and from which phase on."""

from datetime import datetime
from typing import Literal

from lambdas.domain.classification.meeting_types import MeetingTypes
from lambdas.domain.kernel.context_kinds import ContextKind
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.lifecycle import Phase, continue_blocking_reason, phase_of


class RunInput(Model):
    """The input of an execution."""

    meeting_id: str
    user_id: str
    run: int
    timing_version: int
    request_id: str


class LoadedMeeting(Model):
    """The input of every later state: ids and small facts, nothing that people wrote."""

    outcome: Literal["ready"] = "ready"
    phase: Phase
    meeting_id: str
    user_id: str
    run: int
    session_id: str
    meeting_type: str
    minutes: int
    start: Instant
    end: Instant
    context_kinds: tuple[ContextKind, ...]


class WithdrawnMeeting(Model):
    outcome: Literal["withdrawn"] = "withdrawn"
    reason: str


def loaded(tracked: TrackedMeeting, run: int, types: MeetingTypes, now: datetime) -> LoadedMeeting | WithdrawnMeeting:
    """Withdrawn when the meeting moved, was cancelled, began, or when another run has taken over."""
    if reason := continue_blocking_reason(tracked, run, now):
        return WithdrawnMeeting(reason=reason)
    meeting = tracked.meeting
    return LoadedMeeting(
        phase=phase_of(tracked.preparation),
        meeting_id=meeting.meeting_id,
        user_id=meeting.user_id,
        run=run,
        session_id=tracked.preparation.session_id,
        meeting_type=tracked.plan.meeting_type,
        minutes=meeting.minutes,
        start=meeting.start,
        end=meeting.end,
        context_kinds=types.get(tracked.plan.meeting_type).context_required,
    )
