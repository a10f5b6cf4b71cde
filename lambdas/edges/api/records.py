"""Records: list, save, delete, import, export."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from lambdas.domain.kernel.model import Model
from lambdas.edges.api.app import RecordKind, app, user
from lambdas.edges.commands import records
from lambdas.edges.http.requests import raw_body

RecordId = Annotated[str, Query(min_length=1, max_length=200)]


class RecordValues(Model):
    """By column, as examples/records/README.md describes them; ``record_id`` replaces the record of that id."""

    values: dict[str, Any]


class Deleted(Model):
    record_id: str


def list_records(kind: RecordKind) -> list[dict[str, Any]]:
    found = records.of_kind(user(), records.kind_of(kind))
    return [record.model_dump(mode="json") for record in found]


def save_record(kind: RecordKind, body: RecordValues) -> dict[str, Any]:
    user_id = user()
    return records.save(user_id, records.kind_of(kind), body.values).model_dump(mode="json")


def delete_record(kind: RecordKind, record_id: RecordId) -> Deleted:
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
    """CSV that imports again as it was."""
    text = records.export(user(), records.kind_of(kind))
    return Response(200, "text/csv; charset=utf-8", text)
