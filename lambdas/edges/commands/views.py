"""Views of a meeting, its conversation and its documents; shapes of contracts.md."""

from typing import Literal

from pydantic import Field

from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.conversation.moves import Prompt
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting


class MeetingView(Model):
    meeting_id: str
    external_id: str
    source: str
    title: str
    start: Instant
    end: Instant
    timezone: str
    attendee_count: int
    meeting_type: str
    type_reason: str
    prep_trigger_time: Instant | None
    status: Literal["scheduled", "cancelled"]
    prep_status: PrepStatus
    skip_reason: str | None
    failure: str


def meeting_view(tracked: TrackedMeeting) -> MeetingView:
    meeting, plan = tracked.meeting, tracked.plan
    return MeetingView(
        meeting_id=meeting.meeting_id,
        external_id=meeting.external_id,
        source=meeting.source.value,
        title=meeting.title,
        start=meeting.start,
        end=meeting.end,
        timezone=meeting.timezone,
        attendee_count=meeting.attendee_count,
        meeting_type=plan.meeting_type,
        type_reason=plan.type_reason,
        prep_trigger_time=plan.prep_trigger_time,
        status=meeting.status.value,
        prep_status=tracked.prep_status,
        skip_reason=plan.skip_reason,
        failure=tracked.preparation.failure,
    )


class SessionView(Model):
    """``prompt`` is None while the preparation has not asked anything yet."""

    meeting_id: str
    prep_status: PrepStatus
    prompt: Prompt | None


class DocumentView(Model):
    """``url`` works for its owner for 24 hours."""

    key: str
    url: str


class MaterialsView(Model):
    meeting_id: str
    agenda: DocumentView
    questions: DocumentView
    notes: DocumentView
    generated_at: Instant
    composer: Literal["rules", "model"]


class CalendarView(Model):
    """A connected calendar without its address, which is a secret."""

    calendar_id: str
    source: str
    label: str
    health: str
    problem: str
    meeting_count: int
    counts: bool
    last_synced_at: Instant | None


def calendar_view(connection: CalendarConnection) -> CalendarView:
    return CalendarView(
        calendar_id=connection.calendar_id,
        source=connection.source.value,
        label=connection.label,
        health=connection.health.value,
        problem=connection.problem,
        meeting_count=connection.meeting_count,
        counts=connection.counts,
        last_synced_at=connection.last_synced_at,
    )


class CheckView(Model):
    name: str
    ok: bool
    detail: str


class HealthView(Model):
    version: str
    checks: tuple[CheckView, ...]


class ErrorView(Model):
    message: str = Field(description="One line: what is wrong and what to do")
