"""One meeting: its brief, its conversation, its materials, and what can be done about it."""

from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.conversation import Verb
from lambdas.domain.executions import Execution
from lambdas.domain.materials import MaterialsPlan
from lambdas.domain.sessions import Session
from lambdas.domain.tracking import RUNNING, TrackedMeeting
from lambdas.edges import commands, queries
from lambdas.edges.at_once import at_once
from lambdas.edges.pages.meeting_view import MeetingFacts, MeetingView, meeting_view
from lambdas.edges.responses import digest, download, live, page, see
from lambdas.edges.visits import Visit
from lambdas.errors import AmoError, Conflict, NotFound, Refused

SECONDS_TO_BEGIN = 20


def show(visit: Visit, meeting_id: str) -> Response[str]:
    return _shown(visit, _view(visit, meeting_id))


def look_again(visit: Visit, meeting_id: str) -> Response[str]:
    view = _view(visit, meeting_id)
    return live("meeting_body.html", _content(visit, view), visit)


def move(visit: Visit, meeting_id: str) -> Response[str]:
    """A move that cannot be made is said beside the question, with what was typed still there."""
    try:
        verb = Verb(visit.fields.get("verb", ""))
    except ValueError as problem:
        raise Refused("The form could not be read; reload the page and try again.") from problem
    text, session_id = visit.fields.get("text", ""), visit.fields.get("session_id", "")
    try:
        commands.converse(visit.user_id, session_id, verb, text, visit.whole_number("version"), "web")
    except (Conflict, Refused) as problem:
        view = _view(visit, meeting_id)
        return _shown(visit, view, problem=str(problem), typed=text)
    return see(f"/meetings/{meeting_id}#conversation")


def prepare(visit: Visit, meeting_id: str) -> Response[str]:
    commands.request_prep(visit.user_id, meeting_id)
    return see(f"/meetings/{meeting_id}?since={int(visit.now.timestamp())}", "preparing")


def decline(visit: Visit, meeting_id: str) -> Response[str]:
    commands.decline(visit.user_id, meeting_id)
    return see(f"/meetings/{meeting_id}", "declined")


def reconsider(visit: Visit, meeting_id: str) -> Response[str]:
    commands.reconsider(visit.user_id, meeting_id)
    return see(f"/meetings/{meeting_id}", "wanted")


def snooze(visit: Visit, session_id: str) -> Response[str]:
    commands.snooze(visit.user_id, session_id, visit.fields.get("until", ""))
    return see("/", "snoozed")


def correct_type(visit: Visit, meeting_id: str) -> Response[str]:
    commands.correct_type(visit.user_id, meeting_id, visit.fields.get("meeting_type", ""))
    back = "/" if visit.fields.get("back") == "today" else f"/meetings/{meeting_id}"
    return see(back, "corrected")


def rate(visit: Visit, meeting_id: str) -> Response[str]:
    stars = visit.whole_number("stars")
    if not 1 <= stars <= 5:
        raise Refused("Feedback is 1 to 5 stars.")
    commands.rate(visit.user_id, meeting_id, stars)
    return see(f"/meetings/{meeting_id}#feedback", "rated")


def download_notes(visit: Visit, meeting_id: str) -> Response[str]:
    template = _notes_template(queries.meeting(visit.user_id, meeting_id))
    if not template:
        raise NotFound("There are no notes to download; materials are kept for 30 days.")
    return download(template, "text/markdown; charset=utf-8", "notes.md")


def _shown(visit: Visit, view: MeetingView, problem: str = "", typed: str | None = None) -> Response[str]:
    is_asking = view.conversation is not None and view.conversation.prompt is not None
    content = {**_content(visit, view), "problem": problem, "typed": typed}
    return page("meeting.html", content, visit, section="today", needs_scripts=view.is_moving or is_asking)


def _content(visit: Visit, view: MeetingView) -> dict[str, Any]:
    since = visit.query.get("since", "") if view.is_moving else ""
    return {"view": view, "digest": digest(view), "problem": "", "typed": None, "since": since}


def _view(visit: Visit, meeting_id: str) -> MeetingView:
    """Whose meeting it is, is settled before anything else of it is read."""
    tracked, user = at_once(
        partial(wiring.meetings().get, visit.user_id, meeting_id), partial(wiring.users().get, visit.user_id)
    )
    contexts, session, plan, notes, execution, deliveries = at_once(
        partial(wiring.contexts().of_meeting, meeting_id),
        partial(_session, tracked, visit),
        partial(_plan, tracked),
        partial(_notes_template, tracked),
        partial(_execution, tracked),
        partial(wiring.deliveries().of_meeting, visit.user_id, meeting_id, visit.now),
    )
    facts = MeetingFacts(tracked, user.timezone, tuple(contexts), session, plan, notes, execution, deliveries)
    view = meeting_view(facts, visit.now)
    return view.about_to_begin() if _was_just_asked_for(visit, tracked) else view


def _was_just_asked_for(visit: Visit, tracked: TrackedMeeting) -> bool:
    """Between "prepare now" and the run's beginning there is nothing to see for a moment."""
    since = visit.query.get("since", "")
    asked = int(since) if since.isdecimal() and len(since) < 12 else 0
    return tracked.prep_status not in RUNNING and 0 <= visit.now.timestamp() - asked < SECONDS_TO_BEGIN


def _session(tracked: TrackedMeeting, visit: Visit) -> Session | None:
    session_id = tracked.preparation.session_id
    found = wiring.sessions().find(session_id, visit.now) if session_id else None
    return found if found and found.user_id == visit.user_id else None


def _plan(tracked: TrackedMeeting) -> MaterialsPlan | None:
    """None where there are no materials, or no longer."""
    manifest = tracked.preparation.materials
    try:
        return MaterialsPlan.model_validate_json(wiring.documents().get(manifest.plan_key)) if manifest else None
    except NotFound:
        return None


def _notes_template(tracked: TrackedMeeting) -> str:
    manifest = tracked.preparation.materials
    try:
        return wiring.documents().get(manifest.notes_key).decode("utf-8") if manifest else ""
    except NotFound:
        return ""


def _execution(tracked: TrackedMeeting) -> Execution | None:
    """The page does without it where the workflow's history cannot be read: it is no longer kept, or AWS is busy."""
    try:
        return queries.execution(tracked)
    except AmoError:
        return None
