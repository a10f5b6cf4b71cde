"""One meeting: its brief, its conversation, its materials, and what can be done about it."""

from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.conversation.moves import MAX_ANSWER, Verb
from lambdas.domain.meeting_notes.sheet import candidates_typed
from lambdas.domain.meeting_notes.sheet import sheet as sheet_of
from lambdas.domain.meetings.tracked_meeting import RUNNING, TrackedMeeting
from lambdas.domain.outcomes.outcome import Outcome
from lambdas.domain.preparation.executions import WorkflowExecution
from lambdas.edges.commands import meetings, queries
from lambdas.edges.http.at_once import at_once
from lambdas.edges.web.after_meeting import NotedFacts
from lambdas.edges.web.meeting_view import MeetingPage, MeetingPageData, meeting_page
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.recorder import recorder_of
from lambdas.edges.web.responses import MICROPHONE, digest, live, page, see
from lambdas.errors import AmoError, Conflict, NotFound, Refused, Retryable
from lambdas.meeting_notes.wiring import notes_reviews
from lambdas.outcomes.wiring import outcome_answers

SECONDS_TO_BEGIN = 20
MAX_COUNTED = 300
"""Lines handed in, up to which a meeting's page says how much is to be confirmed."""
NEVER_ASK = "never"
"""Beside the verbs of a conversation: skips the question, and is a wish as well."""


def show(request: PageRequest, meeting_id: str) -> Response[str]:
    view = view_of(request, meeting_id)
    _note_reading(request, view)
    return shown(request, view)


def look_again(request: PageRequest, meeting_id: str) -> Response[str]:
    view = view_of(request, meeting_id)
    answer = live("meeting_body.html", _content(request, view), request)
    if answer.status_code == HTTPStatus.OK and "unseen" not in request.query:
        _note_reading(request, view)
    return answer


def move(request: PageRequest, meeting_id: str) -> Response[str]:
    """A move that cannot be made is said beside the question, with what was typed still there."""
    text, session_id = request.fields.get("text", ""), request.fields.get("session_id", "")
    verb, version = request.fields.get("verb", ""), request.whole_number("version")
    try:
        if verb == NEVER_ASK:
            meetings.never_ask(request.user_id, session_id, version, "web")
        else:
            meetings.converse(request.user_id, session_id, _verb(verb), text, version, "web")
    except (Conflict, Refused, Retryable) as error:
        return _refused_move(request, view_of(request, meeting_id), text, version, str(error))
    return see(f"/meetings/{meeting_id}#conversation")


def _verb(name: str) -> Verb:
    if name not in set(Verb):
        raise Refused("The form could not be read; reload the page and try again.")
    return Verb(name)


def prepare(request: PageRequest, meeting_id: str) -> Response[str]:
    meetings.request_prep(request.user_id, meeting_id)
    return see(f"/meetings/{meeting_id}?since={int(request.now.timestamp())}", "preparing")


def decline(request: PageRequest, meeting_id: str) -> Response[str]:
    meetings.decline(request.user_id, meeting_id)
    return see(_back(request, meeting_id), "declined", undo=meeting_id)


def reconsider(request: PageRequest, meeting_id: str) -> Response[str]:
    meetings.reconsider(request.user_id, meeting_id)
    return see(_back(request, meeting_id), "wanted")


def snooze(request: PageRequest, session_id: str) -> Response[str]:
    meetings.snooze(request.user_id, session_id, request.fields.get("until", ""))
    return see("/", "snoozed")


def correct_type(request: PageRequest, meeting_id: str) -> Response[str]:
    correction = meetings.correct_type(request.user_id, meeting_id, request.fields.get("meeting_type", ""))
    made = f"{meeting_id} {int(correction.corrected_at.timestamp())}"
    return see(_back(request, meeting_id), "corrected", undo=made)


def rate(request: PageRequest, meeting_id: str) -> Response[str]:
    stars = request.whole_number("stars")
    if not 1 <= stars <= 5:
        raise Refused("Feedback is 1 to 5 stars.")
    meetings.rate(request.user_id, meeting_id, stars)
    return see(f"/meetings/{meeting_id}#feedback", "rated")


def _back(request: PageRequest, meeting_id: str) -> str:
    """Leads to the page the form was on."""
    return "/" if request.fields.get("back") == "today" else f"/meetings/{meeting_id}"


def _note_reading(request: PageRequest, view: MeetingPage) -> None:
    if view.written:
        meetings.mark_materials_read(request.user_id, view.meeting_id)


def _refused_move(request: PageRequest, view: MeetingPage, text: str, version: int, reason: str) -> Response[str]:
    """Leaves what was typed in the box of the question it was typed for; where that is left, it stands by itself."""
    prompt = view.conversation.prompt if view.conversation else None
    is_asked_still = prompt is not None and prompt.version == version
    kept = {"typed": text} if is_asked_still else {"unsent": text.strip()}
    return shown(request, view, problem=reason, **kept)


