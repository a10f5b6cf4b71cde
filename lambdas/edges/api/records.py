"""Records: list, save, delete, import, export."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from lambdas.domain.kernel.instants import iso
from lambdas.domain.kernel.model import Model
from lambdas.domain.sources.known_records import RecordOrigin
from lambdas.edges.api.app import RecordKind, app, user
from lambdas.edges.commands import records
from lambdas.edges.http.requests import raw_body

RecordId = Annotated[str, Query(min_length=1, max_length=200)]


class RecordValues(Model):
    """By column, as examples/records/README.md describes them; ``record_id`` replaces the record of that id.

    Where that is a source's, what is sent corrects it: a column left out stays, and one with null says nothing from now
    on. A correction holds until the source says something else in that column; one that says what the source says is
    taken back by it. ``as_of`` stays the source's.
    """

    values: dict[str, Any]


class Deleted(Model):
    record_id: str


def list_records(kind: RecordKind) -> list[dict[str, Any]]:
    """All that is prepared from. One that a source fills in has an ``origin``: its source, when that was read, and what
    the caller corrected.
    """
    found = records.known(user(), records.kind_of(kind))
    return [record.model_dump(mode="json") | _origin(found.origins.get(record.record_id)) for record in found.records]


def save_record(kind: RecordKind, body: RecordValues) -> dict[str, Any]:
    user_id = user()
    return records.save(user_id, records.kind_of(kind), body.values).model_dump(mode="json")


def delete_record(kind: RecordKind, record_id: RecordId) -> Deleted:
    """Refused for one that a source fills in: it would come again."""
    records.delete(user(), records.kind_of(kind), record_id)
    return Deleted(record_id=record_id)


def import_records(kind: RecordKind) -> dict[str, Any]:
    """The body is the file itself, CSV or JSON."""
    content = raw_body(app.current_event.raw_event)
    return records.import_file(user(), records.kind_of(kind), content).model_dump(mode="json")


def preview_records(kind: RecordKind) -> dict[str, Any]:
    """The report an import of the same body would give; nothing is stored."""
    content = raw_body(app.current_event.raw_event)
    return records.preview(user(), records.kind_of(kind), content).report.model_dump(mode="json")


def export_records(kind: RecordKind) -> Response[str]:
    """CSV that imports again as it was; what sources fill in is among it."""
    text = records.export(user(), records.kind_of(kind))
    return Response(200, "text/csv; charset=utf-8", text)


def _origin(origin: RecordOrigin | None) -> dict[str, Any]:
    if origin is None:
        return {}
    account = origin.account
    said = {
        "source": account.name,
        "source_id": account.source_id,
        "read_at": iso(account.read_at) if account.read_at else None,
        "corrected": sorted(origin.corrected),
    }
    return {"origin": said}
