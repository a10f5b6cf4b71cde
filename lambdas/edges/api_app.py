"""What all operations of the API share: the application, who calls it, and how a refusal is answered.

Every answer of 400 and above is ``{"message": line}``.
"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Path

from lambdas import wiring
from lambdas.edges import sessions
from lambdas.edges.identity import SignedOut
from lambdas.edges.requests import bearer, headers, require_own_origin
from lambdas.edges.views import ErrorView
from lambdas.errors import AmoError, Conflict, Forbidden, NotFound, Refused, Retryable

VERSION = "0.1.0"
STATUSES: dict[type[AmoError], HTTPStatus] = {
    SignedOut: HTTPStatus.UNAUTHORIZED,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Forbidden: HTTPStatus.FORBIDDEN,
    Refused: HTTPStatus.BAD_REQUEST,
    Retryable: HTTPStatus.SERVICE_UNAVAILABLE,
}
FORMS = ("text/plain", "application/x-www-form", "multipart/")
"""What another site's form can send without asking the browser."""

app = APIGatewayHttpResolver(enable_validation=True)
MeetingId = Annotated[str, Path(pattern=r"^m[0-9a-f]{20}$")]
SessionId = Annotated[str, Path(pattern=r"^m[0-9a-f]{20}-r[0-9]{1,4}$")]
RecordKind = Annotated[str, Path(pattern=r"^[a-z_]{1,20}$")]
CalendarId = Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,64}$")]
NoticeId = Annotated[str, Path(pattern=r"^[A-Za-z0-9:._-]{1,120}$")]


def user() -> str:
    """Raises SignedOut."""
    return sessions.caller(app.current_event.raw_event).user_id


def writer() -> str:
    """Whoever may change something: a command by its header, a page only from our own origin (fault 117)."""
    event = app.current_event.raw_event
    if not bearer(event):
        require_own_origin(event, wiring.settings().public_url)
        if headers(event).get("content-type", "").lower().startswith(FORMS):
            raise Forbidden("Send JSON; forms are for the page.")
    identity = sessions.caller(event)
    sessions.require_live(identity)
    return identity.user_id


def refuse(problem: AmoError) -> Response[str]:
    status = next(status for kind, status in STATUSES.items() if isinstance(problem, kind))
    return error(status, str(problem))


def refuse_request(problem: RequestValidationError) -> Response[str]:
    first = problem.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return error(HTTPStatus.UNPROCESSABLE_ENTITY, f"{where}: {first['msg'].removeprefix('Value error, ')}")


def no_such_route(_: NotFoundError) -> Response[str]:
    return error(HTTPStatus.NOT_FOUND, "there is nothing at this address; see /api/openapi.json")


def error(status: HTTPStatus, message: str) -> Response[str]:
    return Response(status, "application/json", ErrorView(message=message).model_dump_json())


app.not_found(no_such_route)
app.exception_handler(AmoError)(refuse)
app.exception_handler(RequestValidationError)(refuse_request)
