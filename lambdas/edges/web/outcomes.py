"""One tap says whether somebody got what they wanted out of a meeting; another tap changes the answer."""

from aws_lambda_powertools.event_handler import Response

from lambdas.domain.accounts.logins import local_path
from lambdas.domain.outcomes.outcome import Reached
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import see
from lambdas.errors import Refused
from lambdas.outcomes.wiring import outcome_answers


def want(request: PageRequest, meeting_id: str) -> Response[str]:
    """Raises NotFound for somebody else's meeting, Refused for what cannot be added."""
    outcome_answers().want(request.user_id, meeting_id, request.fields.get("wanted", ""), request.now)
    return see(f"/meetings/{meeting_id}#outcomes", "wanted-of-it")


def answer(request: PageRequest, meeting_id: str) -> Response[str]:
    """Raises NotFound for somebody else's meeting, and for what was not wanted of it."""
    want, reached = request.fields.get("want", ""), request.fields.get("reached", "")
    outcome_answers().of_meeting(request.user_id, meeting_id, request.now)  # theirs, before what was typed is judged
    if reached not in set(Reached):
        raise Refused("The form could not be read; reload the page and try again.")
    outcome_answers().say(request.user_id, meeting_id, want, Reached(reached), request.now)
    place = request.fields.get("back", "")
    return see(local_path(place) if place else f"/meetings/{meeting_id}#outcomes", "reached")
