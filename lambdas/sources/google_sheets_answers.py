"""Google Sheets' answers: a refusal in words that help, and the parts of a spreadsheet that AMO asks for.

Shapes as the sheets.v4 discovery document has them: rows that are empty at the end are left out, cells likewise.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lambdas.domain.kernel.plain_text import one_line
from lambdas.errors import NeedsConsent, Refused, Retryable
from lambdas.sources.google_sheets_cells import ShownCell
from lambdas.sources.http import by_status

SHARE = "Google Sheets does not let AMO read this spreadsheet: share it with {} as a viewer."
SWITCH_ON = "The Google Sheets API is switched off in the project of {}: switch it on there, and wait a minute."
NO_SPREADSHEET = "Google knows no spreadsheet with this id; check its address in the settings."
OFFICE_FILE = "This is an Excel file in Drive: open it, choose Save as Google Sheets, and connect that one."
UNREADABLE = "Google Sheets answered with something AMO cannot read; AMO tries again."
NO_ZONE = "AMO does not know this spreadsheet's time zone: choose a city's in File, Settings."

_OFFSET = re.compile(r"(?:GMT|UTC)([+-])(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class SheetsAnswer:
    """Judges an answer: as RateLimited does, and with a line of its own for what a person can mend."""

    email: str

    def __call__(self, status: int, headers: Mapping[str, str], content: Any) -> float | None:
        """Raises NeedsConsent or Refused."""
        error = _part(content, "error")
        if status == 403:
            raise NeedsConsent((SWITCH_ON if _is_switched_off(error) else SHARE).format(self.email))
        if status == 404:
            raise Refused(NO_SPREADSHEET)
        if status == 400 and error.get("status") == "FAILED_PRECONDITION":
            raise Refused(OFFICE_FILE)
        return by_status(status, headers, content)


@dataclass(frozen=True, slots=True)
class SpreadsheetFacts:
    """``sizes``: the rows and columns of each sheet by its title."""

    title: str
    zone_name: str
    sizes: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, content: Any) -> "SpreadsheetFacts":
        """Raises Retryable where it is no spreadsheet."""
        properties = _part(content, "properties")
        title, zone_name, sheets = properties.get("title"), properties.get("timeZone"), _list(content, "sheets")
        if not isinstance(title, str) or not isinstance(zone_name, str):
            raise Retryable(UNREADABLE)
        sizes: dict[str, tuple[int, int]] = {}
        for sheet in sheets:
            about = _part(sheet, "properties")
            grid, name = _part(about, "gridProperties"), about.get("title")
            rows, columns = grid.get("rowCount"), grid.get("columnCount")
            if isinstance(name, str) and type(rows) is int and type(columns) is int:
                sizes[name] = (rows, columns)
        return cls(one_line(title, 100), zone_name, sizes)

    def size(self, title: str) -> tuple[str, int, int] | None:
        """The title as the spreadsheet writes it, and its size; None where it has no such sheet with cells."""
        known = {name.casefold(): name for name in self.sizes}
        name = title if title in self.sizes else known.get(title.casefold())
        return (name, *self.sizes[name]) if name is not None else None

    @property
    def zone(self) -> tzinfo:
        """Raises Refused: times without their zone would be wrong by hours."""
        try:
            return ZoneInfo(self.zone_name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
        found = _OFFSET.fullmatch(self.zone_name)
        if not found or int(found[2]) > 14 or int(found[3]) > 59:
            raise Refused(NO_ZONE)
        offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(-offset if found[1] == "-" else offset)


def values_in(content: Any) -> list[list[Any]]:
    """The rows of the one range that was asked for. Raises Retryable."""
    ranges = _list(content, "valueRanges")
    if len(ranges) != 1 or not isinstance(ranges[0], dict):
        raise Retryable(UNREADABLE)
    rows = ranges[0].get("values", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Retryable(UNREADABLE)
    return rows


def shown_in(content: Any) -> list[ShownCell | None]:
    """The cells of the one column that was asked for, by row; None for those that hold no number. Raises Retryable."""
    sheets = _list(content, "sheets")
    grids = _list(sheets[0], "data") if sheets else []
    return [_shown(row) for row in _list(grids[0], "rowData", optional=True)] if grids else []


def _shown(row: Any) -> ShownCell | None:
    cells = _list(row, "values", optional=True)
    cell = cells[0] if cells else {}
    number = _part(cell, "effectiveValue").get("numberValue")
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    kind = _part(_part(cell, "effectiveFormat"), "numberFormat").get("type")
    return ShownCell(number, kind == "PERCENT", str(cell.get("formattedValue", "")))


def _is_switched_off(error: Mapping[str, Any]) -> bool:
    """By google.rpc.ErrorInfo, or by the older form's reason (burnash/gspread issue 1286 has both)."""
    named = [*_list(error, "details", optional=True), *_list(error, "errors", optional=True)]
    reasons = [one.get("reason") for one in named if isinstance(one, dict)]
    return "SERVICE_DISABLED" in reasons or "accessNotConfigured" in reasons


def _part(content: Any, name: str) -> dict[str, Any]:
    part = content.get(name) if isinstance(content, dict) else None
    return part if isinstance(part, dict) else {}


def _list(content: Any, name: str, *, optional: bool = False) -> list[Any]:
    """Raises Retryable where it is none; ``optional``: empty then."""
    part = content.get(name) if isinstance(content, dict) else None
    if isinstance(part, list):
        return part
    if optional:
        return []
    raise Retryable(UNREADABLE)
