"""A spreadsheet's cells as a CSV import has them: a day or a time is a number there, and a percentage a share.

Days count from 1899-12-30 (sheets.v4 discovery document, SERIAL_NUMBER); a time of day is the rest of its day, by the
spreadsheet's own clock. By the column a number means one or the other: no cell says by itself what it is.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pydantic import AwareDatetime

from lambdas.domain.context.kinds.incidents import FollowUp
from lambdas.domain.context.kinds.sheets import sheet_of
from lambdas.domain.kernel.context_kinds import RecordKind
from lambdas.domain.records.fields import Percent, Period, plain_types
from lambdas.record_tables.columns import FOLLOW_UP_COLUMNS, ID
from lambdas.record_tables.rows import unguarded

BASE = date(1899, 12, 30)
MAX_SERIAL = 2_958_465
"""9999-12-31."""
YEARS = range(1970, 2101)
MAX_NUMBER = 1e300
MOMENTS: frozenset[Any] = frozenset({datetime, AwareDatetime})
ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!", "#SPILL!", "#CALC!", "Loading..."}
)


@dataclass(frozen=True, slots=True)
class ShownCell:
    """The look of a number in the spreadsheet: as a percentage or not, and the words it is shown in."""

    number: float
    is_percent: bool
    text: str


class UnreadableCell(ValueError):
    """Its message says in our words what is wrong with the cell."""


def value_of(kind: RecordKind, column: str, cell: Any, shown: ShownCell | None = None) -> Any:
    """``cell`` as UNFORMATTED_VALUE gives it. Raises UnreadableCell for what is no text and no number."""
    if isinstance(cell, str):
        if cell.strip() in ERRORS:
            raise UnreadableCell(f"is {cell.strip()}, which the spreadsheet shows where it cannot calculate")
        return unguarded(cell)
    if not is_number(cell):
        raise UnreadableCell("is neither text nor a number (a tick box?)")
    return _number(kind, column, cell, shown)


def is_number(cell: Any) -> bool:
    """JSON as Python reads it has numbers that are none, and integers larger than any other."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < MAX_NUMBER


def is_percentage(kind: RecordKind, column: str) -> bool:
    return _is_of(kind, column, Percent)


def _number(kind: RecordKind, column: str, cell: float, shown: ShownCell | None) -> Any:
    types = plain_types(_annotation(kind, column))
    if MOMENTS & types:
        return _moment(cell)
    if date in types:
        return _day(cell)
    if _is_of(kind, column, Period):
        return _plain(cell) if cell in YEARS else _day(cell)
    if shown and shown.is_percent:
        return f"{Decimal(repr(cell)) * 100:f}%"
    return _plain(cell)


def _day(serial: float) -> Any:
    return str(BASE + timedelta(days=math.floor(serial))) if 0 < serial <= MAX_SERIAL else _plain(serial)


def _moment(serial: float) -> Any:
    """To the second. Without a time of day it is a day: what needs one says so, as an import does."""
    if not 0 < serial <= MAX_SERIAL:
        return _plain(serial)
    moment = datetime.combine(BASE, time.min) + timedelta(seconds=round(serial * 86_400))
    return str(moment.date()) if moment.time() == time.min else moment.isoformat(sep=" ")


def _plain(number: float) -> int | Decimal:
    """Exactly as it is written: 0.1 is not a thousandth of a cent more."""
    return int(number) if number == math.floor(number) else Decimal(repr(number))


def _annotation(kind: RecordKind, column: str) -> Any:
    return _field(kind, column).annotation


def _is_of(kind: RecordKind, column: str, annotated: Any) -> bool:
    return annotated.__metadata__[0] in _field(kind, column).metadata


def _field(kind: RecordKind, column: str) -> Any:
    if kind is RecordKind.INCIDENTS and column in FOLLOW_UP_COLUMNS:
        return FollowUp.model_fields[FOLLOW_UP_COLUMNS[column]]
    return sheet_of(kind).model.model_fields["record_id" if column == ID else column]
