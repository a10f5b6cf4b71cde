"""Records: list, save, delete, import, export."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from lambdas.domain.models import Model
from lambdas.edges import record_commands
from lambdas.edges.api_app import RecordKind, app, user
from lambdas.edges.requests import raw_body

RecordId = Annotated[str, Query(min_length=1, max_length=200)]


class RecordValues(Model):
    """By column, as examples/records/README.md describes them; ``record_id`` replaces the record of that id."""

    values: dict[str, Any]


class Deleted(Model):
    record_id: str


def list_records(kind: RecordKind) -> list[dict[str, Any]]:
    found = record_commands.of_kind(user(), record_commands.kind_of(kind))
    return [record.model_dump(mode="json") for record in found]


def save_record(kind: RecordKind, body: RecordValues) -> dict[str, Any]:
    user_id = user()
    return record_commands.save(user_id, record_commands.kind_of(kind), body.values).model_dump(mode="json")


def delete_record(kind: RecordKind, record_id: RecordId) -> Deleted:
    record_commands.delete(user(), record_commands.kind_of(kind), record_id)
    return Deleted(record_id=record_id)


def import_records(kind: RecordKind) -> dict[str, Any]:
    """The body is the file itself, CSV or JSON."""
    content = raw_body(app.current_event.raw_event)
    return record_commands.import_file(user(), record_commands.kind_of(kind), content).model_dump(mode="json")


def preview_records(kind: RecordKind) -> dict[str, Any]:
    """The report an import of the same body would give; nothing is stored."""
    content = raw_body(app.current_event.raw_event)
    return record_commands.preview(user(), record_commands.kind_of(kind), content).report.model_dump(mode="json")


def export_records(kind: RecordKind) -> Response[str]:
    """CSV that imports again as it was."""
    text = record_commands.export(user(), record_commands.kind_of(kind))
    return Response(200, "text/csv; charset=utf-8", text)
