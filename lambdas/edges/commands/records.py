"""Commands of page and API about a signed-in user's records: what they keep, and what their sources say."""

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from lambdas import wiring
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.local_time import zone
from lambdas.domain.records.records import Record
from lambdas.domain.sources.known_records import KnownRecords
from lambdas.errors import NotFound, Refused
from lambdas.records.edit import save_record
from lambdas.records.export import export_csv
from lambdas.records.import_file import Import, import_records, read_import
from lambdas.records.report import ImportReport
from lambdas.source_readings.correct import correct, take_back
from lambdas.store.records import NO_RECORD

NOT_TO_DELETE = "{} says this: delete it there, or disconnect {}. What it says wrong can be corrected here."


def kind_of(name: str) -> RecordKind:
    """Raises NotFound."""
    try:
        return RecordKind(name)
    except ValueError as error:
        raise NotFound(f"There are no such records; there are {', '.join(RecordKind)}.") from error


def known(user_id: str, kind: RecordKind) -> KnownRecords:
    """Their own, their sources' and their team's, as everything is prepared from."""
    return wiring.source_records().known(user_id, wiring.users().get(user_id).team_id, kind)


def of_kind(user_id: str, kind: RecordKind) -> list[Record]:
    return list(known(user_id, kind).records)


def known_record(found: KnownRecords, record_id: str) -> Record:
    """Raises NotFound, also for somebody else's: a record is found under its owner only."""
    record = next((one for one in found.records if one.record_id == record_id), None)
    if record is None:
        raise NotFound(NO_RECORD)
    return record


def save(user_id: str, kind: RecordKind, values: Mapping[str, Any]) -> Record:
    """Of a record that a source fills in, the values are corrections: they hold until the source says something else.

    Raises Refused, naming each wrong field; NotFound for a ``record_id`` to replace that does not exist.
    """
    record_id = str(values.get("record_id") or "")
    if record_id and record_id in known(user_id, kind).origins:
        return correct_record(user_id, kind, record_id, values)
    return save_record(wiring.records(), user_id, kind, values, _zone(user_id), wiring.now())


def correct_record(user_id: str, kind: RecordKind, record_id: str, values: Mapping[str, Any]) -> Record:
    """Raises Refused, naming each wrong field; NotFound where no source has it."""
    user, store = wiring.users().get(user_id), wiring.source_records()
    return correct(store, user_id, user.team_id, kind, record_id, values, zone(user.timezone), wiring.now())


def take_correction_back(user_id: str, kind: RecordKind, record_id: str, fields: Iterable[str]) -> None:
    take_back(wiring.source_records(), user_id, kind, record_id, fields)


def delete(user_id: str, kind: RecordKind, record_id: str) -> None:
    """Can be undone for a while. Raises NotFound; Refused for what a source fills in: it would come again."""
    if origin := known(user_id, kind).origins.get(record_id):
        raise Refused(NOT_TO_DELETE.format(origin.account.name, origin.account.name))
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
    """Takes what sources say along, as records like any other."""
    return export_csv(kind, of_kind(user_id, kind))


def _zone(user_id: str) -> ZoneInfo:
    return zone(wiring.users().get(user_id).timezone)
