"""Takes in what was recorded of a meeting: from the recorder's script in place, or as a file in a form."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from lambdas.domain.meeting_notes.voice import VoiceState
from lambdas.edges.web import meeting
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import SAID, as_json, see
from lambdas.errors import Refused, Retryable
from lambdas.meeting_notes.wiring import recordings

TAKEN = "recorded"
KNOWN = "recorded-before"


def record(request: PageRequest, meeting_id: str) -> Response[str]:
    """Says beside the recorder what cannot be written down; there it is kept still."""
    is_in_place = bool(request.fields.get("in_place"))
    try:
        recording = recordings().add(request.user_id, meeting_id, request.files.get("sound", b""), request.now)
    except (Refused, Retryable) as error:
        if is_in_place:
            status = HTTPStatus.SERVICE_UNAVAILABLE if isinstance(error, Retryable) else HTTPStatus.BAD_REQUEST
            return as_json({"problem": str(error)}, status)
        return meeting.shown(request, meeting.view_of(request, meeting_id), tab="notes", voice_problem=str(error))
    done = TAKEN if recording.state is VoiceState.WAITING else KNOWN
    if is_in_place:
        return as_json({"said": SAID[done]})
    return see(f"/meetings/{meeting_id}?tab=notes#notes", done)
