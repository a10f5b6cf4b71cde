"""Doing a preparation again: what a second one would change, said beforehand; or one answer that is changed."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.context.kinds.sheets import sheet_of
from lambdas.domain.conversation.conversation import Conversation
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.counts import counted
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.domain.preparation.lifecycle import start_blocking_reason
from lambdas.edges.commands import meetings
from lambdas.edges.http.at_once import at_once
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page, see
from lambdas.edges.web.words import age, listed, title_of
from lambdas.errors import Conflict, NotFound, Refused


def show_again(request: PageRequest, meeting_id: str) -> Response[str]:
    tracked = wiring.meetings().get(request.user_id, meeting_id)
    materials = tracked.preparation.materials
    if reason := start_blocking_reason(tracked, tracked.timing_version, request.now):
        raise Refused(reason)
    session = _session(tracked, request)
    written_at = materials.generated_at if materials else None
    content = {
        "meeting_id": meeting_id,
        "title": title_of(tracked.meeting),
        "written": age(written_at, request.now) if written_at else "",
        "newer": _newer(request.user_id, written_at) if written_at else "",
        "kept": sum(bool(answer.text) for answer in session.answers.values()) if session else 0,
        "open": _unanswered(session) if session else (),
    }
    return page("prepare_again.html", content, request, section="today")


def show_answer(request: PageRequest, meeting_id: str, place: str) -> Response[str]:
    tracked = wiring.meetings().get(request.user_id, meeting_id)
    return _answer_page(request, tracked, place)


def save_answer(request: PageRequest, meeting_id: str, place: str) -> Response[str]:
    """An answer that cannot be taken is said above it, with what was typed still there."""
    text = request.fields.get("text", "")
    try:
        meetings.revise_answer(request.user_id, meeting_id, int(place) if place.isdecimal() else -1, text, "web")
    except (Conflict, Refused) as error:
        tracked = wiring.meetings().get(request.user_id, meeting_id)
        return _answer_page(request, tracked, place, text, str(error))
    return see(f"/meetings/{meeting_id}", "revised")


def _answer_page(
    request: PageRequest, tracked: TrackedMeeting, place: str, typed: str | None = None, problem: str = ""
) -> Response[str]:
    session = _session(tracked, request)
    if session is None or not place.isdecimal() or int(place) >= len(session.questions):
        raise NotFound("There is no such answer.")
    given = session.answers.get(place)
    content = {
        "meeting_id": tracked.meeting.meeting_id,
        "title": title_of(tracked.meeting),
        "place": place,
        "question": session.questions[int(place)].text,
        "text": typed if typed is not None else given.text if given else "",
        "problem": problem,
    }
    return page("answer.html", content, request, section="today")


def _session(tracked: TrackedMeeting, request: PageRequest) -> Conversation | None:
    session_id = tracked.preparation.session_id
    found = wiring.conversations().find(session_id, request.now) if session_id else None
    return found if found and found.user_id == request.user_id else None


def _unanswered(session: Conversation) -> tuple[str, ...]:
    given = session.answers
    places = range(len(session.questions))
    return tuple(session.questions[n].text for n in places if not (str(n) in given and given[str(n)].text))


def _newer(user_id: str, written_at: datetime) -> str:
    """Returns how many records say something newer than the materials, by their kind; empty where none does."""
    records, team_id = wiring.source_records(), wiring.users().get(user_id).team_id
    found = at_once(*(partial(records.known, user_id, team_id, kind) for kind in RecordKind))
    counts = [
        (kind, sum(record.as_of > written_at for record in known.records))
        for kind, known in zip(RecordKind, found, strict=True)
    ]
    return listed(list(_spoken(counts)))


def _spoken(counts: list[tuple[RecordKind, int]]) -> Iterator[str]:
    for kind, count in counts:
        if count:
            yield counted(count, sheet_of(kind).one)
