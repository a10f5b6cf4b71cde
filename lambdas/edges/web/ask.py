"""Asks AMO about a meeting from its page; the answer comes as the page looks again."""

from aws_lambda_powertools.event_handler import Response

from lambdas.edges.commands import ask as commands
from lambdas.edges.web.meeting import shown, view_of
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import see
from lambdas.errors import Refused


def ask(request: PageRequest, meeting_id: str) -> Response[str]:
    """A question that cannot be taken is said beside the box, with what was typed still there. Raises NotFound."""
    text = request.fields.get("question", "")
    try:
        commands.ask_about(request.user_id, meeting_id, text, "web")
    except Refused as refusal:
        return shown(request, view_of(request, meeting_id), ask_problem=str(refusal), asking=text)
    return see(f"/meetings/{meeting_id}#ask")