def shown(request: PageRequest, view: MeetingPage, **said: object) -> Response[str]:
    """``said`` is what the page says of a change that could not be made, and what was typed, by their template's names.

    ``problem`` and ``typed`` are of a move, ``unsent`` of a question left since; ``notes_problem`` and ``meanwhile``
    are of the notes, ``text_problem`` and ``pasted`` of a text that was handed in, ``voice_problem`` of a recording.
    ``ask_problem`` and ``asking`` are of a question to AMO.
    """
    answer = page("meeting.html", {**_content(request, view), **said}, request, section="today")
    if view.recorder and view.recorder.can_record:
        answer.headers = {**answer.headers, **MICROPHONE}
    return answer


def _content(request: PageRequest, view: MeetingPage) -> dict[str, Any]:
    """``tab`` is the document that is open, where a browser shows one at a time."""
    asked = request.query.get("tab", "")
    return {
        "view": view,
        "digest": digest(view),
        "since": request.query.get("since", "") if view.is_moving else "",
        "most": MAX_ANSWER,
        "tab": asked if asked in view.tabs else view.tabs[0],
        "problem": "",
        "typed": None,
        "unsent": "",
        "notes_problem": "",
        "meanwhile": None,
        "text_problem": "",
        "pasted": "",
        "voice_problem": "",
        "ask_problem": "",
        "asking": "",
    }


def plan_of(request: PageRequest, meeting_id: str) -> tuple[TrackedMeeting, MaterialsPlan | None]:
    """None where there are no materials, or no longer. Raises NotFound for somebody else's meeting."""
    tracked = wiring.meetings().get(request.user_id, meeting_id)
    return tracked, _plan(tracked)


def view_of(request: PageRequest, meeting_id: str) -> MeetingPage:
    """Checks whose meeting it is before it reads anything else of it."""
    tracked, user = at_once(
        partial(wiring.meetings().get, request.user_id, meeting_id), partial(wiring.users().get, request.user_id)
    )
    contexts, session, plan, *others = at_once(
        partial(wiring.contexts().of_meeting, meeting_id),
        partial(_session, tracked, request),
        partial(_plan, tracked),
        partial(wiring.meeting_notes().get, request.user_id, meeting_id),
        partial(_execution, tracked),
        partial(wiring.deliveries().of_meeting, request.user_id, meeting_id, request.now),
        partial(_noted, tracked, request),
        partial(_outcomes, tracked, request.now),
        partial(recorder_of, tracked.meeting, user.timezone, request.now),
        partial(wiring.meeting_questions().of_meeting, request.user_id, meeting_id, request.now),
    )
    facts = MeetingPageData(tracked, user, tuple(contexts), session, plan, *others)
    view = meeting_page(facts, request.now)
    return view.about_to_begin() if _was_just_asked_for(request, tracked) else view


def _noted(tracked: TrackedMeeting, request: PageRequest) -> NotedFacts | None:
    """Returns what the notes seem to say and what was made of it; None before the meeting begins.

    Long texts are not read for it: a page that looks again every minute would read them every minute.
    """
    user_id, meeting_id = request.user_id, tracked.meeting.meeting_id
    if tracked.meeting.start > request.now:
        return None
    store = wiring.meeting_notes()
    texts, review = store.texts_of(user_id, meeting_id), store.review(user_id, meeting_id)
    if sum(text.count for text in texts) > MAX_COUNTED:
        sheet = sheet_of(candidates_typed(store.get(user_id, meeting_id)), review, texts)
        has_unread = any(review.reviewed_at is None or text.added_at > review.reviewed_at for text in texts)
    else:
        sheet, has_unread = notes_reviews().sheet(user_id, meeting_id), False
    items = wiring.action_items().all_of(user_id) if sheet.reviewed else ()
    return NotedFacts(sheet, tuple(items), has_unread)


def _was_just_asked_for(request: PageRequest, tracked: TrackedMeeting) -> bool:
    """Between "prepare now" and the run's beginning there is nothing to see for a moment."""
    since = request.query.get("since", "")
    asked = int(since) if since.isdecimal() and len(since) < 12 else 0
    return tracked.prep_status not in RUNNING and 0 <= request.now.timestamp() - asked < SECONDS_TO_BEGIN


def _session(tracked: TrackedMeeting, request: PageRequest) -> Conversation | None:
    session_id = tracked.preparation.session_id
    found = wiring.conversations().find(session_id, request.now) if session_id else None
    return found if found and found.user_id == request.user_id else None


def _plan(tracked: TrackedMeeting) -> MaterialsPlan | None:
    """None where there are no materials, or no longer."""
    manifest = tracked.preparation.materials
    try:
        return MaterialsPlan.model_validate_json(wiring.documents().get(manifest.plan_key)) if manifest else None
    except NotFound:
        return None


def _outcomes(tracked: TrackedMeeting, now: datetime) -> list[Outcome]:
    """Of a meeting that is over."""
    meeting = tracked.meeting
    return outcome_answers().of_meeting(meeting.user_id, meeting.meeting_id, now) if meeting.end <= now else []


def _execution(tracked: TrackedMeeting) -> WorkflowExecution | None:
    """The page does without it where the workflow's history cannot be read: it is no longer stored, or AWS is busy."""
    try:
        return queries.execution(tracked)
    except AmoError:
        return None
