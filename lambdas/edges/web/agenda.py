"""Changing a meeting's agenda on its page: sections and lines written, moved, added, taken out; versions restored."""

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.agenda.materials import MaterialsPlan
from lambdas.domain.kernel.local_time import span
from lambdas.domain.kernel.model import Model
from lambdas.domain.meetings.tracked_meeting import MaterialsManifest
from lambdas.edges.web import meeting
from lambdas.edges.web.agenda_form import AgendaForm, agenda_form, typed_form
from lambdas.edges.web.documents_view import written
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page, see
from lambdas.edges.web.words import title_of
from lambdas.errors import Conflict, NotFound, Refused
from lambdas.materials.revise import GONE
from lambdas.materials.wiring import agenda_reviser


class AgendaEditPage(Model):
    """``pressed`` is the button this answers, which saved nothing yet; empty when the page is opened."""

    meeting_id: str
    title: str
    when: str
    form: AgendaForm
    pressed: str = ""


MEANWHILE = (
    "The agenda was changed in another tab or on another device meanwhile. What you typed is still here: save again to "
    "make it the agenda. The other version stays under “Earlier versions”."
)


def edit(request: PageRequest, meeting_id: str) -> Response[str]:
    manifest, plan = _held(request, meeting_id)
    return _shown(request, meeting_id, agenda_form(plan, manifest.version.name))


def save(request: PageRequest, meeting_id: str) -> Response[str]:
    """Saves, or says in one line why it cannot; everything typed stays in the form."""
    manifest, plan = _held(request, meeting_id)
    form = typed_form(request.fields, plan.minutes)
    wanted, _, key = request.fields.get("do", "save").partition(".")
    if wanted != "save":
        return _shown(request, meeting_id, _changed(form, wanted, key), wanted)
    try:
        agenda_reviser().revise(request.user_id, meeting_id, form.version, form.edits(), request.now)
    except Conflict:
        current = form.model_copy(update={"version": manifest.version.name})
        return _shown(request, meeting_id, current, wanted, MEANWHILE)
    except Refused as error:
        return _shown(request, meeting_id, form, wanted, str(error))
    return see(f"/meetings/{meeting_id}?tab=agenda#agenda", "agenda-saved")


def show_version(request: PageRequest, meeting_id: str, version: str) -> Response[str]:
    """A version as it reads, before anybody uses it."""
    view = meeting.view_of(request, meeting_id)
    plan = agenda_reviser().version(request.user_id, meeting_id, version)
    timezone = wiring.users().get(request.user_id).timezone
    earlier = view.model_copy(update={"written": written(plan, timezone, request.now)})
    return page("print.html", {"view": earlier, "document": "agenda"}, request, section="today")


def restore(request: PageRequest, meeting_id: str) -> Response[str]:
    seen, wanted = request.fields.get("version", ""), request.fields.get("wanted", "")
    agenda_reviser().restore(request.user_id, meeting_id, seen, wanted)
    return see(f"/meetings/{meeting_id}?tab=agenda#agenda", "agenda-restored")


def _changed(form: AgendaForm, wanted: str, key: str) -> AgendaForm:
    """The form after one of its buttons that save nothing yet."""
    match wanted:
        case "up" | "down":
            return form.moved(key, -1 if wanted == "up" else 1)
        case "remove":
            return form.without(key)
        case "line" | "decision":
            return form.with_line(key, is_decision=wanted == "decision")
        case "section":
            return form.with_section()
        case "fit":
            return form.fitted()
    raise Refused("The form could not be read; reload the page and try again.")


def _held(request: PageRequest, meeting_id: str) -> tuple[MaterialsManifest, MaterialsPlan]:
    tracked, plan = meeting.plan_of(request, meeting_id)
    manifest = tracked.preparation.materials
    if manifest is None or plan is None:
        raise NotFound(GONE)
    return manifest, plan


def _shown(
    request: PageRequest, meeting_id: str, form: AgendaForm, pressed: str = "", problem: str = ""
) -> Response[str]:
    tracked = wiring.meetings().get(request.user_id, meeting_id)
    timezone = wiring.users().get(request.user_id).timezone
    meeting_now = tracked.meeting
    view = AgendaEditPage(
        meeting_id=meeting_id,
        title=title_of(meeting_now),
        when=span(meeting_now.start, meeting_now.end, timezone),
        form=form,
        pressed=pressed,
    )
    return page("agenda_edit.html", {"view": view, "problem": problem}, request, section="today")
