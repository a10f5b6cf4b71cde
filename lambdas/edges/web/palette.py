"""The command palette's places, and the list of the keys that open it and what else."""

import json
from collections.abc import Iterator
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.context.kinds.spec import spec_of
from lambdas.domain.kernel.context_kinds import ContextKind, RecordKind
from lambdas.edges.commands import queries
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import SECURITY_HEADERS, page
from lambdas.edges.web.words import title_of

DAYS_AHEAD = 7
MAX_MEETINGS = 8
PAGES = (
    ("Today", "/"),
    ("Calendar", "/calendar"),
    ("To do: what was promised", "/items"),
    ("To do: what is late", "/items?show=late"),
    ("Your results with AMO", "/results"),
    ("Past meetings", "/past"),
    ("Search", "/search"),
    ("Approvals", "/approvals"),
    ("Approvals: how far AMO may act", "/autonomy"),
    ("Settings", "/settings"),
    ("Settings: calendars", "/settings#calendars"),
    ("Settings: time zone and quiet hours", "/settings#you"),
    ("Settings: when to prepare", "/settings#timing"),
    ("Settings: working days and hours", "/settings#working-time"),
    ("Settings: channels", "/settings#channels"),
    ("Settings: evening brief", "/settings#brief"),
    ("Shortcuts", "/shortcuts"),
)
OPERATORS = (("Operator’s settings", "/settings/operator"), ("People who use AMO", "/people"))
OVERSEERS = (("Audit log", "/audit"), ("Dashboard", "/dashboard"))
SHORTCUTS = (
    (("Ctrl", "K"), "Go to a page, a meeting or a person, or do something here"),
    (("?",), "Show this list"),
    (("/",), "Search"),
    (("j",), "The next one in a list"),
    (("k",), "The one before"),
    (("g", "t"), "Go to Today"),
    (("g", "c"), "Go to the calendar"),
    (("g", "i"), "Go to what is to do"),
    (("g", "a"), "Go to approvals"),
    (("g", "r"), "Go to records"),
    (("g", "s"), "Go to settings"),
    (("Ctrl", "Enter"), "Send an answer while you write it"),
)


def list_places(request: PageRequest) -> Response[str]:
    entries = [{"label": label, "kind": kind, "address": address} for label, kind, address in _places(request)]
    return Response(HTTPStatus.OK, "application/json", json.dumps(entries), SECURITY_HEADERS)


def show_shortcuts(request: PageRequest) -> Response[str]:
    return page("shortcuts.html", {"shortcuts": SHORTCUTS}, request)


def _places(request: PageRequest) -> Iterator[tuple[str, str, str]]:
    """Label, kind and address. What somebody may not open is not among them."""
    for label, address in (*PAGES, *_records(), *_by_role(wiring.users().get(request.user_id).role)):
        yield label, "page", address
    for tracked in queries.coming_meetings(request.user_id, DAYS_AHEAD)[:MAX_MEETINGS]:
        yield title_of(tracked.meeting), "Meetings", f"/meetings/{tracked.meeting.meeting_id}"


def _records() -> Iterator[tuple[str, str]]:
    for kind in RecordKind:
        label = spec_of(ContextKind(kind)).label
        yield f"Records: {label.lower()}", f"/records/{kind}"


def _by_role(role: str) -> tuple[tuple[str, str], ...]:
    return {"operator": (*OVERSEERS, *OPERATORS), "reviewer": OVERSEERS}.get(role, ())
