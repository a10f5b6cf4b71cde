"""Importing a file of records: the good rows are stored, the bad ones told, and doing it again updates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from lambdas.domain.context.kinds.incidents import Incident
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.records import Record
from lambdas.errors import Refused
from lambdas.record_tables.check import Checked, check, keeping
from lambdas.record_tables.columns import recognise
from lambdas.record_tables.rows import MAX_ROWS, Row, RowError
from lambdas.record_tables.sheets import read_sheet
from lambdas.records.report import PROBLEMS_SHOWN, ImportReport
from lambdas.store.records import Records


@dataclass(frozen=True, slots=True)
class Import:
    """An import as planned: the good records, and the report of them all."""

    records: tuple[Record, ...]
    report: ImportReport


def import_records(
    store: Records, user_id: str, kind: RecordKind, content: bytes, zone: tzinfo, now: datetime
) -> ImportReport:
    """``content`` is CSV or JSON. Times without an offset are in ``zone``; records without ``as_of`` are of ``now``.

    Raises Refused, before anything is stored, when the file as a whole cannot be used; Retryable when the table
    would not take it all: importing the same file again is then the cure.
    """
    read = read_import(store, user_id, kind, content, zone, now)
    store.put_all(user_id, read.records)
    return read.report


def read_import(store: Records, user_id: str, kind: RecordKind, content: bytes, zone: tzinfo, now: datetime) -> Import:
    """The same without storing anything, for a look before."""
    sheet = read_sheet(content)
    recognised = recognise(kind, sheet.headers)
    if not sheet.rows and not sheet.problems:
        raise Refused("The file has a header, but no rows.")
    rows = [
        Row(row.number, {recognised.names[h]: cell for h, cell in row.cells.items() if h in recognised.names})
        for row in sheet.rows
    ]
    checked = check(kind, rows, zone, now)
    stored = {record.record_id: record for record in store.of_kind(user_id, kind)}
    records = _with_what_is_kept(checked, stored)
    _must_fit(kind, records, stored)
    problems = sorted((*sheet.problems, *checked.problems), key=lambda problem: problem.row)
    return Import(tuple(records), _report(kind, records, stored, problems, recognised.ignored))


def _with_what_is_kept(checked: Checked, stored: dict[str, Record]) -> list[Record]:
    records = []
    for record in checked.records:
        before = stored.get(record.record_id)
        is_incomplete = record.record_id in checked.incomplete
        if is_incomplete and isinstance(record, Incident) and isinstance(before, Incident):
            record = keeping(record, before)
        records.append(record)
    return records


def _must_fit(kind: RecordKind, records: Sequence[Record], stored: dict[str, Record]) -> None:
    total = len(stored.keys() | {record.record_id for record in records})
    if total > MAX_ROWS:
        raise Refused(f"That would make {total:,} {kind} records; the limit is {MAX_ROWS:,}. Delete old ones first.")


def _report(
    kind: RecordKind,
    records: Sequence[Record],
    stored: dict[str, Record],
    problems: Sequence[RowError],
    ignored: tuple[str, ...],
) -> ImportReport:
    known = [record for record in records if record.record_id in stored]
    unchanged = sum(_says_the_same(record, stored[record.record_id]) for record in known)
    return ImportReport(
        kind=kind,
        created=len(records) - len(known),
        updated=len(known) - unchanged,
        unchanged=unchanged,
        refused=tuple(problems[:PROBLEMS_SHOWN]),
        refused_rows=len({problem.row for problem in problems}),
        ignored_columns=ignored,
    )


def _says_the_same(record: Record, before: Record) -> bool:
    return record == before.model_copy(update={"as_of": record.as_of})
