"""The sources of figures: which there are, how each stands, connecting and disconnecting them. No secret is in any
answer; a service is waited for as long as the function may run (lambdas/edges/http/deadline.py).
"""

from http import HTTPStatus
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import Field, StringConstraints

from lambdas import wiring
from lambdas.domain.accounts.user import User
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.model import Instant, Model
from lambdas.domain.sources.account import SourceAccount, SourceStatus, age_of
from lambdas.domain.sources.kinds import SPECS, SourceKind
from lambdas.edges.api.app import user
from lambdas.edges.commands.sources import Counts, FilePlace, counts_of, place_of
from lambdas.edges.commands.views import view_of
from lambdas.errors import AmoError, NotFound, Refused
from lambdas.source_readings.connect import MAX_NAME, MAX_SECRET, SourceConnections, may_manage
from lambdas.source_readings.wiring import source_connections

SourceId = Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,40}$")]
KeepRecords = Annotated[bool, Query(description="leaves what it filled in with its owner, as if imported by hand")]
FieldName = Annotated[str, StringConstraints(max_length=40)]
FieldText = Annotated[str, StringConstraints(max_length=MAX_SECRET)]
Values = dict[FieldName, FieldText]
MAX_FIELDS = 20


class SourceFieldView(Model):
    name: str
    label: str
    hint: str
    default: str
    is_secret: bool
    is_required: bool
    is_long: bool


class SourceKindView(Model):
    """``records`` are the kinds it fills. ``is_pushed``: it tells AMO, at an address that connecting it gives."""

    kind: SourceKind
    label: str
    reads: str
    advice: str
    fields: tuple[SourceFieldView, ...]
    is_pushed: bool
    records: tuple[RecordKind, ...]


class FigureSourceView(Model):
    """``read_at`` is how old its figures are. ``rows`` is what the last whole reading had, ``records`` what is there of
    each kind now; ``refused_rows`` names the first that could not be used. ``is_whole`` false: it left rows out, and
    nothing counts as gone. ``place`` is where the file of an HR system is expected.
    """

    source_id: str
    kind: SourceKind
    label: str
    name: str
    owner: Literal["you", "team"]
    status: SourceStatus
    problem: str
    failing_since: Instant | None
    read_at: Instant | None
    age_seconds: float | None
    next_at: Instant | None
    is_whole: bool
    rows: int
    refused: int
    refused_rows: tuple[str, ...]
    records: dict[RecordKind, int]
    settings: dict[str, str]
    may_manage: bool
    place: FilePlace | None


class SourcesView(Model):
    kinds: tuple[SourceKindView, ...]
    sources: tuple[FigureSourceView, ...]


class NewSource(Model):
    """``values`` are the fields of its kind, secrets among them. ``for_team``: reviewers and operators may."""

    kind: SourceKind
    name: str = Field(default="", max_length=MAX_NAME)
    for_team: bool = False
    values: Values = Field(default_factory=dict, max_length=MAX_FIELDS, repr=False)


class SourceValues(Model):
    """A field left out stays as it is."""

    values: Values = Field(default_factory=dict, max_length=MAX_FIELDS, repr=False)


class ConnectedFigureSource(Model):
    """``hook`` is where the service is to tell AMO, of one that does: it is a secret, and not shown again. ``said`` is
    whom the service takes AMO for. The external id a role asks for is among the settings.
    """

    source: FigureSourceView
    hook: str = Field(default="", repr=False)
    said: str = ""


class SourceTest(Model):
    ok: bool
    said: str


class AskedSource(Model):
    source_id: str


class LeftRecords(Model):
    """The number of records that were kept, or went with the source."""

    records: int


def list_sources() -> SourcesView:
    """Every kind there is, with the fields that connecting it takes; then the caller's own sources and their team's."""
    person = _person()
    accounts = source_connections().of_person(person)
    counts = counts_of(accounts)
    return SourcesView(
        kinds=tuple(_kind(kind) for kind in SourceKind),
        sources=tuple(_source(account, person, counts) for account in accounts),
    )


def connect_source(body: NewSource) -> ConnectedFigureSource:
    """Tries it first: of one that does not answer nothing is stored. Its figures come with the reading that begins."""
    person, connections = _person(), source_connections()
    try:
        made = connections.connect(person, body.kind, body.values, wiring.now(), name=body.name, for_team=body.for_team)
    except NotFound as error:  # of the service's, which is no address of ours
        raise Refused(str(error)) from None
    return ConnectedFigureSource(source=_source(made.account, person, {}), hook=made.hook, said=made.answer)


def reconnect_source(source_id: SourceId, body: SourceValues) -> ConnectedFigureSource:
    """With what is sent in the place of what it was connected with. What it filled in stays."""
    person, connections = _person(), source_connections()
    connections.find(person, source_id)
    try:
        made = connections.reconnect(person, source_id, body.values, wiring.now())
    except NotFound as error:
        raise Refused(str(error)) from None
    source = _source(made.account, person, counts_of([made.account]))
    return ConnectedFigureSource(source=source, hook=made.hook, said=made.answer)


def disconnect_source(source_id: SourceId, keep_records: KeepRecords = True) -> LeftRecords:
    """AMO forgets what it was asked with. Nothing it filled in goes that is not asked to."""
    return LeftRecords(records=source_connections().disconnect(_person(), source_id, keep_records=keep_records))


def test_source(source_id: SourceId) -> SourceTest:
    """Asks it one thing; ``said`` is whom it takes AMO for, or what is wrong."""
    person, connections = _person(), source_connections()
    connections.find(person, source_id)
    return _tried(connections, person, source_id)


def refresh_source(source_id: SourceId) -> Response[AskedSource]:
    """Has it read at once; how it went is to be seen in the list, in a moment."""
    source_connections().refresh(_person(), source_id)
    return Response(HTTPStatus.ACCEPTED, "application/json", AskedSource(source_id=source_id))


def _tried(connections: SourceConnections, person: User, source_id: str) -> SourceTest:
    try:
        return SourceTest(ok=True, said=connections.test(person, source_id, wiring.now()))
    except AmoError as error:
        return SourceTest(ok=False, said=str(error))


def _person() -> User:
    return wiring.users().get(user())


def _kind(kind: SourceKind) -> SourceKindView:
    spec = SPECS[kind]
    fields = tuple(view_of(SourceFieldView, one) for one in spec.fields)
    return view_of(SourceKindView, spec, kind=kind, fields=fields)


def _source(account: SourceAccount, person: User, counts: Counts) -> FigureSourceView:
    return view_of(
        FigureSourceView,
        account,
        label=account.spec.label,
        owner="team" if account.team else "you",
        age_seconds=age_of(account, wiring.now()),
        records=dict(counts.get((account.owner, account.source_id), {})),
        may_manage=may_manage(person, account),
        place=place_of(account),
    )
