"""The page "Where figures come from": somebody's sources, how each stands, and the forms that connect one."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas import wiring
from lambdas.domain.accounts.user import User
from lambdas.domain.sources.account import SourceAccount
from lambdas.domain.sources.kinds import SPECS, SourceKind
from lambdas.edges.commands.sources import counts_of, source_kind_of
from lambdas.edges.web.page_request import PageRequest
from lambdas.edges.web.responses import page, see
from lambdas.edges.web.source_view import LeftToDo, TriedSource, kind_rows, left_to_do, source_card, source_form
from lambdas.edges.web.source_words import summary_of
from lambdas.errors import AmoError, Forbidden
from lambdas.source_readings.connect import TEAM_ONLY, may_manage
from lambdas.source_readings.wiring import source_connections

PLACE = "/settings/sources"


def show(request: PageRequest) -> Response[str]:
    return _shown(request, _person(request))


def show_new(request: PageRequest, source_kind: str) -> Response[str]:
    return _form(request, _person(request), source_kind_of(source_kind))


def show_one(request: PageRequest, source_id: str) -> Response[str]:
    """The form that connects one again, with its settings and without its secrets."""
    person = _person(request)
    account = source_connections().find(person, source_id)
    if not may_manage(person, account):
        raise Forbidden(TEAM_ONLY)
    return _form(request, person, account.kind, account)


def connect(request: PageRequest, source_kind: str) -> Response[str]:
    """Shows once what the service needs to be told, an address or an id: with the answer to this very form."""
    person, kind = _person(request), source_kind_of(source_kind)
    name, is_of_team = request.fields.get("name", "").strip(), "for_team" in request.fields
    try:
        made = source_connections().connect(
            person, kind, _values(request, kind), request.now, name=name, for_team=is_of_team
        )
    except AmoError as error:
        return _form(request, person, kind, problem=str(error))
    if told := left_to_do(made.account, made.hook):
        return _shown(request, person, made=told)
    return see(PLACE, "source-connected")


def reconnect(request: PageRequest, source_id: str) -> Response[str]:
    person, connections = _person(request), source_connections()
    account = connections.find(person, source_id)
    try:
        connections.reconnect(person, source_id, _values(request, account.kind), request.now)
    except Forbidden:
        raise
    except AmoError as error:
        return _form(request, person, account.kind, account, problem=str(error))
    return see(PLACE, "source-again")


def test(request: PageRequest, source_id: str) -> Response[str]:
    """Shows on top of the page what it answered."""
    person, connections = _person(request), source_connections()
    account = connections.find(person, source_id)
    try:
        tried = TriedSource(name=account.name, answer=connections.test(person, source_id, request.now))
    except AmoError as error:
        tried = TriedSource(name=account.name, refusal=str(error))
    return _shown(request, person, tried=tried)


def refresh(request: PageRequest, source_id: str) -> Response[str]:
    source_connections().refresh(_person(request), source_id)
    return see(PLACE, "source-read")


def disconnect(request: PageRequest, source_id: str) -> Response[str]:
    is_kept = request.fields.get("keep") == "1"
    source_connections().disconnect(_person(request), source_id, keep_records=is_kept)
    return see(PLACE, "source-kept" if is_kept else "source-gone")


def _values(request: PageRequest, kind: SourceKind) -> dict[str, str]:
    """Of the fields of this kind alone: the form has a name and a token besides."""
    return {field.name: request.fields.get(field.name, "").strip() for field in SPECS[kind].fields}


def _shown(request: PageRequest, person: User, **special: LeftToDo | TriedSource) -> Response[str]:
    accounts = source_connections().of_person(person)
    counts = counts_of(accounts)
    rows = (source_card(account, person, counts, request.now) for account in accounts)
    content: dict[str, Any] = {
        "rows": sorted(rows, key=lambda row: not row.needs_a_person),
        "summary": summary_of(accounts, request.now),
        "kinds": kind_rows(),
        "is_paused": not wiring.users().switches().sources,
        "made": None,
        "tried": None,
        **special,
    }
    return page("sources.html", content, request, section="settings")


def _form(
    request: PageRequest, person: User, kind: SourceKind, account: SourceAccount | None = None, problem: str = ""
) -> Response[str]:
    form = source_form(kind, account, person, request.fields)
    content = {"form": form, "problem": problem, "is_for_team": "for_team" in request.fields}
    return page("source_form.html", content, request, section="settings")


def _person(request: PageRequest) -> User:
    return wiring.users().get(request.user_id)
