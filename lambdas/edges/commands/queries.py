"""Queries of the edges for a signed-in user; every id is checked to be theirs, somebody else's is NotFound."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from lambdas import wiring
from lambdas.domain.conversation.moves import prompt
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest, TrackedMeeting
from lambdas.domain.notifications.deliveries import DeliveryRecord
from lambdas.domain.preparation.executions import WorkflowExecution
from lambdas.edges.commands.views import DocumentView, MaterialsView, SessionView
from lambdas.errors import NotFound
from lambdas.materials.links import issue_link

if TYPE_CHECKING:
    from lambdas.domain.agenda.explanation import Explanation

STAYS = timedelta(hours=1)
"""So long a meeting that is over stays in the list of those that are coming."""
DAYS_AHEAD = timedelta(days=400)
A_SECOND = timedelta(seconds=1)
MAX_READ = 1000
"""Meetings that one request reads to find something: what is older takes another, which the page offers."""


class Look(NamedTuple):
    """``further`` is where the next look begins; None where there is nothing earlier."""

    meetings: list[TrackedMeeting]
    further: datetime | None


def coming_meetings(user_id: str, days: int, past_days: int = 0) -> list[TrackedMeeting]:
    """Of the next ``days``, after those that ended in the last ``past_days``."""
    now = wiring.now()
    since = now - max(timedelta(days=past_days), STAYS)
    found = wiring.meetings().between(user_id, since - timedelta(days=1), now + timedelta(days=days))
    return [tracked for tracked in found if tracked.meeting.end > since]


def meetings_before(user_id: str, before: datetime | None, most: int = 0) -> Look:
    """The latest meetings before ``before``, without it from the furthest in the future on.

    No more than ``most`` of them, or than ``MAX_READ``.
    """
    start, limit = before or wiring.now() + DAYS_AHEAD, most or MAX_READ
    found = wiring.meetings().latest_first(user_id, start, limit)
    is_all = len(found) < limit
    return Look(found, None if is_all else found[-1].meeting.start + A_SECOND)  # others may begin with the last one


def conversation(tracked: TrackedMeeting) -> SessionView:
    """The conversation of the current run; its prompt is None while nothing has been asked."""
    user_id, session_id = tracked.meeting.user_id, tracked.preparation.session_id
    asked = None
    if session_id:
        try:
            asked = prompt(wiring.conversations().get(user_id, session_id, wiring.now()))
        except NotFound:
            asked = None
    return SessionView(meeting_id=tracked.meeting.meeting_id, prep_status=tracked.prep_status, prompt=asked)


def materials(tracked: TrackedMeeting, now: datetime) -> MaterialsView:
    """The documents with fresh links. Raises NotFound, saying how far the preparation is."""
    manifest = _manifest(tracked)
    owner, meeting_id = tracked.meeting.user_id, tracked.meeting.meeting_id

    def document(key: str) -> DocumentView:
        link = issue_link(owner, meeting_id, key, wiring.signing_keys(), now)
        return DocumentView(key=key, url=f"{wiring.settings().public_url}/m/{link}")

    return MaterialsView(
        meeting_id=meeting_id,
        brief=document(manifest.brief_key) if manifest.brief_key else None,
        agenda=document(manifest.agenda_key),
        questions=document(manifest.questions_key),
        notes=document(manifest.notes_key),
        generated_at=manifest.generated_at,
        composer=manifest.composer,
        without_model=manifest.without_model,
    )


def explanation(tracked: TrackedMeeting) -> "Explanation":
    """Why the materials say what they say. Raises NotFound where there are none, or no longer."""
    from lambdas.domain.agenda.explanation import explained
    from lambdas.domain.agenda.materials import MaterialsPlan

    manifest = _manifest(tracked)
    return explained(MaterialsPlan.model_validate_json(wiring.documents().get(manifest.plan_key)))


def _manifest(tracked: TrackedMeeting) -> MaterialsManifest:
    if tracked.preparation.materials is None:
        raise NotFound(f"there are no materials yet; the preparation is {tracked.prep_status.value}")
    return tracked.preparation.materials


def deliveries(tracked: TrackedMeeting) -> tuple[DeliveryRecord, ...]:
    """Returns what its owner was told of the meeting, on which channel, and why not on another; oldest first."""
    meeting = tracked.meeting
    return wiring.deliveries().of_meeting(meeting.user_id, meeting.meeting_id, wiring.now())


def execution(tracked: TrackedMeeting) -> WorkflowExecution:
    """The workflow's own record. Raises NotFound before there is one."""
    arn = tracked.preparation.execution_arn
    if not arn:
        raise NotFound("this meeting's preparation has not started; ./amo prep starts it now")
    return wiring.workflows().history(arn)
