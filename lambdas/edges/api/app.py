"""The API's application: who calls it, and how an error is answered.

Every answer of 400 and above is ``{"message": line}``.
"""

from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestUnsupportedContentType, RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Path

from lambdas import wiring
from lambdas.accounts.tokens import Identity
from lambdas.domain.kernel.plain_text import clip, plain
from lambdas.edges.commands.views import ErrorView
from lambdas.edges.http.answer_headers import with_safe_headers
from lambdas.edges.http.deadline import in_time
from lambdas.edges.http.defects import record_defect
from lambdas.edges.http.json_body import read_json
from lambdas.edges.http.logins import caller, require_live, require_own
from lambdas.edges.http.requests import Event, bearer, headers, raw_body, require_own_origin
from lambdas.errors import AmoError, Conflict, Forbidden, NotFound, Refused, Retryable, SignedOut

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
"""Media types another site's form can send without asking the browser."""
OPEN = frozenset({("POST", "/api/sign-in"), ("GET", "/api/openapi.json")})
IDENTITY = "identity"
MAX_LINE = 500
MAX_NAME = 100
NOT_SO_WRITTEN = "this is not written as it has to be; see /api/openapi.json"

app = APIGatewayHttpResolver(enable_validation=True, json_body_deserializer=read_json)
MeetingId = Annotated[str, Path(pattern=r"^m[0-9a-f]{20}$")]
SessionId = Annotated[str, Path(pattern=r"^m[0-9a-f]{20}-r[0-9]{1,4}$")]
RecordKind = Annotated[str, Path(pattern=r"^[a-z_]{1,20}$")]
CalendarId = Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,64}$")]
NoticeId = Annotated[str, Path(pattern=r"^[A-Za-z0-9:._-]{1,120}$")]


def answer(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Looks at the caller first: of a request that nobody signed in has sent, nothing is parsed."""
    try:
        with in_time(context):
            app.context[IDENTITY] = _admitted(event)
            answered = app.resolve(event, context)
    except AmoError as error:
        answered = _unresolved(refuse(error))
    except Exception as defect:  # what happens behind the resolver is caught there, and answered alike
        answered = _unresolved(break_down(defect))
    return with_safe_headers(answered, wiring.settings().public_url)


def _unresolved(response: Response[str]) -> dict[str, Any]:
    headers = {"Content-Type": response.content_type}
    return {"statusCode": response.status_code, "headers": headers, "body": response.body, "isBase64Encoded": False}


def user() -> str:
    """Returns the caller who was admitted: of what changes something, with a session that is still live."""
    return caller_identity().user_id


def caller_identity() -> Identity:
    identity: Identity = app.context[IDENTITY]
    return identity


def require_own_word(app: APIGatewayHttpResolver, following: NextMiddleware) -> Response[Any]:
    """Goes before every operation that is somebody's own word (decisions.py)."""
    require_own(caller_identity())
    return following(app)


def _admitted(event: Event) -> Identity | None:
    """None where anybody may call. Raises SignedOut; Forbidden for a page of another origin (fault 117); Refused for a
    body of a kind no operation takes.
    """
    request = event["requestContext"]["http"]
    is_change, content_type = request["method"] != "GET", headers(event).get("content-type", "").lower()
    is_open = (request["method"], event["rawPath"]) in OPEN
    is_of_page = is_change and not is_open and not bearer(event)
    if is_of_page:
        require_own_origin(event, wiring.settings().public_url)
        if content_type.startswith(FORMS):
            raise Forbidden("Send JSON; forms are for the page.")
    if is_change and content_type.startswith("multipart/"):
        raise Refused("Send JSON, or a file by itself as the body: no form.")
    if is_change:
        raw_body(event)  # or the resolver would find out, for which it is a defect
    if is_open:
        return None
    identity = caller(event)  # a command's with its row; a page's by its proof, which outlives the row
    if is_of_page:
        require_live(identity)
    return identity


def refuse(problem: AmoError) -> Response[str]:
    status = next(status for kind, status in STATUSES.items() if isinstance(problem, kind))
    return error(status, str(problem))


def refuse_request(problem: RequestValidationError) -> Response[str]:
    """In the words of whoever calls: no pattern, and no place where it stood in the request."""
    first = problem.errors()[0]
    kind, *where = first["loc"]
    name = clip(plain(".".join(map(str, where))[:MAX_LINE]), MAX_NAME) or str(kind)
    is_of_pattern = first["type"] == "string_pattern_mismatch"
    if is_of_pattern and kind == "path":
        line = f"There is no such {name.removesuffix('_id').replace('_', ' ')}."
    else:
        line = f"{name}: {NOT_SO_WRITTEN if is_of_pattern else first['msg'].removeprefix('Value error, ')}"
    return error(HTTPStatus.UNPROCESSABLE_ENTITY, line)


def refuse_content(_: RequestUnsupportedContentType) -> Response[str]:
    return error(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON, and say so: Content-Type: application/json.")


def refuse_bytes(_: UnicodeDecodeError) -> Response[str]:
    return error(HTTPStatus.BAD_REQUEST, "The body is not text in UTF-8.")


def break_down(defect: Exception) -> Response[str]:
    record_defect(defect)
    return error(HTTPStatus.INTERNAL_SERVER_ERROR, "That went wrong on our side; try again in a moment.")


def no_such_route(_: NotFoundError) -> Response[str]:
    return error(HTTPStatus.NOT_FOUND, "there is nothing at this address; see /api/openapi.json")


def error(status: HTTPStatus, message: str) -> Response[str]:
    """``message`` may name what was sent: it stays one line of what a reader sees."""
    line = clip(plain(message[: 4 * MAX_LINE]), MAX_LINE)
    return Response(status, "application/json", ErrorView(message=line).model_dump_json())


app.not_found(no_such_route)
app.exception_handler(AmoError)(refuse)
app.exception_handler(RequestValidationError)(refuse_request)
app.exception_handler(RequestUnsupportedContentType)(refuse_content)
app.exception_handler(UnicodeDecodeError)(refuse_bytes)
app.exception_handler(Exception)(break_down)
