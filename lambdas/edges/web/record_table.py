"""The records of one kind as a table, found by words and by status."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from lambdas.domain.kernel.local_time import zone
from lambdas.domain.kernel.model import Model
from lambdas.domain.records.records import MODELS, BigRock, BudgetLine, Record, RecordKind
from lambdas.domain.records.statuses import DecisionStatus, RockStatus, Severity
from lambdas.edges.web.record_form import Choice, choices_of, label_of
from lambdas.edges.web.words import age, counted

LABELS: Mapping[RecordKind, str] = MappingProxyType(
    {
        RecordKind.BUDGET: "Budget",
        RecordKind.BIG_ROCKS: "Big rocks",
        RecordKind.INCIDENTS: "Incidents",
        RecordKind.STAFFING: "Staffing",
        RecordKind.DECISIONS: "Decisions",
    }
)
ONE: Mapping[RecordKind, str] = MappingProxyType(
    {
        RecordKind.BUDGET: "budget line",
        RecordKind.BIG_ROCKS: "big rock",
        RecordKind.INCIDENTS: "incident",
        RecordKind.STAFFING: "role",
        RecordKind.DECISIONS: "decision",
    }
)
COLUMNS: Mapping[RecordKind, tuple[str, ...]] = MappingProxyType(
    {
        RecordKind.BUDGET: ("line", "period", "planned", "actual", "forecast", "owner"),
        RecordKind.BIG_ROCKS: ("name", "progress", "status", "due", "blockers", "owner"),
        RecordKind.INCIDENTS: ("title", "severity", "opened_at", "resolved_at", "follow_ups", "owner"),
        RecordKind.STAFFING: ("role", "team", "headcount", "open_requisitions", "candidates", "stage"),
        RecordKind.DECISIONS: ("title", "status", "raised_on", "due", "asked_count", "owner"),
    }
)
"""The first one names the record."""
NUMBERS = frozenset(
    {"planned", "actual", "forecast", "headcount", "open_requisitions", "candidates", "asked_count", "progress"}
)
TONES: Mapping[str, str] = MappingProxyType(
    {
        RockStatus.BLOCKED: "failed",
        RockStatus.AT_RISK: "asking",
        RockStatus.ON_TRACK: "ready",
        RockStatus.DONE: "quiet",
        Severity.SEV0: "failed",
        Severity.SEV1: "failed",
        Severity.SEV2: "asking",
        DecisionStatus.OPEN: "asking",
        DecisionStatus.DECIDED: "ready",
    }
)


class Cell(Model):
    """``tone`` colours a status; ``percent`` draws a bar; ``is_over`` marks money beyond its plan."""

    column: str
    label: str
    text: str
    tone: str = ""
    is_number: bool = False
    percent: int | None = None
    is_over: bool = False


class RecordRow(Model):
    record_id: str
    name: str
    cells: tuple[Cell, ...]
    age: str


def rows_of(records: Iterable[Record], timezone: str, now: datetime) -> tuple[RecordRow, ...]:
    return tuple(_row(record, timezone, now) for record in records)


def matching(records: Sequence[Record], words: str, status: str) -> list[Record]:
    """Those that hold every word, in any field and any case, and have the status asked for."""
    wanted = words.casefold().split()
    found = [r for r in records if all(word in _searched(r) for word in wanted)]
    return [r for r in found if not status or status_of(r) == status]


def status_of(record: Record) -> str:
    return str(getattr(record, "status", None) or getattr(record, "severity", None) or "")


def statuses_of(kind: RecordKind) -> tuple[Choice, ...]:
    """Returns the statuses or severities that the kind's records can be filtered by."""
    field = MODELS[kind].model_fields.get("status") or MODELS[kind].model_fields.get("severity")
    return choices_of(field.annotation) if field else ()


def _searched(record: Record) -> str:
    return " ".join(str(value) for value in record.model_dump(mode="json").values()).casefold()


def _row(record: Record, timezone: str, now: datetime) -> RecordRow:
    name_column, *others = COLUMNS[record.kind]
    return RecordRow(
        record_id=record.record_id,
        name=str(getattr(record, name_column)),
        cells=tuple(_cell(record, column, timezone) for column in others),
        age=age(record.as_of, now),
    )


def _cell(record: Record, column: str, timezone: str) -> Cell:
    value = getattr(record, column)
    is_over = isinstance(record, BudgetLine) and column in ("actual", "forecast") and (value or 0) > record.planned
    percent = None
    if isinstance(record, BigRock) and column == "progress":
        percent = record.progress
    elif isinstance(record, BudgetLine) and column == "actual" and record.planned:
        percent = min(100, round(100 * record.actual / record.planned))
    return Cell(
        column=column,
        label=label_of(column),
        text=_text(value, column, timezone),
        tone=TONES.get(str(value), "quiet") if isinstance(value, StrEnum) else "",
        is_number=column in NUMBERS,
        percent=percent,
        is_over=is_over,
    )


def _text(value: Any, column: str, timezone: str) -> str:
    if value is None or value == "":
        return ""
    if column == "progress":
        return f"{value} %"
    if column == "follow_ups":
        still_open = sum(follow_up.status == "open" for follow_up in value)
        return f"{still_open} of {counted(len(value), 'follow-up')} open" if value else ""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone(timezone)):%d %b %Y, %H:%M}"
    if isinstance(value, StrEnum):
        return str(value).replace("_", " ")
    if isinstance(value, int | float | Decimal):
        return f"{value:,}".removesuffix(".00")
    return str(value)
