"""The page: every address people can open or post to, and what answers it.

Server-rendered, works without scripts. A read needs a session; a change needs a form of that very session, posted from
our own origin: both are checked here, before any view is reached, so that no view can forget it.
"""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from lambdas.edges.identity import SignedOut
from lambdas.edges.pages import (
    approval_pages,
    files,
    meeting,
    oversight_pages,
    record_pages,
    settings_pages,
    signing_in,
    slack_pages,
    today,
)
from lambdas.edges.requests import Event
from lambdas.edges.responses import page
from lambdas.edges.visits import changing, reading
from lambdas.errors import AmoError, Conflict, Forbidden, NotFound, Retryable

log = logging.getLogger(__name__)

View = Callable[..., Response[Any]]

READS: Mapping[str, View] = {
    "/": today.show,
    "/live": today.look_again,
    "/meetings/<meeting_id>": meeting.show,
    "/meetings/<meeting_id>/live": meeting.look_again,
    "/meetings/<meeting_id>/notes": meeting.download_notes,
    "/records": record_pages.show_first,
    "/records/<kind>": record_pages.show,
    "/records/<kind>/edit": record_pages.edit,
    "/records/<kind>/import": record_pages.show_import,
    "/records/<kind>/export": record_pages.export,
    "/approvals": approval_pages.show,
    "/approvals/<action_id>": approval_pages.show_one,
    "/audit": oversight_pages.show_audit,
    "/audit/export": oversight_pages.export_audit,
    "/dashboard": oversight_pages.show_dashboard,
    "/autonomy": oversight_pages.show_autonomy,
    "/settings": settings_pages.show,
    "/slack/connect": slack_pages.show_tie,
    "/m/<link>": signing_in.open_material,
}
CHANGES: Mapping[str, View] = {
    "/notices/dismiss": today.dismiss,
    "/meetings/<meeting_id>/moves": meeting.move,
    "/meetings/<meeting_id>/prep": meeting.prepare,
    "/meetings/<meeting_id>/not-needed": meeting.decline,
    "/meetings/<meeting_id>/needed": meeting.reconsider,
    "/meetings/<meeting_id>/type": meeting.correct_type,
    "/meetings/<meeting_id>/feedback": meeting.rate,
    "/sessions/<session_id>/snooze": meeting.snooze,
    "/records/<kind>/save": record_pages.save,
    "/records/<kind>/delete": record_pages.delete,
    "/records/<kind>/preview": record_pages.preview_import,
    "/records/<kind>/import": record_pages.import_file,
    "/approvals": approval_pages.decide_many,
    "/approvals/<action_id>/decide": approval_pages.decide,
    "/approvals/<action_id>/edit": approval_pages.edit,
    "/approvals/<action_id>/ask": approval_pages.ask,
    "/approvals/<action_id>/undo": approval_pages.undo,
    "/autonomy/level": oversight_pages.choose_level,
    "/autonomy/habits": oversight_pages.save_habits,
    "/autonomy/rules/<rule_id>/accept": oversight_pages.accept_rule,
    "/autonomy/break-glass": oversight_pages.declare_emergency,
    "/settings/profile": settings_pages.save_profile,
    "/settings/prep-hours": settings_pages.save_prep_hours,
    "/slack/connect": slack_pages.accept_tie,
    "/settings/channels": settings_pages.choose_channels,
    "/settings/phone": settings_pages.send_phone_code,
    "/settings/phone/confirmation": settings_pages.confirm_phone,
    "/settings/phone/removal": settings_pages.forget_phone,
    "/settings/calendars": settings_pages.connect_calendar,
    "/settings/calendars/<calendar_id>/disconnect": settings_pages.disconnect_calendar,
    "/settings/sync": settings_pages.read_calendars,
    "/settings/switches/<part>": settings_pages.switch,
    "/auth/sign-out": signing_in.sign_out,
}
OPEN: Mapping[tuple[str, str], Callable[..., Response[Any]]] = {
    ("GET", "/auth/link"): signing_in.show_link,
    ("POST", "/auth/link"): signing_in.use_link,
    ("GET", "/static/<name>"): files.send,
}
"""What needs no session; these get the event itself."""

PROBLEMS: tuple[tuple[type[AmoError], HTTPStatus, str], ...] = (
    (NotFound, HTTPStatus.NOT_FOUND, "Not here"),
    (Conflict, HTTPStatus.CONFLICT, "Something changed meanwhile"),
    (Forbidden, HTTPStatus.FORBIDDEN, "Not allowed"),
    (Retryable, HTTPStatus.SERVICE_UNAVAILABLE, "Busy at this moment"),
    (AmoError, HTTPStatus.BAD_REQUEST, "That did not work"),
)

app = APIGatewayHttpResolver()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return dict(app.resolve(event, context))


def refuse(problem: AmoError) -> Response[str]:
    if isinstance(problem, SignedOut):
        return page("sign_in.html", {"link_token": "", "reason": str(problem)}, status=HTTPStatus.UNAUTHORIZED)
    status, heading = next((status, heading) for kind, status, heading in PROBLEMS if isinstance(problem, kind))
    return _problem(status, heading, str(problem))


def break_down(_problem_of_ours: Exception) -> Response[str]:
    """A defect: its trace is for the log, the person gets a page that says what they can do."""
    log.exception("a view failed")
    return _problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "That went wrong on our side",
        "Nothing you sent was lost on purpose, but it may not have arrived. Try again in a moment.",
    )


def no_such_page(_: NotFoundError) -> Response[str]:
    return _problem(HTTPStatus.NOT_FOUND, "Not here", "There is nothing at this address.")


def _problem(status: HTTPStatus, heading: str, message: str) -> Response[str]:
    return page("problem.html", {"heading": heading, "message": message, "status": status}, status=status)


def _answering(check: Callable[[Event], Any], view: View) -> View:
    def answer(**ids: str) -> Response[Any]:
        return view(check(app.current_event.raw_event), **ids)

    return answer


def _unchecked(event: Event) -> Event:
    return event


for rule, view in READS.items():
    app.get(rule, compress=True)(_answering(reading, view))
for rule, view in CHANGES.items():
    app.post(rule, compress=True)(_answering(changing, view))
for (method, rule), view in OPEN.items():
    app.route(rule, method=method, compress=True)(_answering(_unchecked, view))
app.not_found(no_such_page)
app.exception_handler(AmoError)(refuse)
app.exception_handler(Exception)(break_down)
