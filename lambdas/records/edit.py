"""One record at a time, as the page and the API change it."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from pydantic import ValidationError

from lambdas.domain.context.kinds.sheets import record_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.records import Record, id_from
from lambdas.errors import NotFound, Refused
from lambdas.record_tables.check import problems_in
from lambdas.store.records import Records


def save_record(
    store: Records, user_id: str, kind: RecordKind, values: Mapping[str, Any], zone: tzinfo, now: datetime
) -> Record:
    """Creates the record, or replaces the one ``record_id`` names; empty values are left out, as in an import.

    Where the id was made from the key and the key changes, the record moves to its new id. Raises Refused, naming
    each wrong field.
    """
    given = {name: value for name, value in values.items() if value is not None and value != ""}
    try:
        record = record_of(kind, given, zone, now)
    except ValidationError as error:
        wrong = [f"{problem.column.replace('_', ' ')} {problem.reason}".strip() for problem in problems_in(error, 0)]
        raise Refused("; ".join(wrong) + ".") from None
    before = _stored(store, user_id, kind, str(given.get("record_id", "")))
    moved = before is not None and before.record_id == id_from(before.natural_key)
    if moved:
        record = record.model_copy(update={"record_id": id_from(record.natural_key)})
    store.put_all(user_id, [record])
    if before is not None and before.record_id != record.record_id:
        store.delete(user_id, kind, before.record_id)
    return record


def _stored(store: Records, user_id: str, kind: RecordKind, record_id: str) -> Record | None:
    try:
        return store.get(user_id, kind, record_id) if record_id else None
    except NotFound:
        return None
