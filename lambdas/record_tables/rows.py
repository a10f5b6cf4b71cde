"""A table's rows before anybody asks what they mean, and what was wrong with one: of a file, or of a spreadsheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.domain.kernel.model import Model

MAX_ROWS = 10_000
FORMULA_STARTS = ("=", "+", "-", "@")
"""A spreadsheet would run what begins so; our export puts an apostrophe before it."""
_BLANK = frozenset({"", "-", "–", "—", "n/a", "null"})


@dataclass(frozen=True, slots=True)
class Row:
    """``cells`` by header, as the table has them; empty ones are left out."""

    number: int
    cells: Mapping[str, Any]


class RowError(Model):
    """``row`` as the spreadsheet numbers it (the header is row 1), or the object's place in a JSON list, from 1.

    ``column`` is empty when the row as a whole is wrong.
    """

    row: int
    column: str
    reason: str


def is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and cell.strip().casefold() in _BLANK)


def unguarded(cell: str) -> str:
    """Without the apostrophe our export puts before what a spreadsheet would take for a formula."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell
