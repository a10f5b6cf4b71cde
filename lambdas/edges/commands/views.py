"""Views of a meeting, its conversation and its documents; shapes of contracts.md."""

from typing import Literal, TypeVar

from pydantic import Field

from lambdas.domain.accounts.user import CalendarConnection
from lambdas.domain.conversation.moves import Prompt
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.llm.reasons import NoAnswerReason
from lambdas.domain.meetings.tracked_meeting import PrepStatus, TrackedMeeting

ViewT = TypeVar("ViewT", bound=Model)


def view_of(view: type[ViewT], *parts: object, **said: object) -> ViewT:
    """Each of the view's fields as it is ``said``, or else as the first of the ``parts`` has it that has one.

    A field that none of them has is an error, also where the view has a default for it.
    """

    def value(name: str) -> object:
        return getattr(next((part for part in parts if hasattr(part, name)), parts[0]), name)

    return view(**{name: value(name) for name in view.model_fields.keys() - said.keys()}, **said)


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
    meeting = tracked.meeting
    parts = (meeting, tracked.plan, tracked, tracked.preparation)
    return view_of(MeetingView, *parts, source=meeting.source.value, status=meeting.status.value)


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
    """``brief`` is private; materials made before there was one have none.

    ``without_model`` says why a model that was asked did not answer.
    """

    meeting_id: str
    brief: DocumentView | None
    agenda: DocumentView
    questions: DocumentView
    notes: DocumentView
    generated_at: Instant
    composer: Literal["rules", "model"]
    without_model: NoAnswerReason | None


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
    return view_of(CalendarView, connection, source=connection.source.value, health=connection.health.value)


class CheckView(Model):
    name: str
    ok: bool
    detail: str


class HealthView(Model):
    version: str
    checks: tuple[CheckView, ...]


class ErrorView(Model):
    message: str = Field(description="One line: what is wrong and what to do")
