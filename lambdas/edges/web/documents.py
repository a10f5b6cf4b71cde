"""A meeting's documents taken along: a page to print, and the calendar's own file."""

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.agenda.mail import shared_sections
from lambdas.edges.web import meeting
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import download, page
from lambdas.errors import NotFound
from lambdas.materials.calendar_file import calendar_file
from lambdas.materials.revise import GONE


def print_out(request: PageRequest, meeting_id: str) -> Response[str]:
    """One document on paper, without the page around it."""
    view = meeting.view_of(request, meeting_id)
    printable = [name for name in view.tabs if name != "notes"]
    if not printable:
        raise NotFound(GONE)
    asked = request.query.get("document", "")
    document = asked if asked in printable else printable[0]
    return page("print.html", {"view": view, "document": document}, request, section="today")


def calendar(request: PageRequest, meeting_id: str) -> Response[str]:
    """The agenda in it is the one attendees would get: such a file is passed on."""
    tracked, plan = meeting.plan_of(request, meeting_id)
    if plan is None:
        raise NotFound(GONE)
    agenda = shared_sections(plan, tracked.meeting, wiring.users().get(request.user_id))
    entry = calendar_file(tracked.meeting, "\n".join(agenda), request.now)
    return download(entry.decode(), "text/calendar; charset=utf-8; method=PUBLISH", "agenda.ics")
