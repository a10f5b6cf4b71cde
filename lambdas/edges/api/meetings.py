"""Meetings, their conversations and materials."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field

from lambdas import wiring
from lambdas.domain.agenda.explanation import Explanation
from lambdas.domain.context.notes import ContextNote
from lambdas.domain.conversation.moves import Prompt, Verb
from lambdas.domain.conversation.snooze import Snooze
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.meetings.erasure import ErasureReceipt
from lambdas.domain.meetings.recognition import recognitions
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.notifications.messages import Message
from lambdas.domain.preparation.executions import NOT_STARTED
from lambdas.edges.api.app import MeetingId, NoticeId, SessionId, app, user
from lambdas.edges.commands import erasure, meetings, queries
from lambdas.edges.commands.views import MaterialsView, MeetingView, SessionView, meeting_view
from lambdas.edges.http.requests import bearer


class MoveRequest(Model):
    """``version`` is the one of the prompt the user was looking at."""

    move: Verb
    text: str = Field(default="", max_length=20_000)
    version: int


class SnoozeRequest(Model):
    until: Snooze


class Snoozed(Model):
    asks_again_at: Instant | None


class Correction(Model):
    meeting_type: str = Field(max_length=60)


class Feedback(Model):
    stars: int = Field(ge=1, le=5)


def list_meetings(
    days: Annotated[int, Query(ge=1, le=90)] = 14, past_days: Annotated[int, Query(ge=0, le=90)] = 0
) -> list[MeetingView]:
    """With ``past_days``, those that ended since then too; the earliest first."""
    return [meeting_view(tracked) for tracked in queries.coming_meetings(user(), days, past_days)]


def get_meeting(meeting_id: MeetingId) -> MeetingView:
    return meeting_view(_tracked(meeting_id))


def prepare(meeting_id: MeetingId) -> MeetingView:
    meetings.request_prep(user(), meeting_id)
    return get_meeting(meeting_id)


def decline(meeting_id: MeetingId) -> MeetingView:
    """This occurrence is not prepared; whatever is under way for it ends."""
    meetings.decline(user(), meeting_id)
    return get_meeting(meeting_id)


def reconsider(meeting_id: MeetingId) -> MeetingView:
    """A declined occurrence is prepared after all."""
    meetings.reconsider(user(), meeting_id)
    return get_meeting(meeting_id)


def look_at_erasure(meeting_id: MeetingId) -> ErasureReceipt:
    """Returns what would be deleted; of a meeting that was forgotten, what was."""
    return erasure.look(user(), meeting_id)


def forget(meeting_id: MeetingId) -> ErasureReceipt:
    """Deletes everything AMO holds of the meeting, for good: right afterwards, until nothing is ``left``."""
    return erasure.forget(user(), meeting_id)


def correct_type(meeting_id: MeetingId, body: Correction) -> MeetingView:
    meetings.correct_type(user(), meeting_id, body.meeting_type)
    return get_meeting(meeting_id)


def give_feedback(meeting_id: MeetingId, body: Feedback) -> MeetingView:
    meetings.rate(user(), meeting_id, body.stars)
    return get_meeting(meeting_id)


def get_session(meeting_id: MeetingId) -> SessionView:
    return queries.conversation(_tracked(meeting_id))


def make_move(session_id: SessionId, body: MoveRequest) -> Prompt:
    channel = "terminal" if bearer(app.current_event.raw_event) else "web"
    return meetings.converse(user(), session_id, body.move, body.text, body.version, channel)


def snooze(session_id: SessionId, body: SnoozeRequest) -> Snoozed:
    """Asks again later; the conversation's deadline stays where it is."""
    return Snoozed(asks_again_at=meetings.snooze(user(), session_id, body.until).nudge_at)


def list_contexts(meeting_id: MeetingId) -> list[ContextNote]:
    return wiring.contexts().of_meeting(_tracked(meeting_id).meeting.meeting_id)


def get_materials(meeting_id: MeetingId) -> MaterialsView:
    return queries.materials(_tracked(meeting_id), wiring.now())


def explain_materials(meeting_id: MeetingId) -> Explanation:
    return queries.explanation(_tracked(meeting_id))


def trace(meeting_id: MeetingId) -> dict[str, Any]:
    tracked = _tracked(meeting_id)
    told = [record.model_dump(mode="json") for record in queries.deliveries(tracked)]
    names = [recognised.model_dump(mode="json") for recognised in recognitions(tracked)]
    execution = queries.execution(tracked) if tracked.preparation.execution_arn or not names else NOT_STARTED
    return {"meeting_id": meeting_id, **execution.model_dump(mode="json"), "deliveries": told, "recognised": names}


def list_notices() -> list[Message]:
    return list(wiring.inbox().for_user(user(), wiring.now()))


def dismiss_notice(message_id: NoticeId) -> list[Message]:
    """Returns what is left."""
    meetings.dismiss(user(), (message_id,))
    return list_notices()


def _tracked(meeting_id: str) -> TrackedMeeting:
    """Raises NotFound, also for somebody else's."""
    return wiring.meetings().get(user(), meeting_id)
