"""The answer to another time to prepare, from the settings page."""

from aws_lambda_powertools.event_handler import Response

from lambdas.accounts.wiring import prep_timings
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import see

PLACE = "/settings#timing"


def answer(request: PageRequest) -> Response[str]:
    """Raises NotFound for what is not proposed any more."""
    meeting_type = request.fields.get("meeting_type", "")
    if request.fields.get("answer") == "yes":
        prep_timings().accept(request.user_id, meeting_type)
        return see(PLACE, "saved")
    prep_timings().keep(request.user_id, meeting_type, request.now)
    return see(PLACE, "timing-kept")
