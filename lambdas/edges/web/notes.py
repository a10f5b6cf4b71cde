"""The notes of a meeting: saved by a button, or by the page itself while somebody types; and downloaded."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.meetings.tracked_meeting import TrackedMeeting
from lambdas.edges.web import meeting
from lambdas.edges.web.meeting_view import MeetingPage
from lambdas.edges.web.notes_form import NotesForm, fields_of, sections_in, typed_over
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import as_json, see
from lambdas.edges.web.responses import download as file
from lambdas.errors import Conflict, NotFound, Refused
from lambdas.materials.noted import render_notes
from lambdas.meeting_notes.wiring import notes_keeper

MEANWHILE = "These notes were saved from another tab or device meanwhile. Both are here: nothing is overwritten."


def save(request: PageRequest, meeting_id: str) -> Response[str]:
    """With a button; what cannot be saved stays in the form, beside what was saved meanwhile."""
    if request.fields.get("autosave"):
        return _save_in_place(request, meeting_id)
    try:
        _keep(request, meeting_id)
    except Conflict:
        view = meeting.view_of(request, meeting_id)
        return _shown_again(request, view, MEANWHILE, meanwhile=view.notes)
    except Refused as error:
        view = meeting.view_of(request, meeting_id)
        form = view.notes.model_copy(update={"version": request.whole_number("version")})
        return _shown_again(request, view.model_copy(update={"notes": form}), str(error))
    return see(f"/meetings/{meeting_id}?tab=notes#notes", "noted")


def download(request: PageRequest, meeting_id: str) -> Response[str]:
    """The notes as they stand; before the first word of them, the template that came with the materials."""
    tracked = wiring.meetings().get(request.user_id, meeting_id)
    notes = wiring.meeting_notes().get(request.user_id, meeting_id)
    if notes.sections:
        text = render_notes(tracked.meeting, notes, wiring.users().get(request.user_id).timezone)
    else:
        text = _template(tracked)
    return file(text, "text/markdown; charset=utf-8", "notes.md")


def _template(tracked: TrackedMeeting) -> str:
    manifest = tracked.preparation.materials
    if manifest is None:
        raise NotFound("Nothing has been noted of this meeting yet.")
    return wiring.documents().get(manifest.notes_key).decode()


def _save_in_place(request: PageRequest, meeting_id: str) -> Response[str]:
    """For the page's script: the new version; or what is stored, for the page to compare with what is typed."""
    try:
        version = _keep(request, meeting_id)
    except Conflict as error:
        stored = meeting.view_of(request, meeting_id).notes
        answer = {"problem": str(error), "version": stored.version, "fields": fields_of(stored)}
        return as_json(answer, HTTPStatus.CONFLICT)
    except Refused as error:
        return as_json({"problem": str(error)}, HTTPStatus.BAD_REQUEST)
    return as_json({"version": version}, HTTPStatus.OK)


def _keep(request: PageRequest, meeting_id: str) -> int:
    sections, seen = sections_in(request.fields), request.whole_number("version")
    return notes_keeper().keep(request.user_id, meeting_id, sections, seen, request.now).version


def _shown_again(
    request: PageRequest, view: MeetingPage, problem: str, meanwhile: NotesForm | None = None
) -> Response[str]:
    typed = view.model_copy(update={"notes": typed_over(view.notes, request.fields)})
    return meeting.shown(request, typed, tab="notes", notes_problem=problem, meanwhile=meanwhile)
