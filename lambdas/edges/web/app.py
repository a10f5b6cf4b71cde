"""Makes an edge for people out of its table of addresses: who may reach a view, and how a refusal looks.

A read needs a login session; a change needs a form of that very session, posted from our own origin: both are checked
here, before any view is reached, so that no view can forget it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from importlib import import_module
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from lambdas import wiring
from lambdas.domain.accounts.logins import local_path
from lambdas.edges.http.answer_headers import with_safe_headers
from lambdas.edges.http.deadline import in_time
from lambdas.edges.http.decisions import is_own_word
from lambdas.edges.http.defects import record_defect
from lambdas.edges.http.requests import Event
from lambdas.edges.web.page_request import PageRequest, changing, deciding, reading
from lambdas.edges.web.responses import page
from lambdas.errors import AmoError, Conflict, Forbidden, LinkOver, NotFound, Retryable, SignedOut, Unconfirmed

View = Callable[..., Response[Any]]
Routes = Mapping[str, View]
OpenRoutes = Mapping[tuple[str, str], View]
"""The views that need no login session, by method and address; these views get the event itself."""

PROBLEMS: tuple[tuple[type[AmoError], HTTPStatus, str], ...] = (
    (NotFound, HTTPStatus.NOT_FOUND, "Not here"),
    (Conflict, HTTPStatus.CONFLICT, "Something changed meanwhile"),
    (LinkOver, HTTPStatus.GONE, "This link is over"),
    (Unconfirmed, HTTPStatus.FORBIDDEN, "Is it you?"),
    (Forbidden, HTTPStatus.FORBIDDEN, "Not allowed"),
    (Retryable, HTTPStatus.SERVICE_UNAVAILABLE, "Busy at this moment"),
    (AmoError, HTTPStatus.BAD_REQUEST, "That did not work"),
)


@dataclass(frozen=True, slots=True)
class LazyView:
    """A view whose module is imported with its first request: most starts of the function never come to it."""

    module: str
    name: str

    def __call__(self, request: PageRequest, **ids: str) -> Response[Any]:
        return self.found(request, **ids)

    @property
    def found(self) -> View:
        view: View = getattr(import_module(self.module), self.name)
        return view


def page_app(reads: Routes, changes: Routes, opens: OpenRoutes) -> APIGatewayHttpResolver:
    app = APIGatewayHttpResolver()
    for rule, view in reads.items():
        app.get(rule, compress=True)(_answering(app, reading, view))
    for rule, view in changes.items():
        check = deciding if is_own_word("POST", rule) else changing
        app.post(rule, compress=True)(_answering(app, check, view))
    for (method, rule), view in opens.items():
        app.route(rule, method=method, compress=True)(_unchecked(app, view))
    app.not_found(_no_such_page)
    app.exception_handler(AmoError)(lambda error: refused(error, app.current_event.raw_event))
    app.exception_handler(Exception)(_break_down)
    return app


def answer(app: APIGatewayHttpResolver, event: dict[str, Any], context: Any) -> dict[str, Any]:
    with in_time(context):
        answered = app.resolve(event, context)
    return with_safe_headers(answered, wiring.settings().public_url)


def refused(error: AmoError, event: Event) -> Response[str]:
    if isinstance(error, SignedOut):
        return sign_in_page(str(error), _address(event))
    status, heading = next((status, heading) for kind, status, heading in PROBLEMS if isinstance(error, kind))
    return _problem(status, heading, str(error), may_confirm=isinstance(error, Unconfirmed))


def sign_in_page(reason: str, next_path: str, link_token: str = "") -> Response[str]:
    """With the providers that an operator has registered, and back to where somebody wanted to go."""
    content = {
        "link_token": link_token,
        "reason": reason,
        "providers": wiring.users().registered_providers().providers,
        "next_path": local_path(next_path),
        "is_on_this_computer": wiring.settings().is_on_this_computer,
    }
    status = HTTPStatus.OK if link_token else HTTPStatus.UNAUTHORIZED
    return page("sign_in.html", content, status=status)


def _answering(app: APIGatewayHttpResolver, check: Callable[[Event], PageRequest], view: View) -> View:
    def answer(**ids: str) -> Response[Any]:
        event = app.current_event.raw_event
        request = check(event)
        try:
            response = view(request, **ids)
        except AmoError as error:
            response = refused(error, event)
        response.cookies = [*request.cookies, *response.cookies]  # the view's own come last, and win
        return response

    return answer


def _unchecked(app: APIGatewayHttpResolver, view: View) -> View:
    def answer(**ids: str) -> Response[Any]:
        return view(app.current_event.raw_event, **ids)

    return answer


def _address(event: Event) -> str:
    """Returns the address a page was asked for at: there the way leads after signing in."""
    path, query = str(event.get("rawPath", "/")), str(event.get("rawQueryString") or "")
    is_read = event.get("requestContext", {}).get("http", {}).get("method") == "GET"
    return (f"{path}?{query}" if query else path) if is_read else "/"


def _break_down(defect: Exception) -> Response[str]:
    """Its trace is for the log, the person gets a page that says what they can do."""
    record_defect(defect)
    return _problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "That went wrong on our side",
        "Nothing you sent was lost on purpose, but it may not have arrived. Try again in a moment.",
    )


def _no_such_page(_: NotFoundError) -> Response[str]:
    return _problem(HTTPStatus.NOT_FOUND, "Not here", "There is nothing at this address.")


def _problem(status: HTTPStatus, heading: str, message: str, *, may_confirm: bool = False) -> Response[str]:
    content = {"heading": heading, "message": message, "status": status, "may_confirm": may_confirm}
    return page("problem.html", content, status=status)
