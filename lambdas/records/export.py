"""Records as a CSV file that a spreadsheet opens safely and that imports again as it was."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from lambdas.domain.context.kinds.incidents import Incident
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.records import Record
from lambdas.record_tables.columns import FOLLOW_UP_COLUMNS, ID, columns_of
from lambdas.record_tables.rows import FORMULA_STARTS


def export_csv(kind: RecordKind, records: Iterable[Record]) -> str:
    """With a header even when there are no records; times in UTC, money with a point and no grouping."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns_of(kind), restval="", lineterminator="\r\n")
    writer.writeheader()
    for record in records:
        writer.writerows(_rows(record))
    return text.getvalue()


def _rows(record: Record) -> Iterator[dict[str, str]]:
    """One row, and for an incident one for each follow-up."""
    money = {name: str(value) for name, value in record if isinstance(value, Decimal)}
    others = record.model_dump(mode="json", exclude={"follow_ups", "record_id", *money})
    own = _cells(others) | money | {ID: _guarded(record.record_id)}
    if not isinstance(record, Incident) or not record.follow_ups:
        yield own
        return
    for follow_up in record.follow_ups:
        fields = follow_up.model_dump(mode="json")
        yield own | _cells({column: fields[name] for column, name in FOLLOW_UP_COLUMNS.items()})


def _cells(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: _cell(value) for name, value in fields.items() if value is not None}


def _cell(value: Any) -> str:
    return _guarded(" | ".join(value) if isinstance(value, list) else str(value))


def _guarded(text: str) -> str:
    """A spreadsheet would run text that begins like a formula; an apostrophe makes it text again."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text
