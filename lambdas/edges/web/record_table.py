"""The records of one kind as a table, found by words and by status."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from lambdas.domain.context.kinds.big_rocks import BigRock
from lambdas.domain.context.kinds.budget import BudgetLine
from lambdas.domain.context.kinds.sheets import sheet_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.kernel.counts import counted
from lambdas.domain.kernel.model import Model
from lambdas.domain.records.fields import plain_types
from lambdas.domain.records.records import Record
from lambdas.domain.sources.known_records import RecordOrigin
from lambdas.edges.web.record_form import Choice, choices_of, label_of
from lambdas.edges.web.record_origins import NO_ORIGINS, correction_line, source_of
from lambdas.edges.web.record_text import cell_text
from lambdas.edges.web.words import age, listed

NUMBERS = {int, Decimal}


class Cell(Model):
    """``tone`` colours a status; ``percent`` draws a bar; ``is_over`` marks money beyond its plan; ``note`` says what
    the bar shows.
    """

    column: str
    label: str
    text: str
    tone: str = ""
    is_number: bool = False
    percent: int | None = None
    is_over: bool = False
    note: str = ""


class RecordRow(Model):
    """``source`` says where it comes from and when that was read, empty for what somebody keeps; ``corrected`` is what
    they said instead.
    """

    record_id: str
    name: str
    cells: tuple[Cell, ...]
    age: str
    source: str = ""
    corrected: str = ""


def rows_of(
    records: Iterable[Record], timezone: str, now: datetime, origins: Mapping[str, RecordOrigin] = NO_ORIGINS
) -> tuple[RecordRow, ...]:
    return tuple(_row(record, origins.get(record.record_id), timezone, now) for record in records)


def matching(records: Sequence[Record], words: str, status: str) -> list[Record]:
    """Those that hold every word, in any field and any case, and have the status asked for."""
    wanted = words.casefold().split()
    found = [r for r in records if all(word in _searched(r) for word in wanted)]
    return [r for r in found if not status or status_of(r) == status]


def message_of(kind: RecordKind, records: Sequence[Record]) -> str:
    """Returns what the table shows, in a line: how many are over plan, blocked, open; empty without records."""
    if kind is RecordKind.BUDGET and records:
        over = sum(max(r.actual, r.forecast or 0) > r.planned for r in records if isinstance(r, BudgetLine))
        return f"{over or 'None'} of {counted(len(records), 'line')} over plan, now or by forecast."
    found = [status_of(record) for record in records]
    counts = [f"{found.count(choice.value)} {choice.label.lower()}" for choice in statuses_of(kind)]
    return f"{listed([said for said in counts if not said.startswith('0 ')])}." if any(found) else ""


def status_of(record: Record) -> str:
    return str(getattr(record, "status", None) or getattr(record, "severity", None) or "")


def statuses_of(kind: RecordKind) -> tuple[Choice, ...]:
    """Returns the statuses or severities that the kind's records can be filtered by."""
    fields = sheet_of(kind).model.model_fields
    field = fields.get("status") or fields.get("severity")
    return choices_of(field.annotation) if field else ()


def _searched(record: Record) -> str:
    return " ".join(str(value) for value in record.model_dump(mode="json").values()).casefold()


def _row(record: Record, origin: RecordOrigin | None, timezone: str, now: datetime) -> RecordRow:
    name_column, *others = sheet_of(record.kind).columns
    return RecordRow(
        record_id=record.record_id,
        name=str(getattr(record, name_column)),
        cells=tuple(_cell(record, column, timezone) for column in others),
        age=age(record.as_of, now),
        source=source_of(origin, now) if origin else "",
        corrected=correction_line(origin, timezone) if origin else "",
    )


def _cell(record: Record, column: str, timezone: str) -> Cell:
    value = getattr(record, column)
    is_over = isinstance(record, BudgetLine) and column in ("actual", "forecast") and (value or 0) > record.planned
    percent, note = None, ""
    if isinstance(record, BigRock) and column == "progress":
        percent = record.progress
    elif isinstance(record, BudgetLine) and column == "actual" and record.planned:
        share = round(100 * record.actual / record.planned)
        percent, note = min(100, share), f"{share} % of plan"
    return Cell(
        note=note,
        column=column,
        label=label_of(column),
        text=cell_text(value, column, timezone),
        tone=sheet_of(record.kind).tones.get(str(value), "quiet") if isinstance(value, StrEnum) else "",
        is_number=bool(NUMBERS & plain_types(type(record).model_fields[column].annotation)),
        percent=percent,
        is_over=is_over,
    )
