"""The one confirm screen of a meeting's notes: nothing is an action item or a decision before it is kept here."""

from functools import partial

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.meeting_notes.candidates import CandidateKind
from lambdas.domain.meeting_notes.review import Reviewed
from lambdas.edges.http.at_once import at_once
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import KEPT, page, see
from lambdas.edges.web.review_form import ReviewRow, answers_of, rows_in, typed_over
from lambdas.edges.web.review_view import ReviewPage, review_page, with_rows
from lambdas.errors import AmoError, Conflict, Refused, Retryable
from lambdas.meeting_notes.wiring import notes_reviews


def show(request: PageRequest, meeting_id: str) -> Response[str]:
    _, view = _view(request, meeting_id)
    return _shown(request, view)


def confirm(request: PageRequest, meeting_id: str) -> Response[str]:
    """Confirms. What cannot be kept is said above the form, with everything that was typed still in it."""
    rows, seen = rows_in(request.fields), request.whole_number("version")
    try:
        notes_reviews().confirm(request.user_id, meeting_id, answers_of(rows), seen, request.now)
    except (Conflict, Refused, Retryable) as error:
        return _shown_again(request, meeting_id, rows, error)
    return see(f"/meetings/{meeting_id}", _kept(rows))


def say_nothing(request: PageRequest, meeting_id: str) -> Response[str]:
    notes_reviews().say_nothing(request.user_id, meeting_id, request.now)
    back = "/" if request.fields.get("back") == "today" else f"/meetings/{meeting_id}"
    return see(back, "nothing-noted")


def _shown_again(request: PageRequest, meeting_id: str, rows: tuple[ReviewRow, ...], error: AmoError) -> Response[str]:
    reviewed, view = _view(request, meeting_id)
    shown = [row for group in view.groups for row in group.rows]
    typed = typed_over(shown, rows, reviewed, is_late=isinstance(error, Conflict))
    return _shown(request, with_rows(view, typed.rows, typed.overtaken), str(error))


def _view(request: PageRequest, meeting_id: str) -> tuple[tuple[Reviewed, ...], ReviewPage]:
    """Returns what was answered before, and the page. Raises NotFound for somebody else's meeting."""
    sheet, tracked, typed, user = at_once(
        partial(notes_reviews().sheet, request.user_id, meeting_id),
        partial(wiring.meetings().get, request.user_id, meeting_id),
        partial(wiring.meeting_notes().get, request.user_id, meeting_id),
        partial(wiring.users().get, request.user_id),
    )
    has_notes = bool(sheet.texts) or any(not section.is_empty for section in typed.sections)
    return sheet.reviewed, review_page(tracked.meeting, sheet, user.timezone, request.now, has_notes=has_notes)


def _shown(request: PageRequest, view: ReviewPage, problem: str = "") -> Response[str]:
    return page("review.html", {"view": view, "problem": problem}, request, section="today")


def _kept(rows: tuple[ReviewRow, ...]) -> str:
    """The code of what the page says was done: how many were kept of each kind."""
    kinds = [row.kind for row in rows if row.is_kept]
    order = (CandidateKind.ITEM, CandidateKind.DECISION, CandidateKind.QUESTION)
    return f"{KEPT}{'-'.join(str(kinds.count(kind)) for kind in order)}"
