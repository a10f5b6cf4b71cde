"""Wishes made on a meeting's page, and undone there or in the settings."""

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError

from lambdas.accounts.wiring import preferences
from lambdas.domain.preferences.material_preferences import Wish, WishKind
from lambdas.edges.commands import meetings
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import see
from lambdas.errors import Refused


def wish(request: PageRequest, meeting_id: str) -> Response[str]:
    is_on = request.fields.get("on", "") == "1"
    meetings.wish(request.user_id, meeting_id, _wish(request), is_on)
    return see(f"/meetings/{meeting_id}#feedback", "wished" if is_on else "unwished")


def undo(request: PageRequest) -> Response[str]:
    preferences().undo(request.user_id, request.fields.get("meeting_type", ""), _wish(request))
    return see("/settings#wishes", "unwished")


def _wish(request: PageRequest) -> Wish:
    """Questions are declined where they are asked, so their words are not taken from a form. Raises Refused."""
    try:
        return Wish(kind=WishKind(request.fields.get("kind", "")), what=request.fields.get("what", ""))
    except (ValueError, ValidationError) as error:
        raise Refused("The form could not be read; reload the page and try again.") from error
