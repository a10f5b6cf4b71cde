"""Commands of page and API about a signed-in user's records."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from lambdas import wiring
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.records.records import Record
from lambdas.errors import NotFound
from lambdas.records.edit import save_record
from lambdas.records.export import export_csv
from lambdas.records.import_file import Import, import_records, read_import
from lambdas.records.report import ImportReport


def kind_of(name: str) -> RecordKind:
    """Raises NotFound."""
    try:
        return RecordKind(name)
    except ValueError as error:
        raise NotFound(f"There are no such records; there are {', '.join(RecordKind)}.") from error


def of_kind(user_id: str, kind: RecordKind) -> list[Record]:
    return wiring.records().of_kind(user_id, kind)


def record(user_id: str, kind: RecordKind, record_id: str) -> Record:
    """Raises NotFound, also for somebody else's: a record is found under its owner only."""
    return wiring.records().get(user_id, kind, record_id)


def save(user_id: str, kind: RecordKind, values: Mapping[str, Any]) -> Record:
    """Raises Refused, naming each wrong field; NotFound for a ``record_id`` to replace that does not exist."""
    return save_record(wiring.records(), user_id, kind, values, _zone(user_id), wiring.now())


def delete(user_id: str, kind: RecordKind, record_id: str) -> None:
    """Can be undone for a while. Raises NotFound."""
    wiring.records().discard(user_id, kind, record_id, wiring.now())


def restore(user_id: str, kind: RecordKind, record_id: str) -> None:
    """Undoes a deletion. Raises NotFound where there is none to undo, or no longer."""
    wiring.records().restore(user_id, kind, record_id, wiring.now())


def import_file(user_id: str, kind: RecordKind, content: bytes) -> ImportReport:
    return import_records(wiring.records(), user_id, kind, content, _zone(user_id), wiring.now())


def preview(user_id: str, kind: RecordKind, content: bytes) -> Import:
    """Reports what importing the file would do."""
    return read_import(wiring.records(), user_id, kind, content, _zone(user_id), wiring.now())


def export(user_id: str, kind: RecordKind) -> str:
    return export_csv(kind, of_kind(user_id, kind))


def _zone(user_id: str) -> ZoneInfo:
    return zone(wiring.users().get(user_id).timezone)
